# SPDX-License-Identifier: GPL-3.0-or-later
"""``--probe``: render a few frames of a job to measure what its pictures cost on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ..core.rendering.batch.estimate import Calibration
from ..core.rendering.batch.task import Task
from ..core.rendering.costs.machine import this_machine
from ..core.rendering.costs.planned import picture_of
from ..core.rendering.costs.probe import ProbeScene, probe, probes_needed
from ..core.rendering.costs.remembered import remember
from .console import Console, count

__all__ = ["add_probe_argument", "measure_first"]


def add_probe_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--probe``."""
    parser.add_argument(
        "--probe",
        action="store_true",
        help="render a few frames of each kind of picture that was not measured on this machine, and "
        "remember what they cost (half a minute each; minutes for EEVEE and Cycles without a graphics card)",
    )


def measure_first(tasks: Sequence[Task], out: Path | None, console: Console) -> None:
    """Measure the pictures of tasks that were not measured here; what cannot be is printed."""
    model = Calibration.of(out).model
    scenes = [
        ProbeScene(task.request, task.frames, task.source.actor_ids)
        for task in tasks
        if task.source is not None and task.error is None and task.frames
    ]
    groups = probes_needed(scenes, model)
    if not groups:
        console.note("nothing to probe: such pictures were measured on this machine")
        return
    kinds = {picture_of(scene.request) for group in groups for scene in group}
    console.note(f"measuring {count(len(kinds), 'kind')} of pictures on this machine")
    shown: set[str] = set()

    def on_step(text: str) -> None:
        if text not in shown:  # a kind takes several probes, which say the same
            console.note(f"probe: {text} ...")
        shown.add(text)

    found = probe(groups, model, on_step=on_step)
    remember(found.measurements, this_machine())
    for picture, error in found.errors.items():
        console.note(f"warning: not measured: {picture}: {error}")
