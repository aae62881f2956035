# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices that Cycles can render on, as a Blender on this machine lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from ...foundation.errors import UsageError
from ...foundation.reading.strict_json import structured

__all__ = ["CARD_FAILED", "GPU_TYPES", "Device", "cards_of", "chosen", "devices_in", "in_words"]

CARD_FAILED = "card-failed"
"""The finding of a scene that was rendered on the processor in place of its card."""
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
        fit: Whether its driver is new enough for this Blender (from 5.1 it lists others, too).
    """

    type: str
    name: str
    id: str = ""
    uuid: str = ""
    memory: int = 0
    fit: bool = True

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
    listed = tuple(device for device in devices if device.fit)
    types = GPU_TYPES if wanted in ("auto", "gpu") else (wanted.upper(),)
    groups = (tuple(device for device in listed if device.type == kind) for kind in types)
    return next((group for group in groups if group), ())


def chosen(devices: Iterable[Device], wanted: str = "auto") -> tuple[Device, ...]:
    """Return as :func:`cards_of`; no cards are the processor.

    Raises:
        UsageError: a card is wanted that there is not.
    """
    listed = tuple(devices)
    cards = cards_of(listed, wanted)
    if cards or wanted in ("auto", "cpu"):
        return cards
    kind = "graphics card" if wanted == "gpu" else f"{wanted.upper()} device"
    types = GPU_TYPES if wanted == "gpu" else (wanted.upper(),)
    old = tuple(device for device in listed if device.type in types and not device.fit)
    if old:
        message = f"the driver is too old for this Blender to render on {in_words(old)}"
        raise UsageError(message, cure="Update the graphics driver, or choose --device auto or cpu")
    cure = f"Choose --device auto: here Cycles renders on {in_words(cards_of(listed)) or 'the processor'}"
    raise UsageError(f"Cycles finds no {kind} on this machine", cure=cure)


def in_words(devices: Iterable[Device]) -> str:
    """Return devices as text: ``OPTIX 2 x NVIDIA H100 80GB HBM3, NVIDIA L4``; empty for none."""
    many = Counter((device.type, device.name) for device in devices)
    words: dict[str, list[str]] = {}
    for (kind, name), number in many.items():
        words.setdefault(kind, []).append(name if number == 1 else f"{number} x {name}")
    return "; ".join(f"{kind} {', '.join(names)}" for kind, names in words.items())
