# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from interact_addon.cli.console import Console
from interact_addon.core.errors import BvhError
from interact_addon.core.findings import Finding


def make(*, as_json: bool = False) -> tuple[Console, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Console(as_json=as_json, out=out, err=err), out, err


def test_results_and_remarks_go_to_different_streams() -> None:
    console, out, err = make()
    console.line("result")
    console.note("remark")
    console.warn(Finding("x", "odd"))
    console.warn(Finding("x", "fine", line=3, level="info"))
    assert out.getvalue() == "result\n"
    assert err.getvalue() == "remark\nwarning: odd\nnote: fine (line 3)\n"


def test_json_is_alone_on_standard_output() -> None:
    console, out, _ = make(as_json=True)
    console.line("for people")
    console.table(["a"], [["b"]])
    console.json({"name": "Zoë"})
    assert json.loads(out.getvalue()) == {"name": "Zoë"}


def test_an_error_names_file_line_and_cure() -> None:
    console, _, err = make()
    console.error(BvhError("a row is short", path="x.bvh", line=7, cure="Export it again"))
    assert err.getvalue() == "interact: x.bvh, line 7: a row is short. Export it again.\n"


def test_tables_are_as_wide_as_they_need() -> None:
    console, out, _ = make()
    console.table(["key", "n"], [["20231119_051", 943], ["x", 1]])
    assert out.getvalue().splitlines() == [
        "key           n",
        "------------  ---",
        "20231119_051  943",
        "x             1",
    ]


def test_plain_progress_tells_begin_and_end() -> None:
    console, _, err = make()
    with console.progress("Rendering", 1) as bar:
        bar.resize(3)
        bar.advance(2)
        bar.update(3, "Mixing")
    lines = err.getvalue().splitlines()
    assert lines[0] == "Rendering ..."
    assert lines[-1].startswith("Mixing: 3/3 in ")


def test_what_others_print_goes_to_the_log_and_ours_does_not(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    console = Console()
    log = tmp_path / "log"
    with console.others_to(log):
        os.write(1, b"from C\n")
        os.write(2, b"errors from C\n")
        print("from Python")
        console.line("ours")
    print("after")
    shown = capfd.readouterr()
    assert shown.out == "ours\nafter\n"
    assert shown.err == ""
    assert sorted(log.read_text().splitlines()) == ["errors from C", "from C", "from Python"]


def test_streams_come_back_after_a_failure(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    console = Console()
    with pytest.raises(ValueError, match="no"), console.others_to(tmp_path / "log"):
        raise ValueError("no")
    os.write(1, b"back\n")
    console.line("too")
    assert sorted(capfd.readouterr().out.split()) == ["back", "too"]
