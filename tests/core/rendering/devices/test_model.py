# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cards Cycles renders on, from recorded lists."""

from __future__ import annotations

import pytest

from interact_addon.core.rendering.devices.model import Device, cards_of, devices_in

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
