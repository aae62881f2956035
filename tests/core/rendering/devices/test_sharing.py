# SPDX-License-Identifier: GPL-3.0-or-later
"""Which child gets which card, and by which variables."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from interact_addon.core.rendering.devices.sharing import named, shares

FOUR = [
    "GPU-0b52a1c4-5a40-1f0e-7b3b-8a35b1a5e7d2",
    "GPU-6e0f1c52-93a1-4d1b-2a77-0c5d6f4b8e10",
    "GPU-a7c83f9d-1b2e-6c54-9f03-55e0d2c7b941",
    "GPU-d41e5b08-7f66-0a93-c8d2-1e9b34a6f57c",
]
MIG = [
    "MIG-a686709d-6dc2-542a-8851-0d2508448c10",
    "MIG-53864714-0a66-5df2-9007-9268e30d9a72",
    "MIG-1bcd5b30-9d6a-5f2b-8b0e-2f6f0f5a7c11",
]


def variables(cards, children: int, environment: dict[str, str] | None = None) -> list[dict[str, str]]:
    return [dict(share.environment) for share in shares(cards, children, environment or {})]


@pytest.mark.parametrize("wanted", ["auto", "cuda", "gpu"])
def test_each_child_has_one_card_by_its_uuid(cards, smi, wanted: str) -> None:
    four = named(cards("nvidia_4", wanted), smi("nvidia_4"), {})
    assert [card.uuid for card in four] == FOUR
    assert {card.memory for card in four} == {81559 << 20}
    assert variables(four, 4) == [{"CUDA_VISIBLE_DEVICES": uuid} for uuid in FOUR]
    # Also where Slurm has numbered them: what Blender lists is what Slurm leaves.
    assert variables(four, 4, {"CUDA_VISIBLE_DEVICES": "2,3,4,5"}) == variables(four, 4)
    assert shares(four, 4, {})[1].text == f"NVIDIA H100 80GB HBM3 {FOUR[1]}"


def test_fewer_children_have_several_cards_and_more_share_them(cards, smi) -> None:
    four = named(cards("nvidia_4"), smi("nvidia_4"), {})
    two = variables(four, 2)
    assert two == [{"CUDA_VISIBLE_DEVICES": ",".join(FOUR[first::2])} for first in (0, 1)]
    six = [each["CUDA_VISIBLE_DEVICES"] for each in variables(four, 6)]
    assert six == [*FOUR, *FOUR[:2]]


def test_nothing_is_hidden_where_nothing_is_to_be_divided(cards, smi) -> None:
    assert variables(named(cards("nvidia_4"), smi("nvidia_4"), {}), 1) == [{}]
    assert variables(named(cards("nvidia_1"), smi("nvidia_1"), {}), 3) == [{}, {}, {}]
    assert variables(cards("none"), 3) == [{}, {}, {}]
    assert variables(cards("apple") * 2, 2) == [{}, {}], "Metal has no variable"


def test_without_nvidia_smi_what_is_visible_is_divided(cards) -> None:
    four = named(cards("nvidia_4"), (), {})
    visible = lambda given: [  # noqa: E731
        each["CUDA_VISIBLE_DEVICES"] for each in variables(four, 4, {"CUDA_VISIBLE_DEVICES": given})
    ]
    assert visible("4, 5,6,7") == ["4", "5", "6", "7"]
    assert visible(",".join(FOUR)) == FOUR
    assert [each["CUDA_VISIBLE_DEVICES"] for each in variables(four, 4)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (None, MIG),
        (f"{MIG[0]},{MIG[1]}", MIG[:2]),
        ("MIG-5386", MIG[1:2]),
        ("0", []),
    ],
)
def test_the_parts_of_a_divided_card_are_cards(cards, smi, given: str | None, parts: list[str]) -> None:
    """Blender lists one of them at a time; those that Slurm has not given are not taken."""
    environment = {} if given is None else {"CUDA_VISIBLE_DEVICES": given}
    found = named(cards("nvidia_mig"), smi("nvidia_mig"), environment)
    assert [card.uuid for card in found if card.uuid.startswith("MIG")] == parts
    assert len(found) == max(1, len(parts))
    if len(parts) > 1:
        assert variables(found, len(parts)) == [{"CUDA_VISIBLE_DEVICES": part} for part in parts]


@pytest.mark.skipif(sys.platform == "win32", reason="ROCR_VISIBLE_DEVICES is Linux's")
def test_amds_by_uuid(cards) -> None:
    two = named(cards("amd_2"), (), {})
    first, second = variables(two, 2)
    assert first == {"ROCR_VISIBLE_DEVICES": "GPU-719d230578348e8c", "HIP_VISIBLE_DEVICES": "0"}
    assert second["ROCR_VISIBLE_DEVICES"] == "GPU-0325447e39149eba"
    # Numbers count what ROCR_VISIBLE_DEVICES leaves: one.
    given = {"ROCR_VISIBLE_DEVICES": "2,3", "GPU_DEVICE_ORDINAL": "0,1", "HIP_VISIBLE_DEVICES": "0,1"}
    assert [each["GPU_DEVICE_ORDINAL"] for each in variables(two, 2, given)] == ["0", "0"]
    assert [each["HIP_VISIBLE_DEVICES"] for each in variables(two, 2, given)] == ["0", "0"]


def test_amds_without_uuid_by_their_numbers(cards) -> None:
    two = [replace(card, uuid="") for card in cards("amd_2")]
    numbers = lambda given: [each["HIP_VISIBLE_DEVICES"] for each in variables(two, 2, given)]  # noqa: E731
    assert numbers({"ROCR_VISIBLE_DEVICES": "2,3"}) == ["0", "1"]
    assert numbers({"HIP_VISIBLE_DEVICES": "1,3", "CUDA_VISIBLE_DEVICES": "5,6"}) == ["1", "3"]
    assert numbers({"CUDA_VISIBLE_DEVICES": "5,6"}) == ["5", "6"]


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        (None, ["level_zero:0", "level_zero:1"]),
        ("level_zero:gpu", ["level_zero:0", "level_zero:1"]),
        ("level_zero:2,5", ["level_zero:2", "level_zero:5"]),
        ("level_zero:gpu;opencl:*", []),
    ],
)
def test_intels_by_number(cards, given: str | None, chosen: list[str]) -> None:
    environment = {} if given is None else {"ONEAPI_DEVICE_SELECTOR": given}
    found = variables(cards("intel_2"), 2, environment)
    assert [each["ONEAPI_DEVICE_SELECTOR"] for each in found if each] == chosen
