# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as JSON-ready values, for requests, job manifests and records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from ..foundation.errors import UsageError
from .fields import default_of, nested_of, spec_of

__all__ = ["from_json", "to_json"]

_T = TypeVar("_T")


def to_json(tree: Any) -> dict[str, Any]:
    """An options object as JSON-ready values. New options at their defaults are left out."""
    values: dict[str, Any] = {}
    for declared in fields(tree):
        value, spec, inner = getattr(tree, declared.name), spec_of(declared), nested_of(declared)
        if inner is not None:
            values |= to_json(value) if inner.inline else {declared.name: to_json(value)}
        elif spec is not None and not (spec.new and value == default_of(declared)):
            values[declared.name] = None if value is None else spec.kind.to_json(value)
    return values


def from_json(options: type[_T], values: Mapping[str, Any], *, alone: bool = False) -> _T:
    """Inverse of :func:`to_json`; what is not there is at its default.

    Args:
        options: The options' class.
        values: The values.
        alone: Whether nothing but these options is in ``values``: then an unknown name is an error, which
            can only be of a newer version.

    Raises:
        UsageError: a value is invalid, or an option unknown.
    """
    if not isinstance(values, Mapping):
        raise UsageError(f"invalid options {values!r:.40}: not a table of values")
    made: dict[str, Any] = {}
    for declared in fields(options):  # type: ignore[arg-type]  # every options class is a dataclass
        spec, inner = spec_of(declared), nested_of(declared)
        if inner is not None and inner.inline:
            made[declared.name] = from_json(inner.options, values)
        elif inner is not None and declared.name in values:
            made[declared.name] = from_json(inner.options, values[declared.name], alone=True)
        elif spec is not None and declared.name in values:
            value = values[declared.name]
            kept = value is None and default_of(declared) is None
            made[declared.name] = None if kept else spec.kind.from_json(declared.name, value)
    if alone and (unknown := [*values.keys() - {declared.name for declared in fields(options)}]):  # type: ignore[arg-type]
        raise UsageError(f"unknown option {min(unknown)!r}", cure="Use the same version on all machines")
    return options(**made)
