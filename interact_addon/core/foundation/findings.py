# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings: what is odd but does not stop the work. Results carry them; reports tell them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

__all__ = ["Finding", "finding_text"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning, or one fact worth telling.

    Attributes:
        code: A stable slug for programs, such as ``missing-face``.
        message: A sentence for people, without a full stop; names the file where there is one.
        path: The file or folder it is about.
        line: 1-based line in it.
        level: ``warning`` or ``info``.
    """

    code: str
    message: str
    path: str | None = None
    line: int | None = None
    level: str = "warning"

    def as_dict(self) -> dict[str, object]:
        """The finding as JSON-ready values, without the empty ones."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    def __str__(self) -> str:
        return finding_text(self.as_dict())


def finding_text(values: Mapping[str, Any]) -> str:
    """A finding's values as a sentence: with the name of its file, where the message does not tell it."""
    message, line = str(values["message"]), values.get("line")
    name = PurePath(values.get("path") or "").name
    if name and name not in message:
        return f"{name}: {message}" if line is None else f"{name}, line {line}: {message}"
    return message if line is None else f"{message} (line {line})"
