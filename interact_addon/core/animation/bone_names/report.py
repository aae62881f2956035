# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what the names of joints or bones say, and do not say."""

from __future__ import annotations

from ...foundation.findings import Finding
from ...foundation.wording import some
from .identify import UNKNOWN, Naming

__all__ = ["naming_findings"]

_SHOWN = 12


def naming_findings(naming: Naming, whose: str, path: str | None = None) -> tuple[Finding, ...]:
    """Return what a user should know about a naming that was found; nothing if no convention was.

    Args:
        naming: The naming.
        whose: Whose names they are, such as ``the joints``.
        path: The file that they are from.
    """
    if naming.convention == UNKNOWN:
        return ()
    out = []
    if missing := naming.missing():
        text = f"the names of {whose} ({naming.title}) tell no {', '.join(missing)}"
        out.append(Finding("names-incomplete", text, path))
    if naming.implausible:
        wrong = [f"{name} hangs on {holder}" for name, holder in naming.implausible.items()]
        text = f"{whose} are not where their names say and have no role: {some(wrong, _SHOWN)}"
        out.append(Finding("names-implausible", text, path))
    if naming.convention == "words":
        text = f"the names of {whose} are of no known tool: they were understood word by word"
        out.append(Finding("names-by-words", text, path, level="info"))
    elif naming.by_words:
        found = ", ".join(f"{role} ({naming.roles[role]})" for role in naming.by_words)
        text = f"{whose} are named as by {naming.title}, except for what was understood by its words: {found}"
        out.append(Finding("names-by-words", text, path, level="info"))
    return tuple(out)
