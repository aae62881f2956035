# SPDX-License-Identifier: GPL-3.0-or-later
"""What seats and boxes are made of: boards and posts, in the prop's axes."""

from __future__ import annotations

import math

from .model import Piece
from .underside import SLAB, Room

__all__ = ["STEEPEST", "chair", "plinth", "square_stool", "stool"]

# Metres at 1.75 m.
_POST, _BOARD, _TOP_BOARD = 0.036, 0.018, 0.11
_BACK_HIGH = 0.42
_INSET = 0.012
STEEPEST = math.tan(math.radians(20.0))
"""A back that leans farther is a lounger's."""
_LEAST_SLOPE = math.tan(math.radians(6.0))
_BACK_BOARD = (0.20, 0.42)  # above the seat, from where to where


def chair(room: Room, back_of_legs: float = 0.0) -> tuple[Piece, ...]:
    """Return a chair: a square stool with a back.

    Args:
        room: What is free.
        back_of_legs: Metres that the front legs stand farther back.
    """
    s, slope = room.scale, max(room.slope, _LEAST_SLOPE)
    tilt = math.atan(slope)
    post, high = _POST * s, _BACK_HIGH * s
    # Behind the plane that the sitter's back leaves free.
    shift = -0.5 * _BOARD * s

    def leaning(name: str, low: float, top: float, y: float, thick: float, wide: float) -> Piece:
        middle = 0.5 * (low + top)
        x = room.rear - slope * middle + shift - 0.5 * (thick - _BOARD * s)
        size = (thick, wide, (top - low) / math.cos(tilt))
        return Piece(name, (x, y, room.height + middle), size, tilt)

    inner = 0.5 * (room.left - room.right) - 0.5 * post
    middle = 0.5 * (room.left + room.right)
    posts = [leaning("back", -SLAB * s, high, middle + side * inner, 0.75 * post, post) for side in (-1, 1)]
    width = 2 * inner - post
    board = leaning("back", _BACK_BOARD[0] * s, _BACK_BOARD[1] * s - 0.01 * s, middle, _BOARD * s, width)
    return (*square_stool(room, back_of_legs), *posts, board)


def square_stool(room: Room, back_of_legs: float = 0.0) -> tuple[Piece, ...]:
    """Return a board on four legs.

    Args:
        room: What is free.
        back_of_legs: Metres that the front legs stand farther back.
    """
    s = room.scale
    post, below = _POST * s, room.height - SLAB * s
    depth, width = room.front - room.rear, room.left - room.right
    middle = 0.5 * (room.left + room.right)
    board = Piece(
        "seat", (0.5 * (room.front + room.rear), middle, below + 0.5 * SLAB * s), (depth, width, SLAB * s)
    )
    edge = _INSET * s + 0.5 * post
    legs = [
        Piece("leg", (x, y, 0.5 * below), (post, post, below))
        for x in (room.rear + edge, room.front - edge - back_of_legs)
        for y in (room.right + edge, room.left - edge)
    ]
    return (board, *legs)


def stool(room: Room, turned: float = 0.0) -> tuple[Piece, ...]:
    """Return a disc on four legs.

    Args:
        room: What is free.
        turned: Radians that the legs are turned.
    """
    s = room.scale
    below = room.height - SLAB * s
    radius = min(0.18 * s, 0.5 * (room.front - room.rear))
    x = min(max(room.rear + radius, 0.02 * s), room.front - radius)
    y = 0.5 * (room.left + room.right)
    disc = Piece("seat", (x, y, below + 0.5 * SLAB * s), (2 * radius, 2 * radius, SLAB * s), round=True)
    away, post = radius - 0.75 * _POST * s, 0.8 * _POST * s
    ways = [turned + 0.25 * math.pi + 0.5 * math.pi * n for n in range(4)]
    legs = [
        Piece(
            "leg",
            (x + away * math.cos(way), y + away * math.sin(way), 0.5 * below),
            (post, post, below),
            yaw=way,
        )
        for way in ways
    ]
    return (disc, *legs)


def plinth(depth: float, width: float, height: float) -> tuple[Piece, ...]:
    """Return a box on the floor."""
    return (Piece("box", (0.0, 0.0, 0.5 * height), (depth, width, height)),)
