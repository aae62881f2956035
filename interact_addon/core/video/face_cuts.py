# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut between a scene and its faces: for some frames the whole picture is a face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..foundation.errors import UsageError

__all__ = ["FaceCut", "check_cuts", "cut_graph"]


@dataclass(frozen=True, slots=True)
class FaceCut:
    """Frames in which a face is seen instead of the scene.

    Attributes:
        first: The first of them in the movie, counted from 0.
        end: The frame after the last.
        face: The number of the face, counted from 0.
    """

    first: int
    end: int
    face: int


def check_cuts(cuts: Sequence[FaceCut], frames: int, faces: int) -> None:
    """Refuse cuts that a movie of so many frames and faces cannot have.

    Raises:
        UsageError: there is one, or they are not in order, one after the other.
    """
    before = 0
    for cut in cuts:
        if not before <= cut.first < cut.end <= frames:
            raise UsageError(
                f"a face is to be seen in the frames {cut.first} to {cut.end}, which cannot be cut",
                cure=f"Give cuts in order, within the {frames} frames of the scene",
            )
        if not 0 <= cut.face < faces:
            raise UsageError(f"there is no face {cut.face} to cut to: there are {faces}, counted from 0")
        before = cut.end


def cut_graph(
    width: int, height: int, rate: Fraction, cuts: Sequence[FaceCut], square: str, fit: str, side: int
) -> str:
    """Return the filter graph that cuts from the body (input 0) to faces (inputs 1, ...) and back.

    The face is as high as the picture; to its sides it is seen large and blurred, so that neither bars nor
    streaks are beside it.

    Args:
        width: Width of the body in pixels.
        height: Height of the body in pixels.
        rate: Frames per second.
        cuts: The cuts, in order.
        square: The filters that make a face a square of ``side`` pixels.
        fit: The filters that give frame n the time n / rate.
        side: Width and height of a face in pixels, even.
    """
    # Colours are stored for pairs of pixels: places are even.
    left, top = 2 * ((width - side) // 4), 2 * ((height - side) // 4)
    cover = max(width, height) + max(width, height) % 2
    behind = f"scale={cover}:{cover},crop={width}:{height},gblur=sigma={max(1, side // 12)}"
    chains = [f"[0:v:0]{fit}[body]"]
    shown = "body"
    for face in sorted({cut.face for cut in cuts}):
        spans = _any([_within(cut, rate) for cut in cuts if cut.face == face])
        chains.append(f"[{face + 1}:v:0]{square},split[large{face}][sharp{face}]")
        chains.append(f"[large{face}]{behind}[behind{face}]")
        chains.append(f"[behind{face}][sharp{face}]overlay={left}:{top},{fit}[face{face}]")
        chains.append(f"[{shown}][face{face}]overlay=0:0:eof_action=repeat:enable='{spans}'[with{face}]")
        shown = f"with{face}"
    chains.append(f"[{shown}]null[out]")
    return ";".join(chains)


def _within(cut: FaceCut, rate: Fraction) -> str:
    """Return ffmpeg's condition for the frames of a cut, from between two frames to between two frames."""
    half = Fraction(1, 2)
    begin, end = (float((Fraction(frame) - half) / rate) for frame in (cut.first, cut.end))
    return f"between(t,{begin:.4f},{end:.4f})"


def _any(conditions: Sequence[str]) -> str:
    """Return that one of some conditions holds; nested in pairs: ffmpeg takes no sums of hundreds."""
    if len(conditions) < 3:
        return "+".join(conditions)
    half = len(conditions) // 2
    return f"({_any(conditions[:half])})+({_any(conditions[half:])})"
