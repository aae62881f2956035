# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders as users start them, with the times of their parts."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from interact_addon.core.rendering.costs.timing import Timing, timing_in
from interact_addon.core.rendering.program import worker_environment

from .samples import Cost, timed

__all__ = ["Rendered", "render", "run_quietly"]


@dataclass(frozen=True)
class Rendered:
    """One run of ``interact render`` for one scene.

    Attributes:
        whole: What the command took, with its child.
        timing: What the parts in the child took, as its record says.
    """

    whole: Cost
    timing: Timing

    def part(self, *names: str) -> Cost:
        """Return what parts of the child's work took together; the names are those of `Stages`."""
        wall, cpu = (
            sum(getattr(clock, name) for name in names) for clock in (self.timing.wall, self.timing.cpu)
        )
        return Cost(wall, cpu)

    @property
    def frame(self) -> Cost:
        """What a frame took, without the first."""
        return self.part("rest") / (self.timing.frames - 1)

    @property
    def around(self) -> Cost:
        """What the command took besides its child's work: its own start, the child's end, the delivery."""
        wall, cpu = self.whole.wall - self.timing.wall.all, self.whole.cpu - self.timing.cpu.all
        return Cost(max(0.0, wall), max(0.0, cpu))


def render(dataset: Path, key: str, *options: str) -> Rendered:
    """Render a scene with ``interact render`` into a new folder, so that nothing in it was done before.

    Raises:
        RuntimeError: it failed.
    """
    with tempfile.TemporaryDirectory(prefix="interact-bench-") as folder:
        out = Path(folder)
        words = [
            "-m",
            "interact_addon",
            "render",
            key,
            "--dataset",
            str(dataset),
            "--out",
            str(out),
            *options,
        ]
        whole = timed(lambda: run_quietly([sys.executable, *words]))
        record = json.loads((out / "body_renders" / f"{key}.json").read_text("utf-8"))
    timing = timing_in(record.get("timing"))
    if timing is None:
        raise RuntimeError("the record has no times")
    return Rendered(whole, timing)


def run_quietly(command: list[str]) -> None:
    """Run a program as our children run.

    Raises:
        RuntimeError: it failed; with its last lines.
    """
    done = subprocess.run(command, capture_output=True, text=True, env=worker_environment(), check=False)
    if done.returncode:
        raise RuntimeError("\n".join((done.stderr or done.stdout).strip().splitlines()[-5:]))
