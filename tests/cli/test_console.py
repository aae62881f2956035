# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path

import pytest

from interact_addon.cli.batch_display import batch_display
from interact_addon.cli.console import Console, discard
from interact_addon.core.foundation.errors import BvhError
from interact_addon.core.foundation.findings import Finding


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


def test_work_goes_on_where_nobody_reads_what_is_told() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        console = Console(out=gone)
        with pytest.raises(BrokenPipeError):
            console.line("told")
        console.go_on()
        for _ in range(2000):
            console.line("more than any buffer holds")
        console.json_line({"event": "end"})


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")  # noqa: PTH110
def test_work_goes_on_where_the_log_is_on_a_full_disk() -> None:
    full = open("/dev/full", "w")  # noqa: PTH123, SIM115 (closed below, in its own way)
    console = Console(out=full, err=full)
    with pytest.raises(OSError, match="No space"):
        console.note("told")
    console.go_on()
    for _ in range(2000):
        console.line("more than any buffer holds")
        console.warn(Finding("x", "odd"))
    discard(full)
    full.close()


def test_a_terminal_that_was_closed_ends_no_batch() -> None:
    class Terminal(io.StringIO):
        closed_by_user = False

        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            if self.closed_by_user:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return super().write(text)

    terminal = Terminal()
    event = {"name": "a", "done": 1, "total": 3, "left": None, "scene_done": 1, "scene_total": 3, "worker": 1}
    with batch_display(Console(err=terminal)) as display:
        display({"event": "begin", "attempt": 1, **event})
        terminal.closed_by_user = True
        display({"event": "retry", "error": "it died", **event})
        display({"event": "frame", "frame": 2, **event})
