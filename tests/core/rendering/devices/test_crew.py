# SPDX-License-Identifier: GPL-3.0-or-later
"""How many children a machine runs, and why."""

from __future__ import annotations

import pytest

from interact_addon.core.foundation.findings import Finding
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.devices import crew as crews
from interact_addon.core.rendering.devices.crew import crew, crew_size, thread_variables
from interact_addon.core.rendering.devices.probing import FoundCards

GIB = 1 << 30


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    """A machine of so many cores and so much memory."""

    def have(cores: int, memory: int | None) -> None:
        monkeypatch.setattr(crews, "available_cores", lambda: cores)
        monkeypatch.setattr(crews, "available_memory", lambda: memory)

    return have


@pytest.mark.parametrize(
    ("presets", "tasks", "cards", "cores", "gib", "size", "why"),
    [
        ({"preview"}, 100, 0, 16, 64, 16, "one for each core"),
        ({"draft"}, 3, 0, 16, 64, 3, "one for each scene"),
        ({"preview"}, 100, 0, 16, 8, 5, "1.5 GiB each of the free memory"),
        ({"final"}, 100, 4, 16, 64, 2, "EEVEE draws on one graphics card"),
        ({"final"}, 100, 0, 16, 7, 1, "4 GiB each of the free memory"),
        ({"pathtraced"}, 100, 0, 16, 64, 1, "Cycles takes all cores by itself"),
        ({"pathtraced"}, 100, 4, 16, 64, 4, "one for each graphics card"),
        ({"pathtraced"}, 100, 8, 4, 64, 4, "one for each core"),
        ({"pathtraced", "preview"}, 100, 4, 16, 64, 4, "one for each graphics card"),
        ({"pathtraced", "final"}, 100, 4, 16, 64, 2, "EEVEE draws on one graphics card"),
        ({"preview"}, 5, 0, 4, 1, 1, "1.5 GiB each of the free memory"),
        ({"preview"}, 100, 0, 8, None, 8, "one for each core"),
        (set(), 1, 0, 8, 64, 1, "one for each scene"),
    ],
)
def test_so_many_children(machine, presets, tasks, cards, cores, gib, size, why) -> None:
    machine(cores, None if gib is None else gib * GIB)
    assert crew_size(presets, tasks, cards) == (size, why)


def test_one_child_for_each_card(machine, cards) -> None:
    machine(16, 64 * GIB)
    asked: list[tuple[str, ...]] = []

    def find(wanted):
        asked.append(tuple(wanted))
        return FoundCards(cards("nvidia_4"), (Finding("x", "odd"),))

    pictures = [PictureOptions("pathtraced")] * 9
    team = crew(pictures, find=find)
    assert (team.children, team.why) == (4, "one for each graphics card")
    assert [dict(share.environment) for share in team.shares] == [
        {"CUDA_VISIBLE_DEVICES": str(number)} for number in range(4)
    ]
    assert team.cards == [f"NVIDIA H100 80GB HBM3 {place}" for place in _PLACES]
    assert [finding.message for finding in team.findings] == ["odd"]
    chosen = crew(pictures, 2, find)
    assert (chosen.children, chosen.why, len(chosen.shares)) == (2, "as chosen", 2)
    assert len(crew(pictures[:3], None, find).shares) == 3
    assert asked == [("auto",)] * 3


_PLACES = ("0000:04:00", "0000:23:00", "0000:84:00", "0000:a3:00")


@pytest.mark.parametrize(
    ("pictures", "chosen"),
    [
        ([PictureOptions("pathtraced")], None),
        ([PictureOptions("pathtraced")] * 5, 1),
        ([PictureOptions("pathtraced", device="cpu")] * 5, None),
        ([PictureOptions("final")] * 5, None),
        ([], None),
    ],
)
def test_no_cards_are_looked_for_where_nothing_is_to_be_divided(machine, pictures, chosen) -> None:
    machine(16, 64 * GIB)

    def find(_):
        raise AssertionError("it was looked for cards")

    team = crew(pictures, chosen, find)
    assert team.cards == []
    assert all(not share.environment for share in team.shares)
    assert len(team.shares) == team.children


def test_children_do_not_take_each_others_cores(machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(8, None)
    monkeypatch.delenv("LP_NUM_THREADS", raising=False)
    assert thread_variables(1) == {}
    assert thread_variables(3) == {"LP_NUM_THREADS": "2"}
    assert thread_variables(16) == {"LP_NUM_THREADS": "1"}
    monkeypatch.setenv("LP_NUM_THREADS", "5")
    assert thread_variables(3) == {}
