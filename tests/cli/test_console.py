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


NASTY = "Hips\x1b[2J\x9b31m\u202e\ud800\rx\nwarning: all is lost [red]"
RAW = set("\x1b\x9b\u202e\ud800\r")


def test_whatever_is_printed_moves_no_cursor() -> None:
    """Names of joints, hosts of locks and words of other programs can be anything."""
    for as_json in (False, True):
        console, out, err = make(as_json=as_json)
        console.line(NASTY)
        console.note(NASTY)
        console.table(["joint"], [[NASTY]])
        console.warn(Finding("x", "odd", path=NASTY))
        console.json({NASTY: NASTY})
        console.json_line([NASTY])
        console.error(BvhError("a row is short", path=NASTY))
        with console.progress(NASTY, 1) as bar:
            bar.update(1, NASTY)
        printed = out.getvalue() + err.getvalue()
        assert not RAW & set(printed)
        assert "[red]" in printed
        assert not any(line.startswith("warning: all") for line in err.getvalue().splitlines())


def test_a_cell_of_a_table_has_one_line() -> None:
    console, out, _ = make()
    console.table(["joint", "n"], [[NASTY, 1], ["x", 2]])
    assert len(out.getvalue().splitlines()) == 4


def test_events_of_a_batch_move_no_cursor_and_set_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    rich = pytest.importorskip("rich.console")
    events = [
        {"event": "elsewhere", "name": "a", "owner": f"process 1 on {NASTY}"},
        {"event": "begin", "name": "a", "attempt": 1, "worker": 1, "scene_done": 0, "scene_total": 2},
        {"event": "step", "name": "a", "worker": 1, "text": NASTY, "scene_done": 0, "scene_total": 2},
        {"event": "retry", "name": "a", "error": NASTY},
    ]
    for drawn in (False, True):
        console, out, err = make()
        screen = io.StringIO()
        shown = rich.Console(file=screen, force_terminal=True, color_system=None, width=200)
        monkeypatch.setattr(
            console, "rich_console", lambda drawn=drawn, shown=shown: shown if drawn else None
        )
        with batch_display(console) as show:
            for event in events:
                show({"done": 0, "total": 2, "left": None, **event})
        printed = out.getvalue() + err.getvalue() + screen.getvalue()
        assert "Hips\\x1b[2J\\x9b31m\\u202e\\ud800\\rx" in printed
        assert not {"\x9b", "\u202e", "\ud800"} & set(printed)
        assert "\x1b[2J" not in printed
        assert "[red]" in printed


def test_the_cards_of_a_batch_are_told() -> None:
    console, out, err = make()
    progress = {"done": 0, "total": 9, "left": None}
    with batch_display(console) as tell:
        told = {"workers": 2, "why": "one for each graphics card", "cards": ["H100 GPU-1", "H100 GPU-2"]}
        tell({"event": "batch", **told, "findings": [{"code": "x", "message": "odd"}], **progress})
        tell(
            {"event": "batch", "workers": 1, "why": "one for each scene", "cards": ["H100 GPU-1"], **progress}
        )
        tell({"event": "card", "cards": "H100 GPU-2", "worker": 2, "error": "it died.", **progress})
    assert out.getvalue() == ""
    assert err.getvalue().splitlines() == [
        "warning: odd",
        "2 workers, one for each graphics card: H100 GPU-1; H100 GPU-2",
        "no more on H100 GPU-2, where Blender fails: it died.",
    ]
