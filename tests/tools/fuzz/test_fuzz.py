# SPDX-License-Identifier: GPL-3.0-or-later
"""Bent files of every kind: 20,000 of them; and that the fuzzer sees what it looks for."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InteractError
from tools.fuzz.cases import KINDS, Case, make_case
from tools.fuzz.readers import READERS, furnish
from tools.fuzz.run import check_case
from tools.fuzz.seeds import TEXT_SEEDS

REPOSITORY = Path(__file__).resolve().parents[3]
unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of time and memory need a Unix")


def python(*words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.mark.slow
@unix
def test_twenty_thousand_bent_files_are_read_or_explained(tmp_path: Path) -> None:
    done = python("-m", "tools.fuzz", "--count", "20000", "--out", str(tmp_path), timeout=1500)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert "20000 cases" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_made_from_its_number_alone() -> None:
    numbers = range(200)
    cases = [make_case(number) for number in numbers]
    assert {case.kind for case in cases} == set(KINDS) == set(READERS)
    assert len({case.data for case in cases}) > 190
    assert [make_case(number) for number in reversed(numbers)] == cases[::-1]
    code = "from tools.fuzz import make_case; import hashlib; h = hashlib.sha256()\n"
    code += "for n in range(200): h.update(make_case(n).data)\nprint(h.hexdigest())"
    own = hashlib.sha256(b"".join(case.data for case in cases)).hexdigest()
    assert python("-c", code).stdout.strip() == own


@pytest.mark.parametrize("kind", sorted(TEXT_SEEDS))
def test_what_is_bent_is_read_as_it_is(tmp_path: Path, kind: str) -> None:
    """Else only the first lines of the readers would ever run."""
    furnish(tmp_path)
    for text in TEXT_SEEDS[kind]:
        assert check_case(Case(0, kind, text.encode()), tmp_path) is None
    path = tmp_path / f"whole.{kind}"
    path.write_text(TEXT_SEEDS[kind][0], encoding="utf-8")
    read = 0
    for reader in READERS[kind]:
        with contextlib.suppress(InteractError):
            reader(path)
            read += 1
    assert read


BAD_READERS = {
    "a traceback": ("raise ValueError('odd')", "ValueError at ", "'ValueError: odd'"),
    "an error without words": ("raise InputError('')", "_BadMessageError at ", "no explanation"),
    "an error that cannot be printed": ("raise InputError('x', path='\\udcff')", "_Bad", "not printable"),
    "a loop": ("exec('while True: pass')", "more than 5 seconds", ""),
    "memory": ("bytearray(1 << 40)", "MemoryError", ""),
    "a deep recursion": ("read(path)", "RecursionError", ""),
    "a crash": ("os.kill(os.getpid(), 11)", "the process ended with -11", ""),
    "an end": ("os._exit(3)", "the process ended with 3", ""),
}


@unix
@pytest.mark.parametrize("fault", BAD_READERS)
def test_each_fault_of_a_reader_is_seen(tmp_path: Path, fault: str) -> None:
    """One bad case among good ones; the others are run all the same."""
    body, what, detail = BAD_READERS[fault]
    code = (
        "import os, sys\n"
        "from interact_addon.core.foundation.errors import InputError\n"
        "from tools.fuzz import __main__, cases, readers, run\n"
        "def read(path):\n"
        f"    if path.read_bytes() == bad: {body}\n"
        "bad = cases.make_case(8).data\n"
        "for kind in readers.READERS: readers.READERS[kind] = (read,)\n"
        "run.SECONDS = 0.3\n"
        f"sys.argv = ['fuzz', '--count', '40', '--workers', '2', '--out', {str(tmp_path)!r}]\n"
        "sys.exit(__main__.main())\n"
    )
    done = python("-c", code)
    assert done.returncode == 1, done.stderr
    assert what in done.stdout
    assert detail in done.stdout
    assert "(8)" in done.stdout
    assert "40 cases" in done.stdout
    assert ", 1 failed" in done.stdout
    kept = {path.name: path for path in tmp_path.iterdir()}
    assert set(kept) == {"8.bvh", "8.bvh.log"}
    assert kept["8.bvh"].read_bytes() == make_case(8).data


def test_one_case_and_one_file_again(tmp_path: Path) -> None:
    done = python("-m", "tools.fuzz", "--case", "8", "--out", str(tmp_path))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "in order")
    path = tmp_path / "8.bvh"
    assert path.read_bytes() == make_case(8).data
    assert python("-m", "tools.fuzz", "--file", str(path)).returncode == 0
