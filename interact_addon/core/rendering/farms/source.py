# SPDX-License-Identifier: GPL-3.0-or-later
"""Which job a submission belongs to: a later submission of the same job replaces it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ...foundation.paths import exists_safely

__all__ = ["job_source"]


def job_source(what: Sequence[str], layout: str) -> str:
    """Return a text that is the same for each submission of the same job, whatever its files hold.

    Args:
        what: Keys and paths of job files, as given to ``interact submit``.
        layout: Which movies of them are wanted, of ``LAYOUTS`` (`core.options.batch`).
    """
    words = [str(Path(word).resolve()) if exists_safely(Path(word)) else word for word in what]
    return json.dumps([layout, *words])
