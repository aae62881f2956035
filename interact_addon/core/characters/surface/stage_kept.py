# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras see of a fitted person as arrays, of the cache or of a file that the person is in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...camera.stage import PARTS
from ...foundation.number_files.kept_arrays import KeptArrays
from .kept import dense, load_kept, save_kept, sparse
from .stage_person import RestPerson

__all__ = ["load_rest", "rest_arrays", "rest_of", "save_rest"]

_KIND = "stage"
_PLAIN = ("part", "radii", "of_head", "of_hands", "look")


def load_rest(fitted: Path, bones: int) -> RestPerson | None:
    """Inverse of `save_rest`; None if nothing is kept, or nothing usable.

    Args:
        fitted: The person's file.
        bones: How many bones the person has.
    """
    return load_kept(fitted, _KIND, lambda data: rest_of(data, bones))


def save_rest(fitted: Path, rest: RestPerson) -> bool:
    """Keep a person at rest; return whether that could be done.

    Args:
        fitted: The person's file.
        rest: The person at rest.
    """
    return save_kept(fitted, _KIND, rest_arrays(rest))


def rest_arrays(rest: RestPerson) -> dict[str, Any]:
    """Return arrays, most of which are short, that are a person at rest."""
    arrays = {name: getattr(rest, name) for name in _PLAIN}
    return {**arrays, **sparse(rest.rows), "head": np.array(rest.head), "parts": np.array(PARTS)}


def rest_of(arrays: KeptArrays, bones: int) -> RestPerson | None:
    """Inverse of `rest_arrays`; None if it is of another number of bones, or of an older version.

    What is damaged raises one of `BROKEN`.
    """
    part = arrays.numbers("part", None, whole=True)
    radii = arrays.numbers("radii", None, 2)
    head = int(arrays.numbers("head", whole=True))
    rows = dense(arrays, (len(part) + 2 * len(radii) + 4, 4 * bones))
    fits = tuple(arrays["parts"].tolist()) == PARTS and 0 <= head < bones
    if not fits or rows is None or (part.size and not 0 <= part.min() <= part.max() < len(PARTS)):
        return None
    return RestPerson(
        rows=rows,
        part=part,
        radii=radii,
        of_head=arrays.switches("of_head", len(radii)),
        of_hands=arrays.switches("of_hands", len(radii)),
        head=head,
        look=arrays.numbers("look", 3),
    )
