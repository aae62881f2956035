# SPDX-License-Identifier: GPL-3.0-or-later
"""Play a range of an actor's frames earlier, later, slower or faster, by keys in the edit layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.foundation.errors import UsageError
from ...core.foundation.wording import some
from ..common.actors import StageActor
from ..common.curves import played_channels, played_values, plays_curves_only
from .edit_layer import edit_layer, edited_blocks, write_edit
from .handle_parts import handles_of

__all__ = ["retime", "source_times"]

Array = NDArray[np.float64]


def source_times(times: Array, first: int, last: int, move_first: int, move_last: int, ease: int) -> Array:
    """Return what is played when a range of frames is moved, with a smooth transition on both sides.

    Args:
        times: (F,) frames.
        first: First frame of the range.
        last: Last frame of the range.
        move_first: By how many frames later ``first`` is played.
        move_last: By how many frames later ``last`` is played.
        ease: Frames before and after the range that are played faster or slower to make room.

    Returns:
        (F,) the frames, with fractions, that are played instead; they never run backwards.

    Raises:
        UsageError: the moved range does not fit between its transitions.
    """
    shown = np.array(
        [first - ease - 1, first - ease, first + move_first, last + move_last, last + ease, last + ease + 1]
    )
    played = np.array(
        [first - ease - 1, first - ease, first, last, last + ease, last + ease + 1], dtype=np.float64
    )
    if last <= first or (np.diff(shown) <= 0).any():
        raise UsageError(
            f"frames {first} to {last} cannot be moved so far within {ease} frames on each side",
            cure="Move them less, or give the transitions more frames",
        )
    return _monotone(shown.astype(np.float64), played, times)


def _monotone(x: Array, y: Array, at: Array) -> Array:
    """Interpolate by cubic pieces that never run backwards: real time outside, even speed in the range."""
    steps = np.diff(x)
    slopes = np.diff(y) / steps
    inside = min(slopes[2], 3 * slopes[1], 3 * slopes[3])  # Fritsch and Carlson's bound
    tangents = np.array([1.0, 1.0, inside, inside, 1.0, 1.0])
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(steps) - 1)
    h = steps[piece]
    t = np.clip((at - x[piece]) / h, 0.0, 1.0)
    y0, y1, m0, m1 = y[piece], y[piece + 1], tangents[piece] * h, tangents[piece + 1] * h
    inner = (
        (2 * t**3 - 3 * t**2 + 1) * y0
        + (t**3 - 2 * t**2 + t) * m0
        + (3 * t**2 - 2 * t**3) * y1
        + (t**3 - t**2) * m1
    )
    result: Array = np.where((at < x[0]) | (at > x[-1]), at, inner)
    return result


def retime(
    actor: StageActor,
    first: int,
    last: int,
    frames: int,
    *,
    stretch: bool = False,
    ease: int = 15,
) -> tuple[int, int]:
    """Play a range of frames later, or over a longer time, with body and face together; the voice stays.

    What is played then is keyed in the edit layer, which is added if there is none; what was captured stays.

    Args:
        actor: The actor.
        first: First frame of the range.
        last: Last frame of the range.
        frames: By how many frames later; negative for earlier.
        stretch: Whether only the range's end moves, so that it lasts longer (or shorter).
        ease: Frames before and after the range that are played faster or slower to make room.

    Returns:
        The first and last frame that have changed.

    Raises:
        UsageError: the range does not fit, a handle stands in it, or more than keys animates the actor.
    """
    times = np.arange(first - ease, last + ease + 1, dtype=np.float64)
    source = source_times(times, first, last, 0 if stretch else frames, frames, ease)
    standing = [
        each for each in handles_of(actor.armature) if each.first <= times[-1] and each.last >= times[0]
    ]
    if standing:
        named = some([each.name.replace("_", " ") for each in standing])
        raise UsageError(
            f"{actor.armature.name} has handles there: {named}", cure="Apply or remove them first"
        )
    blocks: list[Any] = edited_blocks(actor)
    for block in blocks:
        if not plays_curves_only(block, lambda path: False):
            raise UsageError(
                f"more than keys and an edit layer animates {block.name}",
                cure="Bake or mute its other NLA strips first",
            )
    every = [(block, _moved(block, times, source)) for block in blocks]
    written: set[Any] = set()
    for block, values in every:
        layer = edit_layer(block)
        if values and (layer is None or layer.action not in written):  # several faces share theirs
            written.add(write_edit(block, times, values).action)
    return int(times[0]), int(times[-1])


def _moved(block: Any, times: Array, source: Array) -> dict[tuple[str, int], Array]:
    """Return what channels play at ``source`` where it is not what they play at ``times``."""
    channels = played_channels(block)
    later, now = played_values(block, channels, source), played_values(block, channels, times)
    paths = {path for path, index in channels if (later[path, index] != now[path, index]).any()}
    return {place: later[place] for place in channels if place[0] in paths}
