# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of motion files, each in a module that is imported when it is needed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from ...foundation.errors import MotionError, UsageError
from ...foundation.number_files import peek_npz, read_npy_object
from ...foundation.pickled import read_pickle
from ...foundation.wording import some
from .form import Form, TellsSex

__all__ = ["ARRAYS", "FORM_NAMES", "find_form", "form_named", "form_of", "person_in", "sex_in"]

# Name -> the module that has it as FORM. In the order in which they are tried: the surest first.
_MODULES: dict[str, str] = {
    "smpl": "smpl",
    "mdm": "mdm",
    "interhuman-492": "interhuman",
    "interaction-262": "interaction",
    "features-263": "features",
    "joints": "joints",
}
FORM_NAMES: tuple[str, ...] = tuple(_MODULES)
ARRAYS = (".npy", ".npz", ".pkl", ".pickle", ".pt")
"""The extensions of files of arrays, in lower case; a file with any other is read as a BVH."""

_READERS: dict[str, Callable[[Path], object]] = {
    ".npy": read_npy_object,
    ".npz": peek_npz,
    ".pkl": read_pickle,
    ".pickle": read_pickle,
    ".pt": read_pickle,
}


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
    if suffix in _READERS:
        _READERS[suffix](path)  # where it is damaged, or would run a program, that is what is said
    titles = "; ".join(form.title for form in forms if suffix in form.extensions)
    raise MotionError(
        f"not one of the known forms of {suffix or 'nameless'} files ({titles or 'there is none'})", path=path
    )


def form_of(path: Path, name: str = "auto") -> Form | None:
    """Return the form of a motion file; None for a BVH.

    Args:
        path: The file.
        name: The form's name where it is known; ``auto``: as name and contents tell.

    Raises:
        MotionError: the file cannot be read, or none of the forms is its.
        UsageError: there is no form of that name.
    """
    if name == "bvh" or (name == "auto" and path.suffix.lower() not in ARRAYS):
        return None
    return find_form(path) if name == "auto" else form_named(name)


def sex_in(path: Path, name: str, person: str) -> str | None:
    """Return ``male`` or ``female`` if a motion file says it, else None; also if it cannot be read.

    Args:
        path: The file.
        name: The form's name, as for `form_of`.
        person: Which person of the file.
    """
    try:
        form = form_of(path, name)
        return form.sex(path, person_in(form, path, person)) if isinstance(form, TellsSex) else None
    except MotionError:  # told when it is read for its motion
        return None


def person_in(form: Form, path: Path, person: str) -> str:
    """Return which person of a file is meant: by name, or by number from 1.

    Raises:
        MotionError: the file cannot be read, or does not hold that person.
    """
    people = form.people(path)
    if person in people:
        return person
    if not person and len(people) > 1:
        return people[0]
    number = int(person) if person.isdecimal() and len(person) < 6 else 0
    if 1 <= number <= len(people):
        return people[number - 1]
    names = some([each or "one" for each in people])
    raise MotionError(f"there is no person {person!r} in this file; it holds {names}", path=path)
