# SPDX-License-Identifier: GPL-3.0-or-later
"""Which machine, Blender and commit are measured, and what else the machine does meanwhile."""

from __future__ import annotations

import os
import subprocess
from importlib import metadata
from pathlib import Path

from interact_addon.core.rendering.costs.machine import this_machine

from .samples import processor_seconds

__all__ = ["OtherWork", "blender_version", "commit_of", "machine_name"]

_STAT = Path("/proc/stat")


class OtherWork:
    """How much of this machine other programs use, from when this was made."""

    def __init__(self) -> None:
        self._mine, self._busy, self._all = processor_seconds(), *_machine_seconds()

    def share(self) -> float | None:
        """Return the share of the machine's time; None where the system does not tell (it is not Linux)."""
        busy, whole = _machine_seconds()
        if whole <= self._all:
            return None
        others = busy - self._busy - (processor_seconds() - self._mine)
        return min(1.0, max(0.0, others / (whole - self._all)))


def _machine_seconds() -> tuple[float, float]:
    """Return the seconds that this machine's cores have worked, and all seconds that they had."""
    try:
        words = _STAT.read_text().split("\n", 1)[0].split()[1:9]
    except OSError:
        return 0.0, 0.0
    user, nice, system, idle, waiting, *interrupts = (int(word) / os.sysconf("SC_CLK_TCK") for word in words)
    busy = user + nice + system + sum(interrupts)
    return busy, busy + idle + waiting


def machine_name() -> str:
    """Return what the speed depends on: processor, cores, graphics cards."""
    machine = this_machine()
    return ", ".join([machine.cpu, f"{machine.cores} cores", *([machine.gpu] if machine.gpu else [])])


def blender_version() -> str:
    """Return the version of the Blender that this Python has as a module."""
    try:
        return metadata.version("bpy")
    except metadata.PackageNotFoundError:
        return "unknown"


def commit_of(checkout: Path) -> str:
    """Return a checkout's commit, with a plus sign if files differ from it; empty if there is none."""
    try:
        words = ["git", "-C", str(checkout), "describe", "--always", "--exclude", "*", "--dirty=+"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
