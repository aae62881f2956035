# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from pathlib import Path

import pytest

from interact_addon.core.rendering.blender_faults import libraries_cure
from interact_addon.core.rendering.doctor import Check, Diagnosis, DoctorOptions, diagnose
from interact_addon.core.video.ffmpeg import ENVIRONMENT_VARIABLE

# Stands in for Blender: answers as it would, except for what a test wants to go wrong.
ANSWERS = """
import json, os, sys, time
question, answer = sys.argv[1:3]
def say(**value): open(answer, "w").write(json.dumps(value))
{fault}
if question == "describe": say(version="9.9.9", audio=True, video=True)
elif question == "devices": say(devices=[dict(type="CPU", name="Xeon", id="CPU")])
else: say(engine="X", device="llvmpipe", seconds=0.5, error=None)
"""


def options(fault: str = "", **kwargs) -> DoctorOptions:
    return DoctorOptions(command=(sys.executable, "-c", ANSWERS.format(fault=fault)), **kwargs)


def looked_at(diagnosis: Diagnosis) -> dict[str, Check]:
    return {check.name: check for check in diagnosis.checks}


def test_a_machine_where_all_is_well(tmp_path: Path) -> None:
    seen: list[Check] = []
    diagnosis = diagnose(options(folder=tmp_path / "not" / "yet" / "there"), on_check=seen.append)
    checks = looked_at(diagnosis)
    assert diagnosis.checks == tuple(seen)
    assert list(checks)[:8] == [
        "Python",
        "Blender",
        "graphics cards",
        "draft (gpu module)",
        "preview (Workbench)",
        "final (EEVEE)",
        "pathtraced (Cycles)",
        "workers",
    ]
    assert checks["Blender"].detail == "9.9.9 with audio"
    assert "pathtraced 1 (" in checks["workers"].detail
    assert checks["graphics cards"].detail == "none that Cycles finds; Cycles renders on CPU Xeon"
    assert [device["name"] for device in diagnosis.as_dict()["devices"]] == ["Xeon"]
    assert "renders on llvmpipe (no GPU: slow); first picture after 0.5 s" in checks["final (EEVEE)"].detail
    assert checks["ffmpeg"].ok
    assert checks["free disk"].ok
    assert str(tmp_path) in checks["free disk"].detail
    assert diagnosis.ok == all(check.ok for check in seen)


@pytest.mark.parametrize(
    ("fault", "told", "cure"),
    [
        (
            "if question == 'preview': sys.stderr.write('Couldn\\'t open libEGL.so.1: no'); os.abort()",
            "no OpenGL driver",
            libraries_cure(),
        ),
        (
            "if question == 'preview': sys.stderr.write('Warning: No OpenGL vendor detected.'); os.abort()",
            "no OpenGL driver",
            libraries_cure(),
        ),
        ("if question == 'preview': os.abort()", "died by SIGABRT", "driver"),
        ("if question == 'preview': sys.exit('out of luck')", "code 1: out of luck", "Reinstall"),
        ("if question == 'preview': open(answer, 'w').write('{'); sys.exit(0)", "code 0", "Reinstall"),
        (
            "if question == 'preview': say(device=None, error='the picture is blank'); sys.exit()",
            "the picture is blank",
            libraries_cure(),
        ),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="signals and packages are Linux's")
def test_an_engine_that_dies_or_draws_nothing_is_a_fault_with_a_cure(
    fault: str, told: str, cure: str
) -> None:
    checks = looked_at(diagnose(options(fault)))
    broken = checks["preview (Workbench)"]
    assert (broken.ok, broken.needed) == (False, True)
    assert told in broken.detail
    assert broken.cure is not None
    assert cure in broken.cure
    assert checks["final (EEVEE)"].ok


def test_which_presets_use_several_cards() -> None:
    cards = [
        {"type": "HIP", "name": "AMD Radeon PRO W7900", "id": f"HIP_AMD Radeon PRO W7900_0000:{bus}:00"}
        for bus in ("03", "c3")
    ]
    workers = looked_at(diagnose(options(f"if question == 'devices': say(devices={cards}); sys.exit()")))[
        "workers"
    ]
    assert workers.ok
    assert "only Cycles uses all 2 cards" in workers.detail
    workers = looked_at(diagnose(options("if question == 'devices': sys.exit('driver broken')")))["workers"]
    assert (workers.ok, workers.needed) == (False, False)
    assert "driver broken" in workers.detail


def test_an_engine_that_hangs_is_a_fault() -> None:
    fault = "if question != 'describe': time.sleep(60)"
    broken = looked_at(diagnose(options(fault, seconds=0.2)))["preview (Workbench)"]
    assert not broken.ok
    assert "no answer within 0.2 s" in broken.detail
    assert broken.cure


H100 = "type='{}', name='H100', id='CUDA_H100_0000:04:00{}', fit={}"


@pytest.mark.parametrize(
    ("listed", "ok", "told"),
    [
        (
            [H100.format("CUDA", "", True), H100.format("OPTIX", "_OptiX", True)],
            True,
            "CUDA H100; OPTIX H100; Cycles renders on OPTIX H100",
        ),
        (
            [H100.format("OPTIX", "_OptiX", False)],
            False,
            "the driver is too old for OPTIX H100; Cycles renders on the processor",
        ),
    ],
)
def test_the_graphics_cards_that_cycles_finds(listed: list[str], ok: bool, told: str) -> None:
    values = ", ".join(f"dict({each})" for each in listed)
    fault = f"if question == 'devices': say(devices=[{values}]); sys.exit()"
    check = looked_at(diagnose(options(fault, render=False)))["graphics cards"]
    assert (check.ok, check.needed, check.detail) == (ok, False, told)
    assert (check.cure is None) == ok


def test_a_card_that_opengl_does_not_reach_is_told() -> None:
    card = H100.format("CUDA", "", True)
    fault = f"if question == 'devices': say(devices=[dict({card})]); sys.exit()"
    check = looked_at(diagnose(options(fault)))["final (EEVEE)"]
    assert "on llvmpipe (OpenGL does not reach the graphics card: docs/install.md" in check.detail


def test_a_card_that_fails_or_compiles_is_told_with_its_cure() -> None:
    fault = "if question == 'pathtraced': say(odd='Cycles could not render', device='CPU', error=None)"
    check = looked_at(diagnose(options(f"{fault}; sys.exit()")))["pathtraced (Cycles)"]
    assert (check.ok, check.needed, check.detail) == (False, False, "Cycles could not render")
    assert "driver" in (check.cure or "")
    fault = "if question == 'pathtraced': time.sleep(60)"
    check = looked_at(diagnose(options(fault, seconds=1.0)))["pathtraced (Cycles)"]
    assert not check.ok
    assert "interact doctor --warm" in (check.cure or "")


def test_only_the_quick_look_is_needed() -> None:
    fault = "if question in ('final', 'pathtraced'): sys.exit(3)"
    diagnosis = diagnose(options(fault))
    checks = looked_at(diagnosis)
    assert not checks["final (EEVEE)"].ok
    assert not checks["pathtraced (Cycles)"].ok
    assert diagnosis.ok == checks["character data"].ok


@pytest.mark.parametrize(
    ("stderr", "told", "cure"),
    [
        ("ImportError: libXi.so.6: cannot open shared object file: No such file", "libXi.so.6", "libxi6"),
        ("ModuleNotFoundError: No module named 'bpy'", "lacks Blender's module bpy", "./interact setup"),
        ("Segmentation fault", "Segmentation fault", "Reinstall"),
    ],
)
def test_a_blender_that_cannot_be_loaded(stderr: str, told: str, cure: str) -> None:
    diagnosis = diagnose(options(f"sys.exit({stderr!r})"))
    checks = looked_at(diagnosis)
    assert not diagnosis.ok
    assert told in checks["Blender"].detail
    assert cure in (checks["Blender"].cure or "")
    assert "preview (Workbench)" not in checks  # nothing to try without it


def test_a_blender_that_cannot_be_started(tmp_path: Path) -> None:
    diagnosis = diagnose(DoctorOptions(command=(str(tmp_path / "absent"),)))
    assert "cannot be started" in looked_at(diagnosis)["Blender"].detail


def test_a_blender_without_audio_or_video() -> None:
    fault = "say(version='4.2.23', audio=False, video={video}); sys.exit()"
    checks = looked_at(diagnose(options(fault.format(video=True), render=False)))
    assert checks["Blender"].ok
    assert "without audio" in checks["Blender"].detail
    checks = looked_at(diagnose(options(fault.format(video=False), render=False)))
    assert "cannot write videos" in checks["Blender"].detail


def test_what_else_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERACT_MAKEHUMAN", str(tmp_path))
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "absent"))
    diagnosis = diagnose(options(render=False, dataset=tmp_path))
    checks = looked_at(diagnosis)
    assert not diagnosis.ok
    for name in ("ffmpeg", "character data", "dataset"):
        assert not checks[name].ok
        assert str(tmp_path) in checks[name].detail
        assert checks[name].cure
        assert checks[name].cure not in checks[name].detail


def test_a_dataset_is_told_with_its_findings(sample_root: Path) -> None:
    check = looked_at(diagnose(options(render=False, dataset=sample_root)))["dataset"]
    assert check.ok
    assert "3 scenes of 6 actors; 1 finding" in check.detail


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 5_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    diagnosis = diagnose(options(render=False))
    assert not looked_at(diagnosis)["free disk"].ok
    assert not diagnosis.ok
