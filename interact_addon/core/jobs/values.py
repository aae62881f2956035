# SPDX-License-Identifier: GPL-3.0-or-later
"""The single values of a TOML job, each checked by itself; what is wrong is a UsageError."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..camera.presets import CAMERA_PRESETS
from ..dataset.model import BODY_CHOICES
from ..dataset.names import PerformanceKey, parse_key
from ..foundation.errors import UsageError
from ..options.movie import LIGHT_CHOICES, ComposeOptions, FrameRange, parse_frames
from ..options.picture import RENDER_PRESETS, PictureOptions, parse_size

__all__ = ["VALUES", "Value", "output_name"]

Value = Callable[[Any], Any]

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{value!r} is no text in quotes")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(f"{value!r} is no whole number")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise UsageError(f"{value!r} is no number")
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{value!r} is neither true nor false")
    return value


def _one_of(*choices: str) -> Value:
    def choose(value: Any) -> str:
        if value not in choices:
            raise UsageError(f"{value!r} is none of {', '.join(choices)}")
        return str(value)

    return choose


def _place(value: Any) -> Path:
    text = _text(value)
    if "\0" in text:
        raise UsageError(f"{text[:40]!r} is no place for files")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"whose home {text[:40]!r} means is not known on this machine") from None


def _key(value: Any) -> tuple[str, str | None]:
    """The scene's key, and the actor where it is the key of a performance."""
    key = parse_key(_text(value))
    if isinstance(key, PerformanceKey):
        return str(key.scene), key.actor
    return str(key), None


def _size(value: Any) -> tuple[int, int]:
    width, height = parse_size(_text(value))
    PictureOptions(width=width, height=height)
    return width, height


def _samples(value: Any) -> int:
    return PictureOptions(samples=_whole(value)).samples or 1


def _frames(value: Any) -> FrameRange:
    return parse_frames(str(value) if isinstance(value, int) else _text(value))


def _focal(value: Any) -> float:
    return ComposeOptions(focal=_number(value)).focal_length


def _cast(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UsageError(f'{value!r} is no table such as {{ 001 = "jonas" }}')
    from ..characters import look_by_id

    cast = {}
    for actor, person in value.items():
        if not actor.isdecimal():
            raise UsageError(f"{actor!r} is no actor's number")
        cast[actor.zfill(3)] = look_by_id(_text(person)).id
    return cast


def _rate(value: Any) -> Fraction:
    try:
        rate = Fraction(value) if isinstance(value, str) else Fraction(_number(value))
    except (ValueError, ZeroDivisionError, OverflowError):
        rate = Fraction(0)
    if not 1 <= rate <= 1000:
        raise UsageError(f"{value!r} are no frames per second, such as 30 or '30000/1001'")
    return rate


def output_name(value: Any) -> str:
    """A name for files that every system takes, and that leads into no other folder.

    Raises:
        UsageError: it is none.
    """
    name = _text(value)
    if not _NAME.fullmatch(name) or name.endswith(".") or ".part" in name or _RESERVED.fullmatch(name):
        raise UsageError(
            f"{name[:40]!r} is no name for files: use letters, digits, '_', '-' and '.', at most 100 of them"
        )
    return name


VALUES: dict[str, Value] = {
    "key": _key,
    "output": output_name,
    "dataset": _place,
    "preset": _one_of(*RENDER_PRESETS),
    "size": _size,
    "samples": _samples,
    "frames": _frames,
    "camera": _one_of(*CAMERA_PRESETS),
    "focal": _focal,
    "cast": _cast,
    "characters": _place,
    "bodies": _one_of(*BODY_CHOICES),
    "units": _one_of("auto", "m", "dm", "cm", "inch"),
    "up": _one_of("auto", "Y", "Z"),
    "fps": _rate,
    "lights": _one_of(*LIGHT_CHOICES),
    "stereo": _truth,
}
