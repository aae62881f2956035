# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs morph targets into one small file: the numbers of the text files in a tenth of the space.

The text files hold thousandths of a decimetre. Here they are 16-bit integers, each row minus the one before,
low bytes before high bytes, and all targets are compressed together, since those of one kind are similar.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from .base_mesh import CURE, to_blender_axes
from .targets import Target

__all__ = ["pack_targets", "unpack_targets"]

_FORMAT = 1
_THOUSANDTHS = 1000.0
_MOST_BYTES = 256 * 1024 * 1024  # limit for damaged files; a valid one has 14 MB


def pack_targets(targets: Mapping[str, Target]) -> bytes:
    """Return the file's content for these targets, by name.

    Raises:
        CharacterError: A target's numbers are not thousandths, or too large to be packed without loss.
    """
    head = {"format": _FORMAT, "targets": [[name, len(target.indices)] for name, target in targets.items()]}
    blocks = [json.dumps(head).encode() + b"\n"]
    for name, target in targets.items():
        rows = np.empty((len(target.indices), 4), np.int64)
        rows[:, 0] = target.indices
        # Inverse of `to_blender_axes`.
        decimetres = np.stack([target.deltas[:, 0], target.deltas[:, 2], -target.deltas[:, 1]], axis=1) * 10.0
        rows[:, 1:] = np.rint(decimetres * _THOUSANDTHS)
        steps = np.diff(rows, axis=0, prepend=0).astype("<i2")
        blocks.append(np.ascontiguousarray(steps.T).view(np.uint8).reshape(4, -1, 2).swapaxes(1, 2).tobytes())
        packed = _target(blocks[-1], len(target.indices))
        if not np.array_equal(packed.deltas, target.deltas) or not np.array_equal(
            packed.indices, target.indices
        ):
            raise CharacterError(f"the morph target {name!r} cannot be packed without loss")
    return lzma.compress(b"".join(blocks), preset=9 | lzma.PRESET_EXTREME)


def unpack_targets(path: Path, vertex_count: int) -> dict[str, Target]:
    """Read a file of targets.

    Args:
        path: The file.
        vertex_count: Number of vertices of their mesh; a larger index is an error.

    Raises:
        CharacterError: The file is missing or damaged.
    """
    try:
        data = lzma.LZMADecompressor().decompress(path.read_bytes(), _MOST_BYTES)
        targets = dict(_targets(data))
    except (OSError, EOFError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise CharacterError("the morph targets cannot be read", path=path, cure=CURE) from error
    for name, target in targets.items():
        if len(target.indices) and not 0 <= target.indices.min() <= target.indices.max() < vertex_count:
            raise CharacterError(f"the morph target {name!r} is damaged", path=path, cure=CURE)
    return targets


def _targets(data: bytes) -> Iterator[tuple[str, Target]]:
    line, _, rest = data.partition(b"\n")
    head = json.loads(line)
    if head["format"] != _FORMAT:
        raise ValueError(f"format {head['format']}")
    at = 0
    for name, count in head["targets"]:
        yield str(name), _target(rest[at : at + 8 * count], count)
        at += 8 * count
    if at != len(rest):
        raise ValueError("its length does not match its header")


def _target(block: bytes, count: int) -> Target:
    planes = np.frombuffer(block, np.uint8).reshape(4, 2, count)
    steps: NDArray[np.int16] = np.ascontiguousarray(planes.swapaxes(1, 2)).view("<i2")[..., 0]
    rows = np.cumsum(steps, axis=1, dtype=np.int64)
    return Target(rows[0].astype(np.int32), to_blender_axes(rows[1:].T / _THOUSANDTHS))
