# SPDX-License-Identifier: GPL-3.0-or-later
"""Which machine this is, as far as the speed of rendering is concerned. Nothing is started for it."""

from __future__ import annotations

import functools
import platform
import re
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from ..processes import available_cores

__all__ = ["Machine", "this_machine"]

_NVIDIA = Path("/proc/driver/nvidia/gpus")
_RENDER_NODES = Path("/dev/dri")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine.

    Attributes:
        host: Its name in the network.
        cpu: The processor's model.
        cores: Cores that can be used.
        gpu: Its graphics cards; empty if it has none, None if that is unknown.
    """

    host: str
    cpu: str
    cores: int
    gpu: str | None = None

    def like(self, other: Machine) -> bool:
        """Return whether the other machine is as fast: a cluster's nodes are often alike."""
        return (self.cpu, self.cores, self.gpu) == (other.cpu, other.cores, other.gpu)


@functools.cache
def this_machine() -> Machine:
    """Return this machine."""
    return Machine(socket.gethostname()[:_LONGEST], _cpu()[:_LONGEST], available_cores(), _gpu())


def _cpu() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _gpu() -> str | None:
    """Return the graphics cards that Linux knows; other systems would have to be asked by a program."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        texts = [path.read_text() for path in sorted(_NVIDIA.glob("*/information"))]
        names = [found[1].strip() for text in texts if (found := re.search(r"^Model:\s*(.+)$", text, re.M))]
        names = names or [path.name for path in sorted(_RENDER_NODES.glob("renderD*"))]
    except OSError:
        return None
    return ", ".join(names)[:_LONGEST]
