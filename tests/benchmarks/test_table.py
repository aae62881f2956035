# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of what is measured fits together."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from run import LACKING
from side_by_side.table import MEASUREMENTS, PROGRAMS, named

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def test_names_are_unique() -> None:
    names = [each.name for each in MEASUREMENTS]
    assert len(set(names)) == len(names)
    for each in MEASUREMENTS:  # a name that is both chooses what the benchmark measures
        assert each.name not in PROGRAMS or each.program == each.name


def test_each_program_is_there_and_measures_something() -> None:
    assert {each.program for each in MEASUREMENTS} == set(PROGRAMS)
    for program in PROGRAMS.values():
        assert (BENCHMARKS / program.script).is_file()


def test_what_programs_name_is_there_or_has_its_reason() -> None:
    for program in PROGRAMS.values():
        for words in (program.words, program.quick, program.against):
            used = {name for _, name, _, _ in string.Formatter().parse(words) if name}
            assert used <= {"dataset", "key", *LACKING}


def test_what_measurements_need_besides_is_what_their_program_can_be_given() -> None:
    for each in MEASUREMENTS:
        assert not each.needs or f"{{{each.needs}}}" in PROGRAMS[each.program].against


def test_some_are_chosen_by_their_name_or_their_benchmark() -> None:
    assert named([]) == MEASUREMENTS
    assert [each.name for each in named(["keys", "overhead"])] == ["keys", "overhead"]
    assert {each.program for each in named(["render"])} == {"render"}
    with pytest.raises(ValueError, match=r"no measurement 'keyz'; there are .*keys"):
        named(["keyz"])
