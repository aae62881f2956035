# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices that Cycles can render on, as a Blender on this machine lists them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ...foundation.reading.strict_json import structured

__all__ = ["GPU_TYPES", "Device", "cards_of", "devices_in"]

GPU_TYPES = ("OPTIX", "CUDA", "HIP", "ONEAPI", "METAL")
"""Cycles' types of graphics devices, the best first: one card can be listed by two of them."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of one type.

    Attributes:
        type: One of ``GPU_TYPES``, or ``CPU``.
        name: The card's name, such as ``NVIDIA H100 80GB HBM3``.
        id: Blender's own id, which holds the place on the bus: ``CUDA_NVIDIA H100_0000:04:00``.
        uuid: What the vendor's tools call it, such as ``GPU-0b52...``; empty where it is unknown.
        memory: Bytes of its own memory; 0 where it is unknown.
    """

    type: str
    name: str
    id: str = ""
    uuid: str = ""
    memory: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return asdict(self)


def devices_in(values: object) -> tuple[Device, ...]:
    """Return the devices in a child's answer; entries that cannot be read are left out."""
    found: list[Device] = []
    for each in values if isinstance(values, list) else ():
        try:
            found.append(structured(each, Device))
        except ValueError:
            continue
    return tuple(found)


def cards_of(devices: Iterable[Device], wanted: str = "auto") -> tuple[Device, ...]:
    """Return the cards that Cycles renders on: those of the best type that has any.

    Args:
        devices: All that Blender lists, of all types.
        wanted: One of ``core.options.picture.DEVICES``; ``cpu`` has no cards.
    """
    if wanted == "cpu":
        return ()
    listed = tuple(devices)
    types = GPU_TYPES if wanted in ("auto", "gpu") else (wanted.upper(),)
    groups = (tuple(device for device in listed if device.type == kind) for kind in types)
    return next((group for group in groups if group), ())
