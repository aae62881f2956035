# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert ICT-FaceKit's 55 weights to ARKit's 51 and back.

49 shapes are the same in both and are copied exactly either way. ARKit has one browInnerUp and one cheekPuff
for ICT's pairs: merging loses how the two sides differ, so the inverse is exact only if they were equal.
ARKit has no cheekRaiser; the inverse gives a multiple of cheekSquint if calibration found one, else 0. ICT
has no tongueOut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError, UsageError
from ..arkit.arkit import ARKIT_51, ARKIT_52
from .names import DEFAULT_ORDER, ICT_55, ORDERS, arkit_name

__all__ = [
    "CHEEK_RULES",
    "MERGE_RULES",
    "ArkitColumn",
    "FaceMapping",
    "IctColumn",
    "make_mapping",
    "merge",
]

MERGE_RULES: tuple[str, ...] = ("mean", "max", "min", "sum", "left", "right")
CHEEK_RULES: tuple[str, ...] = ("drop", "mean", "max", "sum")
_OPERATIONS = ("one", "mean", "max", "min", "sum")


def merge(rule: str, left: NDArray, right: NDArray) -> NDArray:
    """Merge the weights of two sides.

    Args:
        rule: One of ``MERGE_RULES``.
        left: Any shape.
        right: The same shape.
    """
    if rule == "mean":
        return (left + right) * left.dtype.type(0.5)
    if rule == "sum":
        return left + right
    if rule in ("left", "right"):
        return left if rule == "left" else right
    return np.maximum(left, right) if rule == "max" else np.minimum(left, right)


@dataclass(frozen=True, slots=True)
class ArkitColumn:
    """Source of an ARKit weight.

    Attributes:
        name: Such as ``jawOpen``.
        sources: One ICT column or two.
        rule: ``one``, or for two columns ``mean``, ``max``, ``min`` or ``sum``.
    """

    name: str
    sources: tuple[int, ...]
    rule: str = "one"


@dataclass(frozen=True, slots=True)
class IctColumn:
    """Source of an ICT weight.

    Attributes:
        name: Such as ``cheekPuff_L``.
        source: The column among ARKit's 51, or None for one that stays 0.
        scale: Factor for the ARKit weight.
    """

    name: str
    source: int | None
    scale: float = 1.0


@dataclass(frozen=True)
class FaceMapping:
    """Correspondence between the columns of face_ict and face_arkit.

    Attributes:
        order: A name for the order of the 55: one of ``ORDERS``, or ``found``.
        merge: The rule for the merged pairs, for display.
        arkit: 51 columns in ARKit's order.
        ict: 55 columns in the file's order.
    """

    order: str
    merge: str
    arkit: tuple[ArkitColumn, ...]
    ict: tuple[IctColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The 55 ICT names in the file's order."""
        return tuple(column.name for column in self.ict)

    def to_arkit(self, weights: NDArray) -> NDArray[np.float32]:
        """Convert ICT weights to ARKit's 51.

        Args:
            weights: (N, 55) in this mapping's order.

        Returns:
            (N, 51) float32.

        Raises:
            FaceError: ``weights`` has a different shape.
        """
        table = _table(weights, len(ICT_55), len(ICT_55))
        out = table[:, [column.sources[0] for column in self.arkit]]
        for place, column in enumerate(self.arkit):
            if len(column.sources) == 2:
                first, second = (table[:, source] for source in column.sources)
                out[:, place] = merge(column.rule, first, second)
        return np.ascontiguousarray(out)

    def to_ict(self, weights: NDArray) -> NDArray[np.float32]:
        """Convert ARKit weights to ICT's 55, in this mapping's order.

        Args:
            weights: (N, 51) or (N, 52); the tongue is ignored.

        Returns:
            (N, 55) float32.

        Raises:
            FaceError: ``weights`` has a different shape.
        """
        table = _table(weights, len(ARKIT_51), len(ARKIT_52))
        out = table[:, [column.source or 0 for column in self.ict]]
        for place, column in enumerate(self.ict):
            if column.source is None:
                out[:, place] = 0
            elif column.scale != 1:
                out[:, place] *= np.float32(column.scale)
        return np.ascontiguousarray(out)

    def canonical(self, weights: NDArray) -> NDArray[np.float32]:
        """Reorder (N, 55) weights from this mapping's order to that of ``ICT_55``, as float32."""
        names = self.names
        return np.ascontiguousarray(
            _table(weights, len(ICT_55), len(ICT_55))[:, [names.index(name) for name in ICT_55]]
        )

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "order": self.order,
            "merge": self.merge,
            "arkit": [
                {"name": column.name, "sources": list(column.sources), "rule": column.rule}
                for column in self.arkit
            ],
            "ict": [
                {"name": column.name, "source": column.source, "scale": column.scale} for column in self.ict
            ],
        }

    @classmethod
    def from_dict(cls, values: Any) -> FaceMapping:
        """Inverse of :meth:`as_dict`.

        Raises:
            FaceError: The values are invalid.
        """
        try:
            arkit = tuple(
                ArkitColumn(str(row["name"]), tuple(map(int, row["sources"])), str(row["rule"]))
                for row in values["arkit"]
            )
            ict = tuple(
                IctColumn(
                    str(row["name"]),
                    None if row["source"] is None else int(row["source"]),
                    float(row["scale"]),
                )
                for row in values["ict"]
            )
            order, merged = str(values["order"]), str(values["merge"])
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise FaceError("not a mapping between ICT and ARKit columns") from error
        mapping = cls(order, merged, arkit, ict)
        mapping._check()
        return mapping

    def _check(self) -> None:
        if tuple(column.name for column in self.arkit) != ARKIT_51 or sorted(self.names) != sorted(ICT_55):
            raise FaceError("the mapping does not contain each of ARKit's 51 and ICT's 55 shapes once")
        for column in self.arkit:
            if (
                column.rule not in _OPERATIONS
                or len(column.sources) != (1 if column.rule == "one" else 2)
                or not all(0 <= source < len(ICT_55) for source in column.sources)
            ):
                raise FaceError(f"invalid column for {column.name} in the mapping")
        for row in self.ict:
            if not np.isfinite(row.scale) or not (row.source is None or 0 <= row.source < len(ARKIT_51)):
                raise FaceError(f"invalid column for {row.name} in the mapping")


def make_mapping(
    order: str | tuple[str, ...] = DEFAULT_ORDER, merge: str = "mean", cheek_raiser: str = "drop"
) -> FaceMapping:
    """Build the mapping for a given order and rules.

    Args:
        order: One of ``ORDERS``, or the 55 names.
        merge: How browInnerUp and cheekPuff are merged from two sides: one of ``MERGE_RULES``.
        cheek_raiser: ``drop``, or how it is merged into cheekSquint: one of ``CHEEK_RULES``.

    Raises:
        UsageError: The order or a rule is invalid.
    """
    if isinstance(order, str) and order not in ORDERS:
        raise UsageError(f"invalid order {order!r}", cure=f"Use one of {', '.join(ORDERS)}")
    for rule, known in ((merge, MERGE_RULES), (cheek_raiser, CHEEK_RULES)):
        if rule not in known:
            raise UsageError(f"invalid rule {rule!r}", cure=f"Use one of {', '.join(known)}")
    names = ORDERS[order] if isinstance(order, str) else order
    if sorted(names) != sorted(ICT_55):
        raise UsageError("the order does not contain each of ICT's 55 names once")
    parts: dict[str, list[int]] = {}
    for name in ICT_55:  # left before right, whatever the file's order
        whole = arkit_name(name)
        if whole is not None:
            parts.setdefault(whole, []).append(names.index(name))
    if cheek_raiser != "drop":
        for side in ("Left", "Right"):
            parts[f"cheekSquint{side}"].append(names.index(f"cheekRaiser_{side[0]}"))
    arkit = tuple(
        _column(name, parts[name], cheek_raiser if name.startswith("cheekSquint") else merge)
        for name in ARKIT_51
    )
    ict = tuple(_ict_column(name, merge, cheek_raiser) for name in names)
    return FaceMapping(order if isinstance(order, str) else "found", merge, arkit, ict)


def _column(name: str, sources: list[int], rule: str) -> ArkitColumn:
    if len(sources) == 1:
        return ArkitColumn(name, (sources[0],))
    if rule in ("left", "right"):
        return ArkitColumn(name, (sources[rule == "right"],))
    return ArkitColumn(name, (sources[0], sources[1]), rule)


def _ict_column(name: str, merge: str, cheek_raiser: str) -> IctColumn:
    """Assign a merged weight to both sides, so that merging them again restores it."""
    whole = arkit_name(name)
    if name.startswith("cheek") and name[5:-2] in ("Raiser", "Squint") and cheek_raiser != "drop":
        side = "Left" if name.endswith("L") else "Right"
        return IctColumn(name, ARKIT_51.index(f"cheekSquint{side}"), 0.5 if cheek_raiser == "sum" else 1.0)
    if whole is None:
        return IctColumn(name, None)
    halved = merge == "sum" and whole in ("browInnerUp", "cheekPuff")
    return IctColumn(name, ARKIT_51.index(whole), 0.5 if halved else 1.0)


def _table(weights: NDArray, fewest: int, most: int) -> NDArray[np.float32]:
    if weights.ndim != 2 or not fewest <= weights.shape[1] <= most:
        wanted = f"(frames, {fewest})" + (f" or (frames, {most})" if most != fewest else "")
        raise FaceError(f"the weights have the shape {weights.shape}, not {wanted}")
    return np.asarray(weights, np.float32)
