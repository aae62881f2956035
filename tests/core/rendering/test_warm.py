# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiling ahead, with children that stand in for Blender, and what doctor says of it."""

from __future__ import annotations

import json
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.foundation.findings import Finding
from interact_addon.core.rendering import doctor, warm
from interact_addon.core.rendering.doctor import Check, DoctorOptions, diagnose
from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.rendering.warm import Warmed

HEAD = """
import json, os, pathlib, sys, time
here = pathlib.Path(sys.argv[1])
(here / "pid").write_text(str(os.getpid()))
order = json.loads(sys.stdin.readline())
(here / "order").write_text(json.dumps(order))
def tell(**event): print(json.dumps({"request": order["request"], **event}), flush=True)
def done(findings=(), made={"device": "OPTIX NVIDIA H100"}):
    report = dict(key=order["key"], movie="m", video="v", frames=1, duration=0.1, error=None,
                  findings=list(findings), seconds={}, edit=None, made=made)
    tell(event="done", report=report, memory=1, versions={})
COMPILES = dict(event="step", text="loading kernels", patience=3600.0, card="OPTIX NVIDIA H100")
FAILED = dict(code="card-failed", message="Cycles could not render on OPTIX NVIDIA H100 (no kernel)")
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The command of a child that does as it is told; what it leaves is in the test's folder."""
    monkeypatch.setattr(warm, "_EVERY", 0.05)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    def make(does: str) -> list[str]:
        return [sys.executable, "-c", HEAD + textwrap.dedent(does), str(tmp_path)]

    yield make
    assert not is_alive(int((tmp_path / "pid").read_text())), "no child is left"
    assert list((tmp_path / "temporary").iterdir()) == [], "nor its files"


def test_one_small_frame_is_rendered_as_a_movie_is(child: Any, tmp_path: Path) -> None:
    said: list[str] = []
    found = warm.warm(
        "pathtraced",
        device="optix",
        command=child("tell(**COMPILES); time.sleep(0.5); done()"),
        on_step=said.append,
    )
    assert (found.device, found.findings, found.error) == ("OPTIX NVIDIA H100", (), None)
    assert found.seconds > 0.4
    assert said[-1].startswith("loading kernels (")
    order = json.loads((tmp_path / "order").read_text())
    picture = order["picture"]
    assert (picture["preset"], picture["device"], picture["samples"]) == ("pathtraced", "optix", 1)
    assert order["frames"] == [1, 1]


def test_a_card_that_fails_is_told(child: Any) -> None:
    odd = "dict(code='no-voice', message='x')"
    found = warm.warm("pathtraced", command=child(f"done([{odd}, FAILED], {{'device': 'CPU EPYC'}})"))
    assert [finding.code for finding in found.findings] == ["card-failed"]
    assert found.error is None


@pytest.mark.parametrize(
    ("does", "error"),
    [
        ("print('driver on fire', file=sys.stderr, flush=True); os.kill(os.getpid(), 11)", "driver on fire"),
        (
            "tell(event='failed', error='Cycles finds no card.', permanent=True, machine=False)",
            "finds no card",
        ),
        ("tell(event='frame', frame='one')", "frame"),
        ("sys.exit(3)", "ended with code 3"),
    ],
)
def test_what_fails_is_reported(child: Any, does: str, error: str) -> None:
    found = warm.warm("final", command=child(does))
    assert found.error is not None
    assert error in found.error
    assert not found.error.endswith(".")
    assert "log.txt" not in found.error, "it is gone"


@pytest.mark.parametrize(("tells", "seconds"), [("pass", 0.3), ("tell(**COMPILES | {'patience': 0.9})", 0.9)])
def test_who_is_silent_for_too_long_is_ended(
    child: Any, monkeypatch: pytest.MonkeyPatch, tells: str, seconds: float
) -> None:
    monkeypatch.setattr(warm, "_STALL", 0.3)
    found = warm.warm("pathtraced", command=child(f"{tells}; time.sleep(600)"))
    assert found.error is not None
    assert f"no sign of life for {seconds:g} s" in found.error
    assert found.cure


def test_it_can_be_interrupted_while_kernels_are_compiled(child: Any) -> None:
    def interrupt(text: str) -> None:
        if text.startswith("loading"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        warm.warm("pathtraced", command=child("tell(**COMPILES); time.sleep(600)"), on_step=interrupt)


def test_doctor_says_what_came_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    odd = Finding("card-failed", "Cycles could not render on CUDA X (no kernel)")
    answers = {
        "final": Warmed(error="Blender died by signal 11 (SIGSEGV)"),
        "pathtraced": Warmed("CPU EPYC", 301.0, (odd,)),
    }
    monkeypatch.setattr(doctor, "warm", lambda preset, **_: answers[preset])
    answer = 'import sys; open(sys.argv[2], "w").write(' + repr(
        json.dumps({"version": "9.9", "audio": True, "video": True, "devices": []})
    )
    options = DoctorOptions(
        command=(sys.executable, "-c", f"{answer})"), folder=tmp_path, render=False, warm=True
    )
    found = diagnose(options)
    checks: dict[str, Check] = {
        check.name.split()[0]: check for check in found.checks if "ahead" in check.name
    }
    assert all(not check.needed for check in checks.values())
    assert checks["pathtraced"].detail.startswith(f"{odd}; the first frame took 301 s")
    assert checks["pathtraced"].cure
    assert not checks["pathtraced"].ok
    assert (checks["final"].ok, checks["final"].detail) == (False, "Blender died by signal 11 (SIGSEGV)")
    assert checks["final"].cure, "every fault has a cure"
