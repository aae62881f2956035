# SPDX-License-Identifier: GPL-3.0-or-later
"""Which options a result depends on: what goes into a record's fingerprint.

Records of before have to stay valid, so the fingerprint of options that were there then must not change. An
option that is added is declared ``new`` and stays out of it at its default. Whoever changes what the default
of an option renders raises `RESULT_NUMBER`: everything is rendered anew then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .fields import FRAMES, MOVIE, nested_of, spec_of

__all__ = ["RESULT_NUMBER", "affecting", "result_number"]

RESULT_NUMBER = 6
_COUNTED = {MOVIE: (MOVIE, FRAMES), FRAMES: (FRAMES,)}


def affecting(options: type, values: Mapping[str, Any], what: str) -> dict[str, Any]:
    """The values that :func:`.to_json` gave, without those of options that do not matter.

    Args:
        options: The options' class.
        values: Their values; others among them are kept.
        what: For the ``movie``, or for its single ``frames``.
    """
    kept = dict(values)
    for declared in fields(options):
        spec, inner = spec_of(declared), nested_of(declared)
        if inner is not None and inner.inline:
            kept = affecting(inner.options, kept, what)
        elif inner is not None and isinstance(kept.get(declared.name), Mapping):
            kept[declared.name] = affecting(inner.options, kept[declared.name], what)
        elif spec is not None and spec.affects not in _COUNTED[what]:
            kept.pop(declared.name, None)
    return kept


def result_number() -> dict[str, int]:
    """What tells the results of this version from those of before; nothing while none differs."""
    return {"result": RESULT_NUMBER} if RESULT_NUMBER else {}
