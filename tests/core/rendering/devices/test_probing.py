# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking a Blender for its cards, also one that fails; it is stood in for by a script."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.devices import probing
from interact_addon.core.rendering.devices.probing import FoundCards, find_cards, wanted_devices


@pytest.fixture
def blender(tmp_path: Path, recorded):
    """The command of a Blender that answers a question with a recorded list, or does as it is told."""

    def make(name: str, then: str = "") -> list[str]:
        script = tmp_path / "blender.py"
        script.write_text(
            f"import pathlib, sys\nassert sys.argv[1] == 'devices'\n{then}\n"
            f"pathlib.Path(sys.argv[2]).write_text({recorded(name)!r})\n"
        )
        return [sys.executable, str(script)]

    return make


@pytest.mark.parametrize(
    ("name", "wanted", "types"),
    [
        ("blender_nvidia_4.json", ("auto",), ["OPTIX"] * 4),
        ("blender_nvidia_4.json", ("hip", "cuda"), ["CUDA"] * 4),
        ("blender_amd_2.json", ("gpu",), ["HIP"] * 2),
        ("blender_intel_2.json", ("auto",), ["ONEAPI"] * 2),
        ("blender_apple.json", ("auto",), ["METAL"]),
        ("blender_nvidia_1.json", ("hip",), []),
        ("blender_none.json", ("auto",), []),
        ("nvidia_4.csv", ("auto",), "no JSON"),
    ],
)
def test_what_a_blender_lists(blender, monkeypatch, name: str, wanted, types) -> None:
    monkeypatch.setattr(probing, "installed_cards", lambda: ())
    found = find_cards(wanted, blender(name))
    if types == "no JSON":
        assert [finding.code for finding in found.findings] == ["cards-unknown"]
    else:
        assert ([card.type for card in found.cards], found.findings) == (types, ())


def test_uuids_are_added(blender, monkeypatch, smi) -> None:
    monkeypatch.setattr(probing, "installed_cards", lambda: smi("nvidia_4"))
    found = find_cards(("auto",), blender("blender_nvidia_4.json"))
    assert [card.uuid for card in found.cards] == [card.uuid for card in smi("nvidia_4")]


def test_a_blender_that_fails_stops_nothing(blender) -> None:
    found = find_cards(("auto",), blender("blender_none.json", "sys.exit('driver broken')"))
    assert found.cards == ()
    assert "driver broken" in found.findings[0].message
    found = find_cards(("auto",), blender("blender_none.json", "import time; time.sleep(60)"), 0.2)
    assert "gave no answer within 0.2 s" in found.findings[0].message
    assert found.findings[0].message.startswith("the graphics cards could not be listed")


def test_nobody_is_asked_for_nothing(blender) -> None:
    assert find_cards((), blender("blender_nvidia_4.json")) == FoundCards()


def test_what_cycles_is_to_render_on() -> None:
    pictures = [
        PictureOptions("final", device="cuda"),
        PictureOptions("pathtraced", device="cpu"),
        PictureOptions("pathtraced", device="optix"),
        PictureOptions("pathtraced"),
        PictureOptions("pathtraced", device="optix"),
    ]
    assert wanted_devices(pictures) == ("optix", "auto")
