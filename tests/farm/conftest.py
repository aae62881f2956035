# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset with a broken scene, and the command line as a user has it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GOOD, BAD = "20260101_001", "20260101_002"
_PATIENCE = 300


@dataclass(frozen=True)
class Farm:
    """A dataset of two scenes, one of them broken, and a job of six movies.

    Attributes:
        folder: Where everything lies.
        dataset: The dataset.
        job: The job file.
        out: The output folder.
        broken: The broken file.
        whole: What should be in it.
        movies: What the job asks for; the last one is of the broken scene.
    """

    folder: Path
    dataset: Path
    job: Path
    out: Path
    broken: Path
    whole: bytes
    movies: tuple[str, ...]

    def mend(self) -> None:
        self.broken.write_bytes(self.whole)

    def spoil(self) -> None:
        """Break it, after `interact submit` has checked it."""
        self.broken.write_bytes(self.whole[:300])  # ends inside the skeleton

    def record(self, name: str) -> Path:
        return self.out / "body_renders" / f"{name}.json"

    @property
    def delivered(self) -> set[str]:
        return {path.stem for path in (self.out / "body_renders").glob("*.mp4")}


@pytest.fixture
def farm(demo_root: Path, tmp_path: Path) -> Farm:
    dataset = tmp_path / "data set"  # with a blank, as people have them
    shutil.copytree(demo_root, dataset)
    for path in list(dataset.glob("*/*")):
        date, actor, _ = path.stem.split("_")
        shutil.copy(path, path.with_stem(f"{date}_{actor}_{BAD.partition('_')[2]}"))
    broken = dataset / "bvhs" / "20260101_001_002.bvh"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:300])  # ends inside the skeleton
    lines = ['dataset = "data set"', "[defaults]", 'size = "96x54"']
    cameras = ("front", "side", "close_a", "close_b", "orbit")
    movies = (*(f"{GOOD}_{camera}" for camera in cameras), BAD)
    for number, camera in enumerate(cameras):
        lines += ["[[scene]]", f'key = "{GOOD}"', f'output = "{GOOD}_{camera}"', f'camera = "{camera}"']
        lines += [f'frames = "{1 + 5 * number}-{4 + 5 * number}"']
    lines += ["[[scene]]", f'key = "{BAD}"', 'frames = "1-4"']
    job = tmp_path / "job.toml"
    job.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Farm(tmp_path, dataset, job, tmp_path / "mov ies", broken, whole, movies)


Interact = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def interact(tmp_path: Path) -> Interact:
    """Runs ``interact`` in a process of its own: exit code and JSON report."""

    def run(*words: object, env: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "interact_addon", *map(str, words), "--json"],
            env=env or dict(os.environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        assert done.stdout, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)

    return run
