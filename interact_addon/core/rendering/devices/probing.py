# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cards Cycles can render on here: asked of a Blender before the children of a batch start."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...foundation.findings import Finding
from ...options.picture import PictureOptions
from ..asking import ask_blender
from ..costs.machine import this_machine
from .model import Device, cards_of, devices_in
from .nvidia_smi import installed_cards
from .sharing import named

__all__ = ["FoundCards", "find_cards", "wanted_devices"]

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class FoundCards:
    """What was found.

    Attributes:
        cards: The cards, with their UUIDs where the vendor's program tells them.
        findings: Why none could be looked for.
    """

    cards: tuple[Device, ...] = ()
    findings: tuple[Finding, ...] = ()


def wanted_devices(pictures: Iterable[PictureOptions]) -> tuple[str, ...]:
    """Return what Cycles is to render on, as ``--device`` says it, without ``cpu``; empty without Cycles."""
    wanted = [each.device for each in pictures if each.preset == "pathtraced" and each.device != "cpu"]
    return tuple(dict.fromkeys(wanted))


def find_cards(wanted: Sequence[str], command: Sequence[str] = (), seconds: float = _SECONDS) -> FoundCards:
    """Return the cards for this; failures are findings, and mean that nothing is divided.

    Args:
        wanted: From :func:`wanted_devices`; of several the first that there is, as one child sees one type.
        command: The command that starts the Blender which is asked; our own by default.
        seconds: Time limit.
    """
    if not wanted or (this_machine().gpu == "" and not command):
        return FoundCards()
    answer, (why, cure) = ask_blender("devices", seconds, command)
    if answer is None:
        text = f"the graphics cards could not be listed, so they are not shared out: {why}"
        return FoundCards((), (Finding("cards-unknown", text if cure is None else f"{text}; {cure}"),))
    listed = devices_in(answer.get("devices") if isinstance(answer, dict) else None)
    cards = next((cards for each in wanted if (cards := cards_of(listed, each))), ())
    names = installed_cards() if cards and cards[0].type in ("CUDA", "OPTIX") else ()
    return FoundCards(named(cards, names, os.environ))
