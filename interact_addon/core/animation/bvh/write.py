# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes BVH files atomically."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ...foundation.atomic_file import atomic_write
from ...foundation.errors import BvhError, UsageError
from .document import Bvh

__all__ = ["hierarchy_lines", "write"]

_ROWS = 256
_DEEPEST_INDENT = 60


def write(path: str | os.PathLike[str], bvh: Bvh, *, decimals: int | None = 6) -> None:
    """Write a BVH file; names, order, End Sites and the frame time's text are kept.

    The file appears under its name once it is complete.

    Args:
        path: The file; an existing one is replaced.
        bvh: What to write.
        decimals: Digits after the decimal point; None for as many as are needed to read back the same bits.

    Raises:
        BvhError: it cannot be written there.
        UsageError: a number that is not finite, or a name that would break the file.
    """
    if not np.isfinite(bvh.values).all():
        raise UsageError("a motion with numbers that are not finite cannot be written")
    path = Path(path)
    try:
        with atomic_write(path) as stream:
            stream.writelines(lines.encode() for lines in _lines(bvh, decimals))
    except OSError as error:
        raise BvhError(f"it cannot be written: {error.strerror or error}", path=path) from error


def hierarchy_lines(bvh: Bvh, decimals: int | None) -> Iterator[str]:
    """Yield the lines before ``MOTION``; ``decimals`` as in `write`."""
    yield "HIERARCHY\n"
    yield from _hierarchy(bvh, decimals)


def _lines(bvh: Bvh, decimals: int | None) -> Iterator[str]:
    yield from hierarchy_lines(bvh, decimals)
    yield f"MOTION\nFrames: {bvh.frames}\nFrame Time: {bvh.frame_time_text}\n"
    if decimals is None:
        row = " ".join(["%r"] * bvh.values.shape[1]) + "\n"
    else:
        row = " ".join([f"%.{decimals}f"] * bvh.values.shape[1]) + "\n"
    for start in range(0, bvh.frames, _ROWS):
        part = bvh.values[start : start + _ROWS]
        if decimals is not None:  # no -0.000000
            part = np.where(np.abs(part) < 0.5 * 10.0**-decimals, 0.0, part)
        yield (row * len(part)) % tuple(part.ravel().tolist())


def _hierarchy(bvh: Bvh, decimals: int | None) -> Iterator[str]:
    """Yield joints and End Sites in file order; braces are closed when the next one belongs further up."""
    ends = sorted(range(len(bvh.end_sites)), key=lambda n: bvh.end_sites[n].after)
    ends.reverse()
    open_joints: list[int] = []
    for index, joint in enumerate((*bvh.joints, None)):
        while ends and bvh.end_sites[ends[-1]].after <= index:
            site = bvh.end_sites[ends.pop()]
            yield from _close(open_joints, site.joint)
            tab = _tab(len(open_joints))
            yield f"{tab}End {_name(site.name) or 'Site'}\n{tab}{{\n"
            yield f"{_tab(len(open_joints) + 1)}OFFSET {_numbers(site.offset, decimals)}\n{tab}}}\n"
        yield from _close(open_joints, joint.parent if joint else -1)
        if joint is None:
            continue
        tab = _tab(len(open_joints))
        yield f"{tab}{'ROOT' if joint.parent < 0 else 'JOINT'} {_name(joint.name)}\n{tab}{{\n"
        open_joints.append(index)
        tab = _tab(len(open_joints))
        yield f"{tab}OFFSET {_numbers(joint.offset, decimals)}\n"
        yield f"{tab}CHANNELS {' '.join((str(len(joint.channels)), *joint.channels))}\n"


def _close(open_joints: list[int], until: int) -> Iterator[str]:
    """Close braces until ``until`` is the innermost open joint."""
    while open_joints and open_joints[-1] != until:
        open_joints.pop()
        yield f"{_tab(len(open_joints))}}}\n"
    if until >= 0 and not open_joints:
        raise UsageError("the joints are not in depth-first order, so no hierarchy can be written")


def _tab(depth: int) -> str:
    return "\t" * min(depth, _DEEPEST_INDENT)


def _name(name: str) -> str:
    if any(character in name for character in "{}\r\n") or name != name.strip():
        raise UsageError(f"the joint name {name!r} would break the file")
    return name


def _numbers(numbers: Iterable[float], decimals: int | None) -> str:
    values = list(numbers)
    if not np.isfinite(values).all():
        raise UsageError("an offset that is not finite cannot be written")
    return " ".join(repr(v) if decimals is None else f"{v:.{decimals}f}" for v in values)
