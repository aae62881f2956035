# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of cards in the form in which Blender and nvidia-smi print them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from interact_addon.core.rendering.devices.model import Device, cards_of, devices_in
from interact_addon.core.rendering.devices.nvidia_smi import NamedCard, nvidia_cards

RECORDED = Path(__file__).with_name("recorded")


@pytest.fixture
def recorded() -> Callable[[str], str]:
    """A recorded list."""
    return lambda name: (RECORDED / name).read_text()


@pytest.fixture
def cards(recorded: Callable[[str], str]) -> Callable[..., tuple[Device, ...]]:
    """The cards that Cycles takes of one of Blender's lists."""
    return lambda name, wanted="auto": cards_of(
        devices_in(json.loads(recorded(f"blender_{name}.json"))["devices"]), wanted
    )


@pytest.fixture
def smi(recorded: Callable[[str], str]) -> Callable[[str], tuple[NamedCard, ...]]:
    """What nvidia-smi tells of a machine."""

    def read(name: str) -> tuple[NamedCard, ...]:
        parts = recorded(f"{name}.txt") if (RECORDED / f"{name}.txt").exists() else ""
        return nvidia_cards(recorded(f"{name}.csv"), parts)

    return read
