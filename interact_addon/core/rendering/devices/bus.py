# SPDX-License-Identifier: GPL-3.0-or-later
"""What Linux tells of a card by its place on the bus, which Blender's ids end with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from .model import Device

__all__ = ["known_by_linux"]

_PLACE = re.compile(r"_([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})(?:_|$)", re.IGNORECASE)
_UUID = re.compile(r"^GPU UUID:\s*(GPU-[0-9a-fA-F-]+)\s*$", re.MULTILINE)


def known_by_linux(device: Device, root: Path = Path("/")) -> Device:
    """Return a device with NVIDIA's id of the card, or the memory of AMD's, where the system says them.

    Args:
        device: As Blender lists it.
        root: Where ``proc`` and ``sys`` are.
    """
    found = _PLACE.search(device.id)
    if found is None:
        return device
    place = f"{found[1]}:{found[2]}:{found[3]}.0".lower()
    said = _UUID.search(_text(root / "proc/driver/nvidia/gpus" / place / "information"))
    memory = _text(root / "sys/bus/pci/devices" / place / "mem_info_vram_total").strip()
    return replace(
        device,
        uuid=said[1] if said else device.uuid,
        memory=int(memory) if memory.isdecimal() else device.memory,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
