# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices that Cycles renders on: which there are, and a scene that is rendered on some of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from ...core.rendering.devices.bus import known_by_linux
from ...core.rendering.devices.model import GPU_TYPES, Device
from .. import compat
from ..common.presets import cycles_preferences

__all__ = ["all_devices", "on_devices", "processor"]


@functools.cache
def all_devices() -> tuple[Device, ...]:
    """Return what Cycles can render on: cards, by each type that lists them, and the processor last.

    A broken driver can crash Blender here, so it is asked in child processes only.
    """
    preferences = cycles_preferences()
    if preferences is None:
        return ()
    preferences.refresh_devices()  # else the lists of two types are entries of an array that grows
    return tuple(
        known_by_linux(Device(kind, entry.name, entry.id, fit=fit))
        for kind in (*GPU_TYPES, "CPU")
        for entry, fit in compat.cycles_devices(preferences, kind)
    )


def processor() -> tuple[Device, ...]:
    """Return the processor, without asking a graphics driver."""
    preferences = cycles_preferences()
    if preferences is None:
        return ()
    return tuple(
        Device("CPU", entry.name, entry.id) for entry, _ in compat.cycles_devices(preferences, "CPU")
    )


@contextmanager
def on_devices(scene: bpy.types.Scene, cards: tuple[Device, ...], *, denoiser: bool = True) -> Iterator[None]:
    """Let Cycles render a scene on exactly these cards of one type, or on the processor, inside the block.

    Afterwards the preferences are as before: they are the user's.

    Args:
        scene: The scene, whose engine is Cycles.
        cards: The cards; none for the processor.
        denoiser: Whether pictures are denoised on the cards, too, where these can; else as the scene says.
    """
    cycles: Any = scene.cycles
    preferences = cycles_preferences()
    names = ("device", "denoising_use_gpu", "denoiser")
    before = {name: getattr(cycles, name) for name in names}
    kind, used = None, {}
    if preferences is not None and cards:
        kind = preferences.get_compute_device_type()
        used = {(entry.type, entry.id): entry.use for entry in preferences.devices}
    try:
        if kind is None:
            cycles.device = "CPU"
        else:
            _use(preferences, cards[0].type, {(card.type, card.id): True for card in cards})
            cycles.device = "GPU"
            if denoiser:
                _denoise_on(cycles, preferences)
        yield
    finally:
        if kind is not None:
            _use(preferences, kind, used)
        for name, value in before.items():
            setattr(cycles, name, value)


def _use(preferences: Any, kind: str, used: dict[tuple[str, str], bool]) -> None:
    preferences.compute_device_type = kind
    for entry in preferences.devices:
        entry.use = used.get((entry.type, entry.id), False)


def _denoise_on(cycles: Any, preferences: Any) -> None:
    """Denoise on the cards in use: by OpenImageDenoise, else by OptiX; where neither runs there, as it is."""
    if preferences.has_oidn_gpu_devices():
        cycles.denoising_use_gpu = True
    elif preferences.has_optixdenoiser_gpu_devices():
        cycles.denoiser = "OPTIX"
