# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn labelled columns into ARKit's shapes: by name, whatever their order and spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from ...foundation.wording import some
from .arkit import ARKIT_51, ARKIT_52, HALVES
from .layouts import ANGLES
from .spelling import recognise
from .table_text import MAX_COLUMNS

__all__ = ["Columns", "match_columns"]

_LONGEST = 100  # letters of a name
_WORDS = re.compile(r"[^a-z0-9]+")
_PARTS = r"(left|right)?(head|eye)(left|right)?"
_AXES = r"(yaw|pitch|roll|[xyz]|rx|ry|rz|rot\w*|pos\w*|trans\w*|rotation\w*|position\w*)"
_POSE = re.compile(rf"{_PARTS}{_AXES}")
# What is no shape and needs no word: the face at rest, angles, and ICT-FaceKit's shapes that ARKit lacks.
_QUIET = frozenset(
    ("neutral", "basis", "cheekraiserleft", "cheekraiserright", "cheekraiserl", "cheekraiserr")
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table are which shapes.

    Attributes:
        names: The ARKit shapes that are there, in ARKit's order.
        places: For each its columns: one, or those of its two halves, whose mean it is.
        findings: Missing, doubled and further columns.
    """

    names: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    findings: tuple[Finding, ...] = ()

    @property
    def wanted(self) -> tuple[int, ...]:
        """All columns that are needed, ascending."""
        return tuple(sorted({place for places in self.places for place in places}))

    def weights(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return (R, K) weights out of a table (R, W) of floats of the same kind."""
        first = np.array([places[0] for places in self.places], np.intp)
        last = np.array([places[-1] for places in self.places], np.intp)
        weights = np.ascontiguousarray(values[:, first])
        halved = np.flatnonzero(first != last)
        weights[:, halved] = weights[:, halved] / 2 + values[:, last[halved]] / 2
        return weights


def match_columns(path: Path, labels: Sequence[str], ignored: Sequence[int] = ()) -> Columns:
    """Find the shapes among the labels of columns.

    Args:
        path: The file, for messages.
        labels: One for each column.
        ignored: Columns that are known to be something else, such as the time.

    Raises:
        FaceError: No label is an ARKit shape.
    """
    if len(labels) > MAX_COLUMNS:
        raise FaceError(f"it has {len(labels)} columns, more than {MAX_COLUMNS}", path=path)
    found: dict[str, int] = {}
    extra: list[str] = []
    twice: list[str] = []
    for place, cell in enumerate(labels):
        label = cell.strip()
        if place in ignored or not label:
            continue
        spelt = recognise(label) if len(label) <= _LONGEST else None
        if spelt is None:
            if not _is_quiet(label):
                extra.append(label)
            continue
        if spelt[0] in found:
            twice.append(label)
        else:
            found[spelt[0]] = place
    names, places = [], []
    for name in ARKIT_52:
        halves = [found[half] for half, whole in HALVES.items() if whole == name and half in found]
        if name in found or halves:
            names.append(name)
            places.append((found[name],) if name in found else tuple(halves))
    if not names:
        raise FaceError(
            "not a table of ARKit weights: no column is an ARKit shape",
            path=path,
            line=1,
            cure="Name the columns as ARKit does, such as jawOpen, EyeBlinkLeft or mouthSmile_L",
        )
    return Columns(tuple(names), tuple(places), tuple(_findings(path, names, twice, extra)))


def _is_quiet(label: str) -> bool:
    folded = _WORDS.sub("", label.lower())
    return folded in _QUIET or folded in _ANGLE_WORDS or _POSE.fullmatch(folded) is not None


_ANGLE_WORDS = frozenset(angle.lower() for angle in ANGLES)


def _findings(path: Path, names: list[str], twice: list[str], extra: list[str]) -> list[Finding]:
    findings = []
    # A table without the tongue is complete: the dataset's arrays have none either.
    missing = [name for name in ARKIT_51 if name not in names]
    if missing or twice:
        parts = [f"has no column for {some(missing)}: they stay neutral"] if missing else []
        parts += [f"has further columns for the same shape, ignored: {_short(twice)}"] if twice else []
        findings.append(Finding("face-columns", f"{path} {'; it '.join(parts)}", path=str(path)))
    if extra:
        message = f"{path} has columns that are not ARKit shapes, ignored: {_short(extra)}"
        findings.append(Finding("face-columns-extra", message, path=str(path), level="info"))
    return findings


def _short(labels: Sequence[str]) -> str:
    return some([label[:40] for label in labels])
