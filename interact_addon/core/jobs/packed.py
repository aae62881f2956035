# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's options as one line of text, as the panel's rows store them."""

from __future__ import annotations

import json
from typing import Any

from ..foundation.errors import JobError, UsageError
from ..foundation.reading.strict_json import parse_json, structured
from .model import JobOptions, job_options

__all__ = ["options_text", "pack_options", "unpack_options"]


def pack_options(options: JobOptions) -> str:
    """Return options as JSON; empty if none is set."""
    values = _plain(options)
    return json.dumps(values, ensure_ascii=False) if values else ""


def unpack_options(text: str) -> JobOptions:
    """Inverse of :func:`pack_options`.

    Raises:
        JobError: the text is not such JSON, or a value is invalid.
    """
    if not text:
        return JobOptions()
    try:
        values = structured(parse_json(text), dict[str, Any])
        known = {each.name: each for each in job_options()}
        return JobOptions(**{name: known[name].read("plain", value) for name, value in values.items()})
    except (ValueError, KeyError, TypeError, AttributeError, UsageError) as error:
        raise JobError(f"a scene's options in this file are invalid ({error})") from error


def options_text(options: JobOptions) -> str:
    """Return options as readable text: ``size 640x360, cast 001=jonas``."""
    words = []
    for name, plain in _plain(options).items():
        text = " ".join(f"{a}={_one(b)}" for a, b in plain.items()) if isinstance(plain, dict) else plain
        words.append(f"{name} {text}")
    return ", ".join(words)


def _one(value: Any) -> str:
    return "+".join(value) if isinstance(value, list) else str(value)


def _plain(options: JobOptions) -> dict[str, Any]:
    """Return the values as a job file writes them."""
    values = options.values()
    return {each.name: each.kind.to_plain(values[each.name]) for each in job_options() if each.name in values}
