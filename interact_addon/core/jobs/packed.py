# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's options as one line of text, for where a file of their own would be too much: the panel's rows."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..foundation.errors import JobError, UsageError
from .model import JobOptions
from .values import VALUES

__all__ = ["options_text", "pack_options", "unpack_options"]


def pack_options(options: JobOptions) -> str:
    """Options as JSON; empty where nothing is said."""
    said = {name: _plain(value) for name, value in _said(options).items()}
    return json.dumps(said, ensure_ascii=False) if said else ""


def unpack_options(text: str) -> JobOptions:
    """The options that :func:`pack_options` told.

    Raises:
        JobError: the text is something else, or a value makes no sense.
    """
    if not text:
        return JobOptions()
    try:
        values = json.loads(text)
        return JobOptions(**{name: VALUES[name](value) for name, value in values.items()})
    except (ValueError, KeyError, TypeError, AttributeError, UsageError) as error:
        raise JobError(f"a scene's options in this file make no sense ({error})") from error


def options_text(options: JobOptions) -> str:
    """Options in words: ``size 640x360, cast 001=jonas``."""
    words = []
    for name, value in _said(options).items():
        plain = _plain(value)
        if isinstance(plain, dict):
            plain = " ".join(f"{actor}={person}" for actor, person in plain.items())
        words.append(f"{name} {plain}")
    return ", ".join(words)


def _said(options: JobOptions) -> dict[str, Any]:
    values = {each.name: getattr(options, each.name) for each in dataclasses.fields(options)}
    return {name: value for name, value in values.items() if value is not None and value != {}}


def _plain(value: Any) -> Any:
    """A value as a job file says it, which is what its check takes."""
    if isinstance(value, tuple):
        return f"{value[0]}x{value[1]}"
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, bool | int | float | str):
        return value
    return dict(value) if isinstance(value, dict) else str(value)
