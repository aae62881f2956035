# SPDX-License-Identifier: GPL-3.0-or-later
"""Fit the built-in people that an import needs, in the background, so that the window stays responsive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from ...core.characters import fitted_character
from ...core.foundation.errors import CancelledError, InteractError
from ...core.performance.loose_files import find_performance_files, key_in
from ...core.performance.read import common_up, people_in, read_body
from .default_character import cast_default_characters
from .import_options import ImportOptions

__all__ = ["fit_ahead"]

# The motion, the actor's id or the file's name, the sex, which person of the file.
_Person = tuple[Path, str, str | None, str]


def fit_ahead(
    paths: Sequence[Path],
    options: ImportOptions,
    rate: Fraction,
    *,
    whole: bool,
    on_step: Callable[[float, str], None] = lambda share, text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Fit built-in people to motions, so that the import finds them in the cache.

    This does not use Blender's data and can run in a thread. Errors in the files are reported by the import
    itself.

    Args:
        paths: The files.
        options: The import's options.
        rate: The scene's frames per second.
        whole: Whether they are files of whole performances; else each is a motion.
        on_step: Called with the completed share, from 0 to 1, and a text about the next step.
        cancelled: Called between people; returns whether to stop.

    Returns:
        How many people were fitted.

    Raises:
        CancelledError: ``cancelled`` returned true.
    """
    people = _performers(paths) if whole else _motions(paths)
    looks = cast_default_characters([(name, sex) for _, name, sex, _ in people], options.look)
    file_rate = None if options.adopt_rate else rate
    up = common_up([path for path, _, _, _ in people], options.reading)
    fitted = 0
    for number, ((path, _, _, person), look) in enumerate(zip(people, looks, strict=True)):
        if look is None:
            continue
        if cancelled():
            raise CancelledError("importing was cancelled")
        on_step(number / len(people), f"Fitting {look.id.capitalize()} to {path.stem}")
        try:
            motion, _ = read_body(path, file_rate, options.reading, up, person=person)
            file_rate = file_rate or motion.rate
            fitted_character(look, motion, cache=options.cache)
        except InteractError:
            continue
        fitted += 1
    if cancelled():
        raise CancelledError("importing was cancelled")
    return fitted


def _performers(paths: Sequence[Path]) -> list[_Person]:
    found, _ = find_performance_files(paths)
    return [(parts.body, parts.actor_id, parts.sex, "") for parts in found if parts.body is not None]


def _motions(paths: Sequence[Path]) -> list[_Person]:
    people: list[_Person] = []
    for path in paths:
        key = key_in(path)
        with suppress(InteractError):  # the import reports it
            for person in people_in(path):
                name = f"{path.stem} {person}".rstrip() if key is None else key.actor
                people.append((path, name, None, person))
    return people
