# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a file of labels: .npy, .csv or .json, one code or name per frame, or segments.

InterAct's page promises labels and does not say in which form, so the usual ones are read:

* ``.npy``: (F,) or (F, 1) whole numbers or strings; (F, K) with a single 1 in each row.
* ``.csv``: a label per line; a frame and a label, which holds until the next line's frame; or a start, an end
  and a label. A first line with names says which columns these are, and whether times are seconds.
* ``.json``: a list of labels, or of objects with ``start``, ``end`` and ``label``; or an object with such a
  list in ``labels`` and perhaps ``names``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import DatasetError
from ..foundation.findings import Finding
from .array_labels import labels_of_array
from .model import NO_LABEL, Labels
from .names import ASSUMED_NAMES, MOST_NAMES, names_beside
from .values import MOST_CODE, Piece, Value, Values
from .written import read_csv, read_json

__all__ = ["ASSUMED_NAMES", "LABEL_EXTENSIONS", "read_labels"]

LABEL_EXTENSIONS = (".npy", ".csv", ".json")
"""The extensions of files of labels, the preferred one first."""

_LONGEST = 200  # characters of a label
_MOST_FRAMES = 1 << 24  # a day at 120 frames per second is 10 million


def read_labels(path: Path, frames: int | None = None, rate: Fraction = Fraction(30)) -> Labels:
    """Read the labels of one performance.

    Args:
        path: The file; what its numbers mean, a file beside it says (`names`), else they are assumed.
        frames: The number of frames of the motion that they belong to; by default as many as there are.
        rate: The motion's frames per second.

    Raises:
        DatasetError: the file cannot be read, or is none of labels.
    """
    kind = path.suffix.lower()
    if kind == ".npy":
        values = Values(labels_of_array(path))
    elif kind == ".csv":
        values = read_csv(path)
    elif kind == ".json":
        values = read_json(path)
    else:
        raise DatasetError(
            f"not a file of labels: it does not end in {', '.join(LABEL_EXTENSIONS)}", path=path
        )
    findings: list[Finding] = []
    pieces = values.pieces
    if pieces is None:
        codes, names = _coded(path, values.each, values.names, findings)
        if frames is not None and len(codes) != frames:
            more = "the others are ignored" if len(codes) > frames else "the rest has none"
            text = f"{path} has {len(codes)} labels, the motion {frames} frames: {more}"
            findings.append(Finding("label-length-differs", text, path=str(path)))
    else:
        codes, names = _spread(path, pieces, values.names, frames, rate, findings)
    fitting = np.full(len(codes) if frames is None else frames, NO_LABEL, np.int16)
    fitting[: len(codes)] = codes[: len(fitting)]
    return Labels(names, fitting, rate, findings=tuple(findings))


def _spread(
    path: Path,
    pieces: Sequence[Piece],
    given: tuple[str, ...] | None,
    frames: int | None,
    rate: Fraction,
    findings: list[Finding],
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Return a code per frame of pieces, of which a later one counts where two overlap."""
    codes, names = _coded(path, [piece.value for piece in pieces], given, findings)
    scale = [float(rate) if piece.seconds else 1.0 for piece in pieces]
    ends = [piece.end if piece.end is not None else np.inf for piece in pieces]
    longest = frames if frames is not None else _MOST_FRAMES
    starts = [piece.start for piece in pieces]
    with np.errstate(over="ignore"):  # of a file's numbers: infinite is longest, too
        start, end = (
            np.minimum(np.round(np.multiply(each, scale)), longest).astype(int) for each in (starts, ends)
        )
    open_ended = np.array([piece.end is None for piece in pieces])
    # What has no end lasts until the next begins; the last one, without a length, for one frame.
    following = np.append(start[1:], start[-1:] + 1 if frames is None else longest)
    end = np.where(open_ended, following, end)
    out = np.full(int(end.max(initial=0)) if frames is None else frames, NO_LABEL, np.int16)
    for code, first, last in zip(codes.tolist(), start.tolist(), end.tolist(), strict=True):
        out[first:last] = code
    return out, names


def _coded(
    path: Path, values: Sequence[Value] | NDArray, given: tuple[str, ...] | None, findings: list[Finding]
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Return codes and their names, for values that are whole numbers or strings."""
    if not isinstance(values, np.ndarray):
        longest = max((len(each) for each in values if isinstance(each, str)), default=0)
        if longest > _LONGEST:  # as an array, each would take as much memory as the longest
            raise DatasetError(f"a text of {longest} characters is no label", path=path)
    array = np.asarray(values)
    if array.dtype.kind in "US":
        texts = array.astype(str)
        unique, codes = np.unique(np.char.strip(texts), return_inverse=True)
        said, codes = unique.tolist(), codes.reshape(-1)
        if len(said) > MOST_NAMES:
            raise DatasetError(f"{len(said)} different names are no labels", path=path)
        kept = tuple(name for name in said if name)
        if not all(_whole(name) for name in kept):
            table = np.array([kept.index(name) if name else NO_LABEL for name in said], np.int16)
            return table[codes], kept
        array = np.array([int(name) if name else NO_LABEL for name in said], np.int64)[codes]
    codes = np.where(array < 0, NO_LABEL, array)
    highest = int(codes.max()) if codes.size else NO_LABEL  # numbers beyond int64 are unsigned
    if highest > MOST_CODE:
        raise DatasetError(f"{highest} is no label's number", path=path)
    names = given or names_beside(path)
    if names is None:
        names = ASSUMED_NAMES if highest < len(ASSUMED_NAMES) else tuple(str(n) for n in range(highest + 1))
        if highest < len(ASSUMED_NAMES):
            meant = ", ".join(f"{code} is {name}" for code, name in enumerate(names))
            text = f"{path} has numbers without names: it is assumed that {meant}"
        else:
            text = f"{path} has numbers without names, up to {highest}"
        text += f"; say what they mean in {path.with_name('names.txt')}, a name per line"
        findings.append(Finding("label-names-assumed", text, path=str(path)))
    elif highest >= len(names):
        raise DatasetError(f"label {highest} has no name: there are {len(names)}", path=path)
    return codes.astype(np.int16), names


def _whole(text: str) -> bool:
    bare = text.removeprefix("-")
    return bare.isdecimal() and len(bare) <= len(str(MOST_CODE))
