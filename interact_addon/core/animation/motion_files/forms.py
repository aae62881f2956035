# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of motion files, each in a module that is imported when it is needed."""

from __future__ import annotations

import importlib
from pathlib import Path

from ...foundation.errors import MotionError, UsageError
from .form import Form

__all__ = ["FORM_NAMES", "find_form", "form_named"]

# Name -> the module that has it as FORM. In the order in which they are tried: the surest first.
_MODULES: dict[str, str] = {"smpl": "smpl"}
FORM_NAMES: tuple[str, ...] = tuple(_MODULES)


def form_named(name: str) -> Form:
    """Return a form.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in _MODULES:
        raise UsageError(
            f"unknown form of motion file {name!r}", cure=f"It is one of bvh, {', '.join(FORM_NAMES)}"
        )
    form: Form = importlib.import_module(f".{_MODULES[name]}", __package__).FORM
    return form


def find_form(path: Path) -> Form:
    """Return the form that a file has, by its name and contents.

    Raises:
        MotionError: the file cannot be read, or none of the forms is its.
    """
    suffix = path.suffix.lower()
    forms = [form_named(name) for name in FORM_NAMES]
    for form in forms:
        if suffix in form.extensions and form.recognises(path):
            return form
    titles = "; ".join(form.title for form in forms if suffix in form.extensions)
    raise MotionError(
        f"not one of the known forms of {suffix or 'nameless'} files ({titles or 'there is none'})", path=path
    )
