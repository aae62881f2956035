# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the list of scenes says: a title, a length, a tooltip; and in which order rows stand."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from ...core.dataset import Scene
from ..common.translations import iface

__all__ = ["ORDERS", "clock", "order_of", "scene_tip", "scene_title"]

_WORDS = 8
_COLUMNS = 70  # of a tooltip
_LINES = 8
ORDERS = (
    ("KEY", "Key", "By the scenes' keys: date, then scenario"),
    ("TITLE", "Title", "By what the rows say: action, emotion, relationship, or the first words"),
    ("LENGTH", "Length", "By duration; headers of all motion files are read for it"),
    ("MISSING", "Missing Files", "By how much is missing"),
)


def scene_title(scene: Scene) -> str:
    """Return what a scene is about in a few words: action, emotion, relationship, else its first words."""
    facts = [fact for fact in (scene.action, scene.emotion, scene.relationship) if fact]
    if facts:
        return " · ".join(facts)
    words = (_text(scene) or "").split()
    return " ".join(words[:_WORDS]) + (" ..." if len(words) > _WORDS else "")


def clock(seconds: float) -> str:
    """Return a length as ``m:ss``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def scene_tip(scene: Scene, seconds: float | None, movie: str = "") -> str:
    """Return a row's tooltip: everything that is known about a scene.

    Args:
        scene: The scene.
        seconds: Its length, if that is known.
        movie: About its movie, if there is one.
    """
    lines = [scene.key, *([title] if (title := scene_title(scene)) else [])]
    if text := _text(scene):
        wrapped = textwrap.wrap(text, _COLUMNS)
        lines += wrapped[:_LINES] if len(wrapped) <= _LINES else [*wrapped[: _LINES - 1], "..."]
    lines.append(iface("Actors: {}").format(", ".join(scene.actor_ids)))
    if seconds is not None:
        lines.append(iface("Length: {}").format(clock(seconds)))
    missing = ", ".join(scene.missing)
    lines.append(iface("Missing: {}").format(missing) if missing else iface("Nothing is missing"))
    odd = [str(finding) for finding in scene.findings]
    lines += [*odd[:_LINES], *(["..."] if len(odd) > _LINES else [])]
    if movie:
        lines += ["", movie]
    return "\n".join(lines)


def order_of(
    scenes: Sequence[Scene], order: str, *, descending: bool, seconds: Mapping[str, float | None]
) -> list[int]:
    """Return for each scene its place in the list, as Blender's lists take it.

    Args:
        scenes: In the order of their keys.
        order: One of ``ORDERS``.
        descending: Whether the last is first; what has no title or length is last in any case.
        seconds: Key -> length, as far as known.
    """
    numbers = range(len(scenes))
    if order == "KEY":
        ranked = list(reversed(numbers)) if descending else list(numbers)
    else:
        values: list[str | float | None]
        if order == "TITLE":
            values = [scene_title(scene).casefold() or None for scene in scenes]
        elif order == "LENGTH":
            values = [seconds.get(scene.key) for scene in scenes]
        else:
            values = [len(scene.missing) for scene in scenes]
        there = [n for n in numbers if values[n] is not None]
        there.sort(key=lambda n: values[n], reverse=descending)  # type: ignore[arg-type,return-value]
        ranked = there + [n for n in numbers if values[n] is None]
    places = [0] * len(ranked)
    for place, number in enumerate(ranked):
        places[number] = place
    return places


def _text(scene: Scene) -> str | None:
    """Return a scene's text, sentence, or first caption if that was read."""
    sentence = next((each.sentence for each in scene.performances if each.sentence), None)
    if scene.text or sentence or not scene.captions_known:
        return scene.text or sentence
    return next(iter(scene.captions), None)
