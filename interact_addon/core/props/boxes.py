# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes below feet and hands that rest in the air, where there is room for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..contacts.bodies import Body
from ..foundation.findings import Finding
from .figures import Figures
from .model import Box, Frame, Piece, Seat, Span, framed, unframed
from .rests import Rest
from .room import Balls, crossing, first_touch, inside
from .shapes import plinth

__all__ = ["boxes_for"]

Array = NDArray[np.float64]

_FRAMES = 5  # in which what rests is looked at closely
_ALIKE = 0.04  # metres between the heights of what shares a box
_SOFT, _SKIN = 0.02, 0.012
_AWAY = 1.0  # seconds before and after, in which the limb is near the box


def boxes_for(
    rests: Sequence[Rest],
    bodies: Mapping[int, Body],
    names: Sequence[str],
    figures: Figures,
    balls: Sequence[Balls],
    seats: Sequence[Seat],
) -> tuple[list[Box], list[Finding]]:
    """Return the boxes that there is room for, and what users should know of them.

    Args:
        rests: What rests.
        bodies: The captured people, by number.
        names: The actors' ids.
        figures: The surfaces of whoever plays.
        balls: The bodies of whoever plays, in the order of ``names``.
        seats: What stands there already.
    """
    boxes: list[Box] = []
    findings: list[Finding] = []
    for rest in rests:
        box, used = _box(rest, names, figures)
        if box is None:
            continue
        near = next((n for n, other in enumerate(boxes) if _one_box(box, other)), None)
        if near is not None:
            box = _both(boxes[near], box)
        stands = [other for n, other in enumerate(boxes) if n != near]
        standing: list[Box | Seat] = [*stands, *seats]
        others = [(other.pieces, other.frame) for other in standing]
        why = _blocked(box, used, names, balls, float(bodies[rest.person].motion.rate))
        if any(crossing(box.pieces, box.frame, pieces, frame) for pieces, frame in others):
            why = "something else stands there"
        if not why:
            boxes = [*stands, box]
        findings.append(_finding(rest, names, box, why))
    return boxes, findings


def _finding(rest: Rest, names: Sequence[str], box: Box, why: str) -> Finding:
    words = rest.role.replace("_", " ")
    text = f"the {words} of {names[rest.person]} rests from frame {rest.start + 1} to {rest.end}"
    if why:
        return Finding("no-box", f"{text}; no box: {why}", level="info")
    return Finding(
        "box-added", f"{text} where nothing is: a box, {100 * box.height:.0f} cm high", level="info"
    )


def _box(rest: Rest, names: Sequence[str], figures: Figures) -> tuple[Box | None, Array]:
    """Return a box below what rests, and the surface's points in the world."""
    frames = np.unique(np.linspace(rest.start, rest.end - 1, _FRAMES).round().astype(int))
    figure = figures(rest.person, frames)
    bone = np.median(figure.places[rest.role], axis=0)
    frame = Frame((float(bone[0]), float(bone[1]), 0.0), rest.heading)
    s, rule = rest.scale, rest.rule
    local = framed(frame, figure.points)
    x, y, z = local[..., 0], local[..., 1], local[..., 2]
    there = (x > rule.behind * s) & (x < rule.ahead * s) & (np.abs(y) < rule.aside * s)
    there &= (z < bone[2] + 0.05 * s) & (z > bone[2] - 0.20 * s)
    if not there.any():
        return None, figure.points
    height = float(np.median(np.where(there, z, np.inf).min(axis=1)))
    if not rule.low * s * 0.5 < height < rule.high * s:
        return None, figure.points
    low, high = local[there].min(axis=0), local[there].max(axis=0)
    middle = unframed(frame, np.array([*(0.5 * (low + high))[:2], 0.0]))
    frame = Frame((float(middle[0]), float(middle[1]), 0.0), rest.heading)
    depth, width = (high - low)[:2] + 2.0 * rule.margin * s
    span = Span(names[rest.person], rest.start, rest.end)
    return Box(rest.role, frame, height, plinth(float(depth), float(width), height), (span,)), figure.points


def _one_box(one: Box, other: Box) -> bool:
    return abs(one.height - other.height) < _ALIKE and crossing(
        one.pieces, one.frame, other.pieces, other.frame
    )


def _both(one: Box, other: Box) -> Box:
    """Return a box below both, as high as the lower, in the axes of the first."""
    size, there = np.array(one.pieces[0].size), np.array(other.pieces[0].size)
    corners = np.array([(x, y, 0.0) for x in (-0.5, 0.5) for y in (-0.5, 0.5)])
    places = np.concatenate([corners * size, framed(one.frame, unframed(other.frame, corners * there))])
    low, high = places.min(axis=0), places.max(axis=0)
    middle = unframed(one.frame, np.array([*(0.5 * (low + high))[:2], 0.0]))
    frame = replace(one.frame, place=(float(middle[0]), float(middle[1]), 0.0))
    height = min(one.height, other.height)
    depth, width = (high - low)[:2].tolist()
    return replace(
        one, frame=frame, height=height, pieces=plinth(depth, width, height), spans=(*one.spans, *other.spans)
    )


def _blocked(box: Box, points: Array, names: Sequence[str], balls: Sequence[Balls], rate: float) -> str:
    """Return who is in a box's way, and when; empty if nobody is."""
    piece: Piece = box.pieces[0]
    if inside(piece, framed(box.frame, points).reshape(-1, 3), _SKIN):
        return "the person's own body is where it would stand"
    for person, body in enumerate(balls):
        free = np.ones(len(body[0]), np.bool_)
        for span in box.spans:
            if span.actor_id == names[person]:
                free[max(0, int(span.start - _AWAY * rate)) : int(span.end + _AWAY * rate)] = False
        found = first_touch(box.pieces, box.frame, body, np.flatnonzero(free), _SOFT)
        if found is not None:
            return f"{names[person]} is where it would stand in frame {found[0] + 1}"
    return ""
