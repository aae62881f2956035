# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip in a whole Blender: its life there, ``blender --command interact``, and the one file for clusters.

INTERACT_BLENDER names the program, or a script that starts one which sees the same paths. It needs what
Blender's own extensions tool needs; where a distribution left that out (Debian's 5.2 lacks cattrs and
requests), the script can put it on PYTHONPATH and add --python-use-system-env.
"""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif("INTERACT_BLENDER" not in os.environ, reason="INTERACT_BLENDER names no Blender"),
]

LIFE = Path(__file__).with_name("life.py")


def blender(user: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    user.mkdir(exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("INTERACT_")}
    return subprocess.run(
        [os.environ["INTERACT_BLENDER"], *arguments],
        env={**environment, "BLENDER_USER_RESOURCES": str(user), "INTERACT_CACHE": str(user / "cache")},
        capture_output=True,
        check=False,
        text=True,
        timeout=600,
    )


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory, extension_zip: Path) -> Path:
    """A user's folder, with the extension installed and enabled."""
    folder = tmp_path_factory.mktemp("user")
    install = ["extension", "install-file", "-r", "user_default", "-e", str(extension_zip)]
    done = blender(folder, "--command", *install)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, extension_zip: Path) -> tuple[str, ...]:
    """The arguments that run the one file of the unpacked zip."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(extension_zip) as archive:
        archive.extractall(folder)
    start = str(folder / "interact_blender.py")
    return ("--background", "--python-exit-code", "1", "--python", start, "--")


def test_its_life(tmp_path: Path, extension_zip: Path) -> None:
    answer = tmp_path / "answer.json"
    options = ("--background", "--python-exit-code", "3", "--python", str(LIFE))
    done = blender(tmp_path / "user", *options, "--", str(extension_zip), str(answer))
    assert done.returncode == 0, done.stderr
    found = json.loads(answer.read_text("utf-8"))
    steps = found["steps"]
    assert steps["installed"] == steps["enabled again"] == steps["registered 20 times"]
    assert steps["installed"]["enabled"]
    assert steps["before"] == steps["disabled"] == steps["uninstalled"]
    assert not found["files left"]
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("way", ["command", "file"])
def test_exit_codes(way: str, tmp_path: Path, user: Path, program: tuple[str, ...], demo_root: Path) -> None:
    def interact(*arguments: str) -> int:
        if way == "command":
            return blender(user, "--command", "interact", *arguments).returncode
        return blender(tmp_path / "bare", *program, *arguments).returncode

    assert interact("scenes", "--dataset", str(demo_root)) == 0
    assert interact("scenes", "--dataset", str(tmp_path / "nowhere")) == 2
    key = sorted((demo_root / "bvhs").glob("*.bvh"))[0].stem
    broken = tmp_path / "broken"
    for path in demo_root.rglob("*"):
        if path.is_file():
            copy = broken / path.relative_to(demo_root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes()[:3000] if path.stem == key else path.read_bytes())
    date, _, number = key.split("_")
    order = ("render", f"{date}_{number}", "--dataset", str(broken), "--out", str(tmp_path / "out"))
    assert interact(*order, "--frames", "1-2") == 1


@pytest.mark.slow
def test_a_movie_from_the_zip_alone(user: Path, demo_root: Path, tmp_path: Path) -> None:
    date, _, number = sorted((demo_root / "bvhs").glob("*.bvh"))[0].stem.split("_")
    out = tmp_path / "out"
    order = ("render", f"{date}_{number}", "--dataset", str(demo_root), "--out", str(out), "--frames", "1-3")
    done = blender(user, "--command", "interact", *order, "--preset", "preview", "--size", "320x180")
    assert done.returncode == 0, done.stderr
    assert (out / "body_renders" / f"{date}_{number}.mp4").stat().st_size > 1000
