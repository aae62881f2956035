# SPDX-License-Identifier: GPL-3.0-or-later
"""What a dataset says about its two forms of faces, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from ...foundation.findings import Finding
from ..arkit.arkit import ARKIT_51
from .column_fits import Fit
from .mapping import FaceMapping

__all__ = ["Calibration", "ColumnEvidence", "findings_of"]


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """What the data says about one ARKit column.

    Attributes:
        name: The ARKit shape.
        status: ``sure``: one explanation; ``tied``: several, which this data cannot tell apart; ``still``: it
            never moves; ``unexplained``: nothing fits.
        fit: The explanation used.
        candidates: All that fit, such as ``mean of 2 and 3``.
        runner_up: The residual of the best single column beside those that fit; large is sure.
    """

    name: str
    status: str
    fit: Fit
    candidates: tuple[str, ...]
    runner_up: float

    def as_dict(self) -> dict[str, object]:
        """JSON-ready values."""
        return {
            "name": self.name,
            "status": self.status,
            "sources": list(self.fit.sources),
            "rule": self.fit.rule,
            "residual": self.fit.residual,
            "candidates": list(self.candidates),
            "runner_up": self.runner_up,
        }


@dataclass(frozen=True)
class Calibration:
    """What a dataset says about its two forms of faces.

    Attributes:
        mapping: What to convert with; where the data cannot tell, the likeliest.
        orders: The known orders that fit, the used one first; empty where none does.
        order_status: ``sure``, ``likely`` (it fits, but columns that never move are taken on trust), ``tied``
            (several orders fit), ``found`` (none of the known ones, read off the data) or ``unknown``.
        merges: The merge rules that fit, the used one first.
        cheeks: What fits for cheekRaiser, the used one first.
        columns: The evidence for each of ARKit's 51.
        inverse: ICT name -> the largest error of the way back from ARKit, for shapes that do not come back
            exactly.
        clips: How many clips were compared.
        frames: How many frames they have.
        findings: What the data cannot tell, or contradicts.
    """

    mapping: FaceMapping
    orders: tuple[str, ...]
    order_status: str
    merges: tuple[str, ...]
    cheeks: tuple[str, ...]
    columns: tuple[ColumnEvidence, ...]
    inverse: dict[str, float]
    clips: int
    frames: int
    findings: tuple[Finding, ...] = ()

    def count(self, status: str) -> int:
        """How many columns have this status."""
        return sum(column.status == status for column in self.columns)

    def as_dict(self) -> dict[str, object]:
        """JSON-ready values."""
        return {
            "mapping": self.mapping.as_dict(),
            "orders": list(self.orders),
            "order_status": self.order_status,
            "merges": list(self.merges),
            "cheek_raiser": list(self.cheeks),
            "clips": self.clips,
            "frames": self.frames,
            "columns": [column.as_dict() for column in self.columns],
            "inverse_errors": self.inverse,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def findings_of(result: Calibration) -> list[Finding]:
    """What the data cannot tell, or contradicts."""
    said = []
    still = [column.name for column in result.columns if column.status == "still"]
    wrong = [column for column in result.columns if column.status == "unexplained"]
    if result.order_status == "unknown":
        why = "nothing moves" if len(still) == len(ARKIT_51) else f"{len(wrong)} of the columns fit nothing"
        text = f"the data cannot tell the order of the 55 ({why}): the {result.mapping.order} one is used"
        said.append(Finding("order-unknown", text))
    elif result.order_status == "tied":
        text = f"the data cannot tell these orders apart: {', '.join(result.orders)}; the first is used"
        said.append(Finding("order-tied", text))
    elif result.order_status == "found":
        said.append(Finding("order-found", "the 55 have none of the known orders; one was read off the data"))
    if result.order_status != "unknown":
        if wrong:
            worst = ", ".join(f"{column.name} ({column.fit.residual:.2g})" for column in wrong)
            said.append(Finding("columns-unexplained", f"no rule gives these columns exactly: {worst}"))
        if still:
            text = f"these never move, so their place is taken on trust: {', '.join(still)}"
            said.append(Finding("columns-still", text, level="info"))
    if len(result.merges) > 1:
        fitting = ", ".join(result.merges)
        text = f"the data cannot tell how pairs are merged: {fitting} all fit; the first is used"
        said.append(Finding("merge-tied", text, level="info"))
    if len(result.cheeks) > 1:
        text = f"the data cannot tell what becomes of cheekRaiser: {', '.join(result.cheeks)} all fit"
        said.append(Finding("cheek-raiser-tied", f"{text}; the first is used", level="info"))
    if result.inverse:
        worst = ", ".join(f"{name} ({error:.2g})" for name, error in result.inverse.items())
        text = f"the way back from ARKit is not exact for {worst}"
        said.append(Finding("inverse-inexact", text, level="info"))
    return said
