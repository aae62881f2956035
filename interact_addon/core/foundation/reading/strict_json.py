# SPDX-License-Identifier: GPL-3.0-or-later
"""Read JSON that anything can have happened to: types, ranges, depth and size are checked.

A file's form is a dataclass. The types of its fields are checked exactly, nothing is converted (no number for
a text, no ``1.5`` for a whole number, no ``true`` for 1); ranges are checked in its ``__post_init__``, which
raises a `ValueError` or an `InteractError`.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Callable
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from ..errors import InputError, InteractError, WorkError
from .plain_file import read_plain

if TYPE_CHECKING:
    import cattrs

__all__ = ["parse_json", "read_json", "read_table", "structured"]

_T = TypeVar("_T")
Hook = Callable[[Any, Any], Any]
_MOST_BYTES = 1 << 26
_DEEPEST = 40
_DIGITS = 19  # of numbers of 64 bits
_LARGEST = (1 << 63) - 1
_LEAST = -_LARGEST
_MOST_FAULTS = 3
_INSTALL = "Install the extension from its zip, which brings it; in a plain Python: pip install cattrs"
_SHOWN = 40
_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, LookupError, ArithmeticError, RecursionError)


def read_json(
    path: Path,
    form: type[_T],
    what: str,
    *,
    error: type[InputError] = InputError,
    cure: str | None = None,
    most_bytes: int = _MOST_BYTES,
    follow: bool = True,
) -> _T:
    """Return what a JSON file says, in its form.

    Args:
        path: The file.
        form: A dataclass, or a type such as ``dict[str, int]``. Names that a dataclass lacks are ignored.
        what: What it is, for messages: "the record".
        error: What is raised.
        cure: What the user can do about it.
        most_bytes: A larger file is not read.
        follow: Whether the path may be a link.

    Raises:
        InputError: of the kind ``error``; the file cannot be read, or is not in this form.
    """
    text = _text(path, what, error, cure, most_bytes, follow)
    try:
        return structured(parse_json(text), form)
    except ValueError as fault:
        raise error(f"{what} is damaged: {fault}", path=path, cure=cure) from None


def read_table(path: Path, what: str, *, follow: bool = True) -> dict[str, Any]:
    """Return the table that a JSON file holds, as :func:`parse_json` does, without a form.

    Raises:
        InputError: the file cannot be read, or holds no such table.
    """
    text = _text(path, what, InputError, None, _MOST_BYTES, follow)
    try:
        values = parse_json(text)
        if type(values) is dict:
            return values
        fault: object = f"{_shown(values)} is not a table"
    except ValueError as damage:
        fault = damage
    raise InputError(f"{what} is damaged: {fault}", path=path)


def _text(
    path: Path, what: str, error: type[InputError], cure: str | None, most_bytes: int, follow: bool
) -> str:
    try:
        return read_plain(path, most_bytes=most_bytes, follow=follow).decode("utf-8")
    except UnicodeDecodeError:
        raise error(f"{what} is damaged: it is not text in UTF-8", path=path, cure=cure) from None
    except (OSError, ValueError) as fault:  # ValueError: a name with a zero byte
        reason = getattr(fault, "strerror", None) or fault
        raise error(f"{what} cannot be read ({reason})", path=path, cure=cure) from fault


def parse_json(text: str) -> Any:
    """Return what JSON says: finite numbers of at most 64 bits, no zero characters, not nested without end.

    Raises:
        ValueError: it is not such JSON, with the reason as a clause.
    """
    if "\\u0000" in text and _ZERO.search(text):
        raise ValueError("a text in it has a zero character")
    try:
        values = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as fault:
        raise ValueError(f"it is not JSON (line {fault.lineno}: {fault.msg})") from None
    except ValueError as fault:
        if "digits" in str(fault):  # Python's own limit, before which long ones take no time
            raise ValueError("a number in it is too large") from None
        raise
    level = [values]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for each in level:
            kind = type(each)
            if kind is dict:
                below += each.values()
            elif kind is list:
                below += each
            elif kind is int and not _LEAST <= each <= _LARGEST:
                raise ValueError(f"{str(each)[:_DIGITS]}... is too large a number")
        if not below:
            return values
        level = below
    raise ValueError("it is nested too deeply")


def structured(values: object, form: type[_T]) -> _T:
    """Return JSON-ready values in a form.

    Raises:
        ValueError: they are not in it, with the reason as a clause.
        WorkError: the module that does it is missing.
    """
    try:
        import cattrs  # only here: what reads no such file needs no third-party module
    except ImportError as missing:
        raise WorkError("the Python module cattrs is missing", cure=_INSTALL) from missing

    try:
        return _converter(False).structure(values, form)
    except (*_FAULTS, InteractError):
        pass  # once more, slowly, to say where
    try:
        return _converter(True).structure(values, form)
    except (cattrs.BaseValidationError, *_FAULTS, InteractError) as fault:
        said = cattrs.transform_error(fault, format_exception=_said)[:_MOST_FAULTS]
        raise ValueError("; ".join(said)) from None


@functools.cache
def _converter(detailed: bool) -> cattrs.Converter:
    import cattrs  # only here, as above
    from cattrs.cols import (  # only here, as above
        homogenous_tuple_structure_factory,
        is_mapping,
        is_sequence,
        list_structure_factory,
        mapping_structure_factory,
    )
    from cattrs.gen import make_dict_structure_fn  # only here, as above

    converter = cattrs.Converter(detailed_validation=detailed)

    def listed(form: Any, _: Any = None) -> Hook:
        return _guarded(list_structure_factory(form, converter), list, "a list")

    def fixed(form: Any, _: Any = None) -> Hook:
        return _guarded(homogenous_tuple_structure_factory(form, converter), list, "a list")

    def mapped(form: Any, _: Any = None) -> Hook:
        return _guarded(mapping_structure_factory(form, converter), dict, "a table")

    def table(form: Any, _: Any = None) -> Hook:
        made = make_dict_structure_fn(form, converter, _cattrs_detailed_validation=detailed)
        return _guarded(made, dict, "a table")

    converter.register_structure_hook_factory(is_dataclass, table)
    converter.register_structure_hook_factory(is_sequence, listed)
    converter.register_structure_hook_factory(_is_homogenous_tuple, fixed)
    converter.register_structure_hook_factory(is_mapping, mapped)
    for kind, name in ((int, "a whole number"), (str, "a text"), (bool, "true or false")):
        converter.register_structure_hook(kind, _exactly(kind, name))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(Path, lambda value, _: Path(_exactly(str, "a text")(value, str)))
    return converter


def _is_homogenous_tuple(form: Any) -> bool:
    return get_origin(form) is tuple and get_args(form)[1:] == (...,)


def _guarded(inner: Hook, kind: type, name: str) -> Hook:
    """Let a hook see only what is of the right kind: to Python a text is a sequence, too."""

    def hook(value: Any, form: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"{_shown(value)} is not {name}")
        return inner(value, form)

    return hook


def _exactly(kind: type, name: str) -> Hook:
    def hook(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{_shown(value)} is not {name}")
        return value

    return hook


def _number(value: Any, _: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise TypeError(f"{_shown(value)} is not a number")
    return float(value)


def _shown(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _said(fault: BaseException, _: object = None) -> str:
    if isinstance(fault, KeyError):
        return f"{fault.args[0]!r} is missing"
    return fault.message if isinstance(fault, InteractError) else str(fault)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:_SHOWN]} is not a finite number")
    return number


def _refused(text: str) -> float:
    raise ValueError(f"{text} is not a finite number")


# One for all. Whole numbers are read by C and their sizes checked afterwards, in a tenth of the time.
_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refused)
