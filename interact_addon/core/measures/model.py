# SPDX-License-Identifier: GPL-3.0-or-later
"""What a measure is, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .performed import Performed

__all__ = ["Measure", "Measured", "Measurer"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Attributes:
        id: Its name on the command line, in JSON and CSV, such as ``foot_skating``.
        title: Its name in tables, such as ``Foot skating``.
        unit: Such as ``mm``, ``%``, ``m/s3``, or "" for a plain number.
        definition: How it is computed, with its thresholds, in a sentence or two.
        source: Who defined it: a paper or a repository with its commit, or ``ours``.
        better: Whether ``low`` or ``high`` values are better, or ``none`` of them.
        about: Whether it is of one ``actor``, of a ``pair`` or of the whole ``scene``.
    """

    id: str
    title: str
    unit: str
    definition: str
    source: str
    better: Literal["low", "high", "none"]
    about: Literal["actor", "pair", "scene"]


@dataclass(frozen=True, eq=False)
class Measured:
    """One value.

    Attributes:
        measure: The measure's id.
        who: The actor's id, or those of a pair, as in ``001`` or ``001+002``; ``""`` for the scene.
        value: In the measure's unit; None where it cannot be measured.
        why: Why it cannot, what the value leaves out, or where it is worst, or "".
        frame: The worst frame, counted from 0 at the scene's rate, or None.
        series: (F,) the value in each frame, for plots, or None; NaN in frames that have none.
    """

    measure: str
    who: str
    value: float | None
    why: str = ""
    frame: int | None = None
    series: NDArray[np.float64] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Measurer:
    """A function that computes one or several measures.

    Attributes:
        measures: What it computes.
        run: Takes a scene and its source, which is None but for measures that compare two versions, and
            returns the values.
        compares: Whether it needs a source.
    """

    measures: tuple[Measure, ...]
    run: Callable[[Performed, Performed | None], list[Measured]]
    compares: bool = False
