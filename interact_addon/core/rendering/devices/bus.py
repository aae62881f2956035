# SPDX-License-Identifier: GPL-3.0-or-later
"""What Linux tells of a card by its place on the bus, which Blender's ids end with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from .model import Device

__all__ = ["bus_place", "known_by_linux"]

_PLACE = re.compile(r"([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})(?![0-9a-f])", re.IGNORECASE)
_UUID = re.compile(r"^GPU UUID:\s*(GPU-[0-9a-fA-F-]+)\s*$", re.MULTILINE)
_AMD = re.compile("(?!0{16})[0-9a-f]{16}")


def bus_place(text: str) -> str:
    """Return the place on the bus that a text ends with, as ``0000:04:00``; empty if there is none.

    Args:
        text: Blender's id ``CUDA_NVIDIA H100_0000:04:00_OptiX``, or nvidia-smi's ``00000000:04:00.0``.
    """
    found = _PLACE.findall(text)
    if not found:
        return ""
    domain, bus, device = found[-1]
    return f"{int(domain, 16):04x}:{bus}:{device}".lower()


def known_by_linux(device: Device, root: Path = Path("/")) -> Device:
    """Return a device with the vendor's id of the card, and the memory of AMD's, where the system says them.

    Args:
        device: As Blender lists it.
        root: Where ``proc`` and ``sys`` are.
    """
    if not (place := bus_place(device.id)):
        return device
    pci = root / "sys/bus/pci/devices" / f"{place}.0"
    nvidia = _UUID.search(_text(root / "proc/driver/nvidia/gpus" / f"{place}.0" / "information"))
    # AMD's runtime writes the driver's number so; older cards have none, or zero.
    amd = _text(pci / "unique_id").strip().lower()
    uuid = nvidia[1] if nvidia else f"GPU-{amd}" if _AMD.fullmatch(amd) else device.uuid
    memory = _text(pci / "mem_info_vram_total").strip()
    return replace(device, uuid=uuid, memory=int(memory) if memory.isdecimal() else device.memory)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
