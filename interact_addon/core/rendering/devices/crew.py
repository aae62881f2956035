# SPDX-License-Identifier: GPL-3.0-or-later
"""How many children a machine runs at a time, why so many, and which cards each of them gets."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ...foundation.findings import Finding
from ...options.picture import PictureOptions
from ..processes import available_cores, available_memory
from .probing import FoundCards, find_cards, wanted_devices
from .sharing import Share, shares

__all__ = ["MEMORY", "Crew", "crew", "crew_size", "thread_variables"]

_GIB = 1 << 30
# What one child was seen to use at most, two people at 1280x720 without a graphics card, whose memory is the
# machine's then: 0.9 GB, 3.3 GB, 1.5 GB; and some more for larger pictures and scenes.
MEMORY = {"draft": 3 * _GIB // 2, "preview": 3 * _GIB // 2, "final": 4 * _GIB, "pathtraced": 5 * _GIB // 2}
_DRAWING = 2  # children of EEVEE's: one prepares frames while the other's are drawn


@dataclass(frozen=True, slots=True)
class Crew:
    """The children of a batch.

    Attributes:
        children: How many.
        why: Why so many, in words.
        shares: What each gets.
        findings: What is wrong with the cards.
    """

    children: int
    why: str
    shares: tuple[Share, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def cards(self) -> list[str]:
        """Each child's cards in words; empty where none is known."""
        return [share.text for share in self.shares if share.cards]


def crew(
    pictures: Sequence[PictureOptions],
    chosen: int | None = None,
    find: Callable[[Sequence[str]], FoundCards] = find_cards,
) -> Crew:
    """Return the children for some scenes; Cycles' cards are looked for where several children can use them.

    Args:
        pictures: Of each scene.
        chosen: How many children the user wants; None for as many as the machine can run.
        find: What looks for cards.
    """
    tasks = max(1, len(pictures))
    wanted = wanted_devices(pictures)
    found = find(wanted) if wanted and tasks > 1 and chosen != 1 else FoundCards()
    most, why = crew_size({picture.preset for picture in pictures}, tasks, len(found.cards))
    children = most if chosen is None else min(chosen, tasks)
    why = why if chosen is None else "as chosen"
    return Crew(children, why, shares(found.cards, children, os.environ), found.findings)


def crew_size(presets: Collection[str], tasks: int, cards: int = 0) -> tuple[int, str]:
    """Return how many children this machine can run, and why.

    A Workbench scene keeps a core or two busy, the graphics card little; EEVEE fills a graphics card, and no
    variable gives it another; Cycles fills a card of its own, or without any all cores.

    Args:
        presets: The presets of the scenes.
        tasks: How many scenes.
        cards: Cycles' cards; 0 if it renders on the processor.
    """
    cores, memory = available_cores(), available_memory()
    limits = [(cores, "one for each core")]
    if "pathtraced" in presets and cards:
        limits.append((cards, "one for each graphics card"))
    elif "pathtraced" in presets:
        limits.append((1, "Cycles takes all cores by itself"))
    if "final" in presets:
        limits.append((_DRAWING, "EEVEE draws on one graphics card"))
    if memory is not None:
        each = max((MEMORY[preset] for preset in presets), default=1)
        limits.append((memory // each, f"{each / _GIB:g} GiB each of the free memory"))
    limits.append((tasks, "one for each scene"))
    most, why = min(limits, key=lambda limit: limit[0])
    return max(1, most), why


def thread_variables(children: int) -> dict[str, str]:
    """Return what keeps children that run at a time from taking each other's cores.

    Mesa's drawing without a graphics card starts a thread for each core, in each child: two children on two
    cores took 4 to 9 % more processor time so than with one thread each. The user's own number stays.
    """
    if children < 2 or "LP_NUM_THREADS" in os.environ:
        return {}
    return {"LP_NUM_THREADS": str(max(1, available_cores() // children))}
