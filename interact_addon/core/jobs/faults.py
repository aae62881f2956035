# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of a job file, all reported at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..foundation.errors import JobError

__all__ = ["Fault", "JobFaultsError"]

_SHOWN = 50
_LONGEST = 400  # characters of one fault; a value in it can be as long as the file


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a job file.

    Attributes:
        line: 1-based; None if unknown.
        message: What is wrong, without a full stop.
    """

    line: int | None
    message: str

    @property
    def text(self) -> str:
        """The message, cut where it is very long."""
        return self.message if len(self.message) <= _LONGEST else f"{self.message[:_LONGEST]}..."

    def __str__(self) -> str:
        return self.text if self.line is None else f"line {self.line}: {self.text}"

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {"line": self.line, "message": self.message}


class JobFaultsError(JobError):
    """Error that lists the faults of a job file.

    Args:
        faults: All of them, in any order.
        path: The file.
        what: Summary of the faults; by default their number.
        cure: What the reader can do about them.

    Attributes:
        faults: All of them, sorted by line.
    """

    def __init__(
        self, faults: Sequence[Fault], *, path: Path, what: str | None = None, cure: str | None = None
    ) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line is None, fault.line or 0)))
        shown = [str(fault) for fault in self.faults[:_SHOWN]]
        if len(self.faults) > _SHOWN:
            shown.append(f"and {len(self.faults) - _SHOWN} more")
        if len(shown) > 1:
            what = f"{len(self.faults)} faults" if what is None else what
            what, shown = f"{what}:", [f"\n  {each}" for each in shown]
            super().__init__(what + ";".join(shown), path=path, line=self.faults[0].line, cure=cure)
        else:
            only = self.faults[0]  # its line is named with the file already
            text = only.text if what is None else f"{what}: {only.text}"
            super().__init__(text, path=path, line=only.line, cure=cure)
