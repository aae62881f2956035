# SPDX-License-Identifier: GPL-3.0-or-later
"""What Linux says of a card, from recorded files."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.rendering.devices.bus import bus_place, known_by_linux
from interact_addon.core.rendering.devices.model import Device

NVIDIA = """Model: \t\t NVIDIA H100 80GB HBM3
IRQ:   \t\t 187
GPU UUID: \t GPU-0b52a1c4-5a40-1f0e-7b3b-8a35b1a5e7d2
Video BIOS: \t 96.00.74.00.01
Bus Location: \t 0000:04:00.0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    nvidia = tmp_path / "proc/driver/nvidia/gpus/0000:04:00.0"
    amd = tmp_path / "sys/bus/pci/devices/0000:c3:00.0"
    for folder in (nvidia, amd):
        folder.mkdir(parents=True)
    (nvidia / "information").write_text(NVIDIA)
    (amd / "mem_info_vram_total").write_text("25753026560\n")
    (amd / "unique_id").write_text("719d230578348e8c\n")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("CUDA_NVIDIA H100 80GB HBM3_0000:04:00", "0000:04:00"),
        ("CUDA_NVIDIA H100 80GB HBM3_0000:A3:00_OptiX", "0000:a3:00"),
        ("00000000:A3:00.0", "0000:a3:00"),
        ("0001:A3:1f.0", "0001:a3:1f"),
        ("METAL_Apple M3 Max (GPU - 40 cores)", ""),
        ("", ""),
    ],
)
def test_the_place_on_the_bus(text: str, place: str) -> None:
    assert bus_place(text) == place


@pytest.mark.parametrize("place", ["CUDA_NVIDIA H100_0000:04:00", "CUDA_NVIDIA H100_0000:04:00_OptiX"])
def test_nvidias_id(root: Path, place: str) -> None:
    assert (
        known_by_linux(Device("CUDA", "H100", place), root).uuid == "GPU-0b52a1c4-5a40-1f0e-7b3b-8a35b1a5e7d2"
    )


def test_the_memory_and_id_of_amds(root: Path) -> None:
    known = known_by_linux(Device("HIP", "AMD", "HIP_AMD Radeon PRO W7900_0000:C3:00"), root)
    assert (known.memory, known.uuid) == (25753026560, "GPU-719d230578348e8c")
    (root / "sys/bus/pci/devices/0000:c3:00.0/unique_id").write_text("0000000000000000\n")
    assert known_by_linux(Device("HIP", "AMD", "HIP_AMD_0000:c3:00"), root).uuid == ""


@pytest.mark.parametrize("place", ["CPU", "", "CUDA_NVIDIA H100_0000:05:00", "METAL_Apple M3"])
def test_what_nothing_is_known_of_stays(root: Path, place: str) -> None:
    device = Device("CUDA", "x", place, uuid="GPU-1", memory=5)
    assert known_by_linux(device, root) == device
