# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cards Cycles renders on, from recorded lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.rendering.devices.model import Device, cards_of, chosen, devices_in, in_words

H100 = "NVIDIA H100 80GB HBM3"
TWO = [
    Device("CPU", "AMD EPYC 7R13", "CPU"),
    Device("CUDA", H100, "CUDA_NVIDIA H100_0000:04:00"),
    Device("CUDA", H100, "CUDA_NVIDIA H100_0000:05:00"),
    Device("OPTIX", H100, "CUDA_NVIDIA H100_0000:04:00_OptiX"),
    Device("OPTIX", H100, "CUDA_NVIDIA H100_0000:05:00_OptiX"),
]
AMD = [Device("HIP", "AMD Radeon RX 7900 XTX", "HIP_AMD Radeon_0000:03:00")]


@pytest.mark.parametrize(
    ("listed", "wanted", "kinds"),
    [
        (TWO, "auto", ["OPTIX", "OPTIX"]),
        (TWO, "gpu", ["OPTIX", "OPTIX"]),
        (TWO, "cuda", ["CUDA", "CUDA"]),
        (TWO, "hip", []),
        (TWO, "cpu", []),
        (AMD, "auto", ["HIP"]),
        (TWO[:1], "auto", []),
        ([], "auto", []),
    ],
)
def test_the_best_type_that_has_a_card(listed: list[Device], wanted: str, kinds: list[str]) -> None:
    assert [device.type for device in cards_of(listed, wanted)] == kinds


def test_what_cannot_be_read_is_left_out() -> None:
    odd = [{"type": 5}, "x", {"type": "HIP", "name": "a", "odd": 1}]
    assert devices_in([TWO[1].as_dict(), *odd, AMD[0].as_dict()])[0] == TWO[1]
    assert devices_in("nothing") == ()


def test_a_card_with_an_old_driver_is_passed_over() -> None:
    old = [replace(device, fit=device.type != "OPTIX") for device in TWO]
    assert {device.type for device in cards_of(old)} == {"CUDA"}
    with pytest.raises(UsageError, match=r"driver is too old.*OPTIX 2 x NVIDIA H100") as caught:
        chosen(old, "optix")
    assert "Update the graphics driver" in str(caught.value)


@pytest.mark.parametrize(
    ("listed", "wanted", "told"),
    [
        (TWO, "hip", r"finds no HIP device on this machine. .*here Cycles renders on OPTIX 2 x NVIDIA H100"),
        (TWO[:1], "gpu", r"finds no graphics card on this machine. .*here Cycles renders on the processor"),
        (AMD, "optix", "finds no OPTIX device.*HIP AMD Radeon"),
    ],
)
def test_a_card_that_is_not_there(listed: list[Device], wanted: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        chosen(listed, wanted)


def test_without_a_card_it_is_the_processor() -> None:
    assert chosen(TWO[:1]) == chosen(TWO, "cpu") == ()
    assert chosen(TWO, "cuda") == tuple(TWO[1:3])


def test_devices_in_words() -> None:
    assert in_words(TWO) == f"CPU AMD EPYC 7R13; CUDA 2 x {H100}; OPTIX 2 x {H100}"
    assert (
        in_words([*AMD, Device("HIP", "AMD Radeon W7900")]) == "HIP AMD Radeon RX 7900 XTX, AMD Radeon W7900"
    )
    assert in_words([]) == ""
