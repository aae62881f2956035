# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what cameras see of a fitted person beside the person's own file in the cache.

That file is named by all that the person depends on: hair, clothes, size, and the code of this folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ...camera.stage import PARTS
from ...foundation.pickled.fault import BROKEN
from ..fitting.cache import save_arrays
from .stage_person import RestPerson

__all__ = ["load_rest", "rest_arrays", "rest_of", "save_rest"]

_PLAIN = ("part", "radii", "of_head", "of_hands", "look")


def load_rest(fitted: Path, bones: int) -> RestPerson | None:
    """Inverse of `save_rest`; None if nothing is kept, or nothing usable.

    Args:
        fitted: The person's file.
        bones: How many bones the person has.
    """
    try:
        with np.load(_beside(fitted), allow_pickle=False) as data:
            return rest_of(data, bones)
    except (OSError, *BROKEN):
        return None


def save_rest(fitted: Path, rest: RestPerson) -> bool:
    """Keep a person at rest; return whether that could be done.

    Args:
        fitted: The person's file.
        rest: The person at rest.
    """
    return save_arrays(_beside(fitted), rest_arrays(rest))


def rest_arrays(rest: RestPerson) -> dict[str, Any]:
    """Return arrays, most of which are short, that are a person at rest."""
    at = np.flatnonzero(rest.rows)  # most weights are 0
    arrays = {name: getattr(rest, name) for name in _PLAIN}
    arrays |= {"at": at.astype(np.int32), "values": rest.rows.reshape(-1)[at], "head": np.array(rest.head)}
    return arrays | {"shape": np.array(rest.rows.shape), "parts": np.array(PARTS)}


def rest_of(arrays: Mapping[str, Any], bones: int) -> RestPerson | None:
    """Inverse of `rest_arrays`; None if it is of another number of bones, or of an older version.

    What is damaged raises one of `BROKEN`.
    """
    plain = {name: arrays[name] for name in _PLAIN}
    count, capsules, head = len(plain["part"]), len(plain["radii"]), int(arrays["head"])
    rows = np.zeros((count + 2 * capsules + 4, 4 * bones), np.float32)
    rows.reshape(-1)[arrays["at"]] = arrays["values"]
    fits = tuple(arrays["shape"]) == rows.shape and tuple(arrays["parts"].tolist()) == PARTS
    return RestPerson(rows=rows, head=head, **plain) if fits and 0 <= head < bones else None


def _beside(fitted: Path) -> Path:
    return fitted.with_name(f"{fitted.stem}.stage.npz")
