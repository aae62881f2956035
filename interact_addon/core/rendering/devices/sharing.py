# SPDX-License-Identifier: GPL-3.0-or-later
"""Divide the graphics cards among the children of a batch, by variables that are set before they start.

A vendor's library reads its variable once, when a process first uses it: nothing inside a running Blender can
give a card back. What this process itself may see is divided, never more: Slurm and containers have chosen
before.

- CUDA and OptiX: ``CUDA_VISIBLE_DEVICES`` takes UUIDs, also those of the parts of a divided card (MIG), of
  which a process sees one only.
- HIP: on Linux ``ROCR_VISIBLE_DEVICES`` takes UUIDs; ``HIP_VISIBLE_DEVICES`` and ``GPU_DEVICE_ORDINAL`` count
  what that leaves.
- oneAPI: ``ONEAPI_DEVICE_SELECTOR`` takes numbers only, counted among what ``ZE_AFFINITY_MASK`` leaves.
- Metal has no such variable.

None of them moves OpenGL or Vulkan, so EEVEE, Workbench and drafts stay on the card that the driver takes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .bus import bus_place
from .model import Device
from .nvidia_smi import NamedCard

__all__ = ["NO_SHARE", "Share", "named", "shares"]

_ONEAPI = re.compile(r"level_zero:(\*|gpu|\d+(?:,\d+)*)")


@dataclass(frozen=True, slots=True)
class Share:
    """What one child gets.

    Attributes:
        cards: Its cards; empty where nothing was divided.
        environment: The variables that hide the others, to be set before it starts.
    """

    cards: tuple[Device, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its cards in words; empty without any."""
        return ", ".join(f"{card.name} {card.uuid or bus_place(card.id)}".rstrip() for card in self.cards)


NO_SHARE = Share()


def named(
    cards: Iterable[Device], names: Iterable[NamedCard], environment: Mapping[str, str]
) -> tuple[Device, ...]:
    """Return cards with their UUIDs and memory; of a divided card the parts that this process may see.

    Args:
        cards: From :func:`.cards_of`.
        names: From :func:`.installed_cards`.
        environment: This process's.
    """
    known = tuple(names)
    chosen = environment.get("CUDA_VISIBLE_DEVICES")
    # Of all parts in the machine a process sees one, so the others are not in Blender's list.
    parts = tuple(part for name in known for part in _parts(name, chosen))
    found: dict[str, Device] = {}
    for number, card in enumerate(cards):
        name = next((name for name in known if name.place == bus_place(card.id)), None)
        if name is None:
            found[card.id or str(number)] = card
        elif _parts(name, chosen):
            found |= {part: replace(card, uuid=part) for part in parts if part not in found}
        else:
            found[name.uuid] = replace(card, uuid=name.uuid, memory=name.memory or card.memory)
    return tuple(found.values())


def shares(cards: Sequence[Device], children: int, environment: Mapping[str, str]) -> tuple[Share, ...]:
    """Divide cards: round about, so that each child has one of its own, or several where there are more.

    Args:
        cards: From :func:`named`, all of one type.
        children: How many share them; more than there are cards share some.
        environment: This process's.
    """
    if children < 2 or len(cards) < 2:
        return (Share(tuple(cards)),) * children
    every = range(len(cards))
    chosen = [every[child::children] or (child % len(cards),) for child in range(children)]
    return tuple(
        Share(tuple(cards[number] for number in numbers), _variables(cards, numbers, environment))
        for numbers in chosen
    )


def _variables(
    cards: Sequence[Device], numbers: Sequence[int], environment: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables that leave a child the cards of these numbers, counted in Blender's list."""
    kind = cards[numbers[0]].type
    uuids = [cards[number].uuid for number in numbers]
    if kind in ("CUDA", "OPTIX"):
        known = all(uuids)
        return {"CUDA_VISIBLE_DEVICES": ",".join(uuids) if known else _picked("CUDA", numbers, environment)}
    if kind == "HIP":
        if not all(uuids) or sys.platform == "win32":
            first = "HIP" if "HIP_VISIBLE_DEVICES" in environment else "CUDA"
            return {"HIP_VISIBLE_DEVICES": _picked(first, numbers, environment)}
        left = ",".join(map(str, range(len(uuids))))
        counting = {"HIP_VISIBLE_DEVICES", *({"GPU_DEVICE_ORDINAL"} & environment.keys())}
        return {"ROCR_VISIBLE_DEVICES": ",".join(uuids), **dict.fromkeys(counting, left)}
    if kind == "ONEAPI":
        given = _ONEAPI.fullmatch(environment.get("ONEAPI_DEVICE_SELECTOR", "level_zero:*"))
        if given is None:  # a choice of another form, which is the user's
            return {}
        tokens = given[1].split(",") if given[1][0].isdecimal() else []
        return {"ONEAPI_DEVICE_SELECTOR": f"level_zero:{_of(tokens, numbers)}"}
    return {}


def _picked(maker: str, numbers: Sequence[int], environment: Mapping[str, str]) -> str:
    """Return the entries of a variable for cards without UUIDs: Blender lists them in its order."""
    given = environment.get(f"{maker}_VISIBLE_DEVICES", "")
    return _of([token for token in given.replace(" ", "").split(",") if token], numbers)


def _of(tokens: Sequence[str], numbers: Sequence[int]) -> str:
    return ",".join(tokens[number] if number < len(tokens) else str(number) for number in numbers)


def _parts(name: NamedCard, chosen: str | None) -> tuple[str, ...]:
    """Return the parts of a divided card that may be used; none where the card is to be taken as it is."""
    if chosen is None:
        return name.parts
    tokens = [token for token in chosen.replace(" ", "").split(",") if token.startswith("MIG-")]
    return tuple(part for part in name.parts if any(part.startswith(token) for token in tokens))
