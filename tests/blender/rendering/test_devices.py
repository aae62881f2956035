# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's own preferences with the devices of other machines: `_cycles` is asked what it finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import pytest

from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.rendering.devices import all_devices, on_devices
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.devices.model import Device, cards_of

pytestmark = pytest.mark.blender

CPU = ("AMD EPYC 7R13", "CPU", "CPU", False, False, True, False, True, True, False)
BY_OPTIX = (False, True, True, True, False, True, False)
# Name, type, id, peer memory, hardware rays, OpenImageDenoise, OptiX' denoiser, ready kernels, driver, DLSS
H100 = [
    ("NVIDIA H100", "CUDA", "CUDA_NVIDIA H100_0000:04:00", False, False, True, False, False, True, False),
    ("NVIDIA H100", "CUDA", "CUDA_NVIDIA H100_0000:05:00", False, False, True, False, False, True, False),
    *(
        ("NVIDIA H100", "OPTIX", f"CUDA_NVIDIA H100_0000:{place}:00_OptiX", *BY_OPTIX)
        for place in ("04", "05")
    ),
]
OLD = [(*("GTX 980", "OPTIX", "CUDA_GTX 980_0000:01:00_OptiX"), False, False, False, True, True, True, False)]
RADEON = [("RX 7900", "HIP", "HIP_RX 7900_0000:03:00", False, False, False, False, True, True, False)]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Any]], Any]:
    """Let Cycles find other devices; return its preferences."""
    import _cycles

    def give(listed: list[Any]) -> Any:
        def found(kind: str) -> tuple[Any, ...]:
            return (*(one for one in listed if one[1] == kind), CPU)

        monkeypatch.setattr(_cycles, "available_devices", found)
        all_devices.cache_clear()
        return bpy.context.preferences.addons["cycles"].preferences

    yield give  # type: ignore[misc]
    all_devices.cache_clear()
    bpy.context.preferences.addons["cycles"].preferences.devices.clear()


def scene() -> Any:
    made: Any = bpy.context.scene
    made.render.engine = "CYCLES"
    return made


def test_all_that_cycles_finds(machine: Callable[[list[Any]], Any]) -> None:
    machine(H100)
    found = all_devices()
    assert [device.type for device in found] == ["OPTIX", "OPTIX", "CUDA", "CUDA", "CPU"]
    assert found[0] == Device("OPTIX", "NVIDIA H100", "CUDA_NVIDIA H100_0000:04:00_OptiX")


def test_this_machine_has_its_processor() -> None:
    all_devices.cache_clear()
    assert all_devices()[-1].type == "CPU"


@pytest.mark.skipif(bpy.app.version < (5, 1, 0), reason="before 5.1 such cards are not listed")
def test_a_driver_that_is_too_old(machine: Callable[[list[Any]], Any]) -> None:
    machine([(*RADEON[0][:8], False, False)])
    assert [device.fit for device in all_devices()] == [False, True]


def test_exactly_the_chosen_cards_are_used_and_preferences_come_back(
    machine: Callable[[list[Any]], Any],
) -> None:
    preferences, shown = machine([*H100, *RADEON]), scene()
    preferences.refresh_devices()
    preferences.compute_device_type = "HIP"
    for entry in preferences.devices:
        entry.use = entry.type in ("HIP", "CPU")
    shown.cycles.denoising_use_gpu = False

    def used() -> list[str]:
        return [entry.id for entry in preferences.devices if entry.use]

    before = used()
    with on_devices(shown, cards_of(all_devices())[:1]):
        assert preferences.compute_device_type == "OPTIX"
        assert used() == ["CUDA_NVIDIA H100_0000:04:00_OptiX"]
        assert (shown.cycles.device, shown.cycles.denoising_use_gpu) == ("GPU", True)
    assert (preferences.compute_device_type, used()) == ("HIP", before)
    assert (shown.cycles.device, shown.cycles.denoising_use_gpu) == ("CPU", False)


def test_the_processor_leaves_preferences_alone(machine: Callable[[list[Any]], Any]) -> None:
    preferences, shown = machine(RADEON), scene()
    preferences.compute_device_type = "HIP"
    shown.cycles.device = "GPU"
    with on_devices(shown, ()):
        assert (preferences.compute_device_type, shown.cycles.device) == ("HIP", "CPU")
    assert shown.cycles.device == "GPU"


@pytest.mark.parametrize(
    ("listed", "denoiser", "on_card"),
    [(H100, "OPENIMAGEDENOISE", True), (OLD, "OPTIX", False), (RADEON, "OPENIMAGEDENOISE", False)],
    ids=["open image denoise", "only by OptiX", "not on the card"],
)
def test_pictures_are_denoised_on_the_card_where_it_can(
    machine: Callable[[list[Any]], Any], listed: list[Any], denoiser: str, on_card: bool
) -> None:
    machine(listed)
    shown = scene()
    with on_devices(shown, cards_of(all_devices())):
        assert (shown.cycles.denoiser, shown.cycles.denoising_use_gpu) == (denoiser, on_card)
    with on_devices(shown, cards_of(all_devices()), denoiser=False):
        assert (shown.cycles.denoiser, shown.cycles.denoising_use_gpu) == ("OPENIMAGEDENOISE", False)


@pytest.mark.parametrize(("wanted", "device"), [("auto", "GPU"), ("optix", "GPU"), ("cpu", "CPU")])
def test_in_the_users_window_a_scene_takes_the_card_of_the_preferences(
    machine: Callable[[list[Any]], Any], wanted: str, device: str
) -> None:
    preferences, shown = machine(H100), scene()
    apply_picture(shown, PictureOptions("pathtraced", device=wanted))
    assert shown.cycles.device == "CPU"  # the user has chosen none
    preferences.refresh_devices()
    preferences.compute_device_type = "CUDA"
    apply_picture(shown, PictureOptions("pathtraced", device=wanted))
    assert (shown.cycles.device, preferences.compute_device_type) == (device, "CUDA")
    preferences.compute_device_type = "NONE"
