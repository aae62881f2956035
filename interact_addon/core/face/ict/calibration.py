# SPDX-License-Identifier: GPL-3.0-or-later
"""Result of a calibration: how a dataset's two forms of faces correspond, and how certain that is."""

from __future__ import annotations

from dataclasses import dataclass

from ...foundation.findings import Finding
from ..arkit.arkit import ARKIT_51
from .column_fits import Fit
from .mapping import FaceMapping

__all__ = ["Calibration", "ColumnEvidence", "findings_of"]


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """Evidence for one ARKit column.

    Attributes:
        name: The ARKit shape.
        status: ``sure``: one explanation; ``tied``: several, indistinguishable in this data; ``still``: it
            never moves; ``unexplained``: nothing fits.
        fit: The explanation used.
        candidates: All that fit, such as ``mean of 2 and 3``.
        runner_up: The residual of the best single column that does not fit; a large value is certain.
    """

    name: str
    status: str
    fit: Fit
    candidates: tuple[str, ...]
    runner_up: float

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
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
    """How a dataset's two forms of faces correspond.

    Attributes:
        mapping: The mapping to convert with; the likeliest if the data is ambiguous.
        orders: The known orders that fit, the used one first; empty if none does.
        order_status: ``sure``, ``likely`` (it fits, but columns that never move are unverified), ``tied``
            (several orders fit), ``found`` (an unknown order, derived from the data) or ``unknown``.
        merges: The merge rules that fit, the used one first.
        cheeks: What fits for cheekRaiser, the used one first.
        columns: The evidence for each of ARKit's 51.
        inverse: ICT name -> the largest error of converting to ARKit and back, for inexact shapes.
        clips: Number of clips compared.
        frames: Number of frames compared.
        findings: Ambiguities and contradictions in the data.
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
        """Return the number of columns with this status."""
        return sum(column.status == status for column in self.columns)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
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
    """Return findings for ambiguities and contradictions in the data."""
    findings = []
    still = [column.name for column in result.columns if column.status == "still"]
    wrong = [column for column in result.columns if column.status == "unexplained"]
    if result.order_status == "unknown":
        why = "nothing moves" if len(still) == len(ARKIT_51) else f"{len(wrong)} of the columns fit nothing"
        text = f"the order of the 55 columns cannot be detected ({why}): {result.mapping.order} order is used"
        findings.append(Finding("order-unknown", text))
    elif result.order_status == "tied":
        text = f"several orders fit the data: {', '.join(result.orders)}; the first is used"
        findings.append(Finding("order-tied", text))
    elif result.order_status == "found":
        findings.append(
            Finding(
                "order-found", "the 55 columns have none of the known orders; one was derived from the data"
            )
        )
    if result.order_status != "unknown":
        if wrong:
            worst = ", ".join(f"{column.name} ({column.fit.residual:.2g})" for column in wrong)
            findings.append(
                Finding("columns-unexplained", f"no rule explains these columns exactly: {worst}")
            )
        if still:
            text = f"these columns never move, so their order is unverified: {', '.join(still)}"
            findings.append(Finding("columns-still", text, level="info"))
    if len(result.merges) > 1:
        fitting = ", ".join(result.merges)
        text = f"several rules for merging pairs fit the data: {fitting}; the first is used"
        findings.append(Finding("merge-tied", text, level="info"))
    if len(result.cheeks) > 1:
        text = f"several rules for cheekRaiser fit the data: {', '.join(result.cheeks)}"
        findings.append(Finding("cheek-raiser-tied", f"{text}; the first is used", level="info"))
    if result.inverse:
        worst = ", ".join(f"{name} ({error:.2g})" for name, error in result.inverse.items())
        text = f"converting back from ARKit is not exact for {worst}"
        findings.append(Finding("inverse-inexact", text, level="info"))
    return findings
