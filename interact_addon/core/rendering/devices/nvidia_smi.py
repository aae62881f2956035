# SPDX-License-Identifier: GPL-3.0-or-later
"""What nvidia-smi tells of NVIDIA's cards: UUIDs, memory, and the parts of divided cards (MIG).

Blender names a card by its place on the bus; the variable that hides cards from a process takes the UUID,
which stays the same whatever the numbering.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

from ..processes import run_group
from .bus import bus_place

__all__ = ["NamedCard", "installed_cards", "nvidia_cards"]

_PATIENCE = 20.0  # seconds: without its daemon nvidia-smi wakes each card first
_MIB = 1 << 20
_LIST = ("nvidia-smi", "--query-gpu=uuid,pci.bus_id,memory.total", "--format=csv,noheader,nounits")
_PARTS = ("nvidia-smi", "-L")
_ROW = re.compile(r"(GPU-[\w-]+), *([\w:.]+), *(?:(\d{1,9})|.*)", re.ASCII)
_CARD = re.compile(r"GPU \d+: .*\(UUID: (GPU-[\w-]+)\)")
_PART = re.compile(r"\s+MIG .*\(UUID: (MIG-[\w/-]+)\)")


@dataclass(frozen=True, slots=True)
class NamedCard:
    """A card as nvidia-smi lists it.

    Attributes:
        place: Its place on the bus, as :func:`bus_place` writes it.
        uuid: Such as ``GPU-5c3a...``.
        memory: Bytes of its own memory; 0 where that is not said.
        parts: The UUIDs of the parts into which it is divided (NVIDIA's MIG), if it is.
    """

    place: str
    uuid: str
    memory: int = 0
    parts: tuple[str, ...] = ()


def nvidia_cards(listed: str, parts: str = "") -> tuple[NamedCard, ...]:
    """Return the cards that nvidia-smi lists.

    Args:
        listed: Lines of UUID, place and MiB: ``GPU-5c3a..., 00000000:04:00.0, 81559``.
        parts: What ``nvidia-smi -L`` prints, which has also the parts of divided cards.
    """
    divided: dict[str, list[str]] = {}
    at = ""
    for line in parts.splitlines():
        if card := _CARD.match(line):
            at = card[1]
        elif part := _PART.match(line):
            divided.setdefault(at, []).append(part[1])
    rows = (row for line in listed.splitlines() if (row := _ROW.fullmatch(line.strip())))
    return tuple(
        NamedCard(place, row[1], int(row[3] or 0) * _MIB, tuple(divided.get(row[1], ())))
        for row in rows
        if (place := bus_place(row[2]))
    )


def installed_cards() -> tuple[NamedCard, ...]:
    """Ask nvidia-smi; where it is missing, fails or does not answer, no cards are known."""
    listed = _answer(_LIST)
    return nvidia_cards(listed, _answer(_PARTS)) if listed else ()


def _answer(command: tuple[str, ...]) -> str:
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = run_group([program, *command[1:]], _PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
