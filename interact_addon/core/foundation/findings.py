# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings: problems that do not stop the work. Results carry them; reports list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from .wording import sayable

__all__ = ["Finding", "finding_text"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning or note.

    Attributes:
        code: A stable identifier for programs, such as ``missing-face``.
        message: A sentence for users, without a full stop; names the file if there is one.
        path: The file or folder it is about.
        line: 1-based line in it.
        level: ``warning`` or ``info``.
    """

    code: str
    message: str
    path: str | None = None
    line: int | None = None
    level: str = "warning"

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", sayable(self.message))

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values, without those that are None."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    def __str__(self) -> str:
        return finding_text(self.as_dict())


def finding_text(values: Mapping[str, Any]) -> str:
    """Return a finding's values as a sentence that names its file."""
    message, line = str(values["message"]), values.get("line")
    name = PurePath(values.get("path") or "").name
    if name and sayable(name) not in message:
        return f"{name}: {message}" if line is None else f"{name}, line {line}: {message}"
    return message if line is None else f"{message} (line {line})"
