# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``results.npy`` of MDM and of models built on it: joints of many people, with texts and lengths.

A pickled dict: ``motion`` (N, 22, 3, T), ``text`` (N), ``lengths`` (N), ``num_samples``, ``num_repetitions``;
row ``repetition * num_samples + sample``. priorMDM's two people are ``motion`` and ``other_motion``, and its
lengths count a row that is not there. (GuyTevet/motion-diffusion-model and priorMDM/priorMDM, sample/*.py.)
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.number_files import read_npy_object
from ...foundation.pickled import read_pickle

__all__ = ["Results", "Sample", "read_results"]

_BODY = 22
_JOINTS = (_BODY, 24)  # HumanAct12's and UESTC's have SMPL's hands, too
_KIT = 21


@dataclass(frozen=True, slots=True)
class Sample:
    """One row.

    Attributes:
        name: Such as ``sample0_rep2``, as MDM names its movies.
        row: Its index.
        text: What was asked for; may be empty.
        frames: Its length.
        people: The names of those in it: ``sample0_rep2``, or with two ``sample0_rep2_p1`` and ``..._p2``.
    """

    name: str
    row: int
    text: str
    frames: int
    people: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Results:
    """What a file holds.

    Attributes:
        path: The file.
        samples: By row.
        motions: One or two arrays (N, 22 or 24, 3, T): metres, Y up.
    """

    path: Path
    samples: tuple[Sample, ...]
    motions: tuple[NDArray, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """The names of all people in it."""
        return tuple(name for sample in self.samples for name in sample.people)

    def find(self, person: str) -> tuple[Sample, int]:
        """Return a person's sample and which of the motions; the first person's where ``person`` is empty.

        Raises:
            MotionError: there is no such person.
        """
        found = self._places.get(person or self.people[0])
        if found is None:
            raise MotionError(f"there is no {person} in these results", path=self.path)
        return found

    @functools.cached_property
    def _places(self) -> dict[str, tuple[Sample, int]]:
        return {name: (sample, n) for sample in self.samples for n, name in enumerate(sample.people)}

    def joints(self, sample: Sample, which: int) -> NDArray:
        """Return (frames, 22, 3), as they are in the file."""
        rows: NDArray = self.motions[which][sample.row, :_BODY, :, : sample.frames]
        return rows.transpose(2, 0, 1)


def read_results(path: Path) -> Results:
    """Read a file of results; the last one is kept, since each of its people is read on its own.

    Raises:
        MotionError: the file cannot be read, or holds something else.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise MotionError(f"the results cannot be read ({reason})", path=path) from fault
    return _read(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1)
def _read(path: Path, _changed: int, _size: int) -> Results:
    values: Any = read_npy_object(path) if path.suffix.lower() == ".npy" else read_pickle(path)
    if not isinstance(values, dict) or "motion" not in values:
        raise MotionError("not results of MDM: there is no motion in it", path=path)
    motions = [_motion(values["motion"], "motion", path)]
    if values.get("other_motion") is not None:
        motions.append(_motion(values["other_motion"], "other_motion", path))
        if motions[1].shape != motions[0].shape:
            text = f"motion {motions[0].shape} and other_motion {motions[1].shape} are not of one shape"
            raise MotionError(text, path=path)
    count, most = motions[0].shape[0], motions[0].shape[3]
    lengths = _lengths(values.get("lengths"), count, most, path) - (len(motions) - 1)
    texts = _texts(values.get("text"), count)
    across = _across(values, count)
    samples = []
    for row in range(count):
        name = f"sample{row % across}_rep{row // across}"
        frames = min(int(lengths[row]), most)
        if frames < 1:
            raise MotionError(f"{name} has the length {lengths[row]}", path=path)
        people = (name,) if len(motions) == 1 else (f"{name}_p1", f"{name}_p2")
        samples.append(Sample(name, row, texts[row], frames, people))
    return Results(path, tuple(samples), tuple(motions))


def _motion(value: object, name: str, path: Path) -> NDArray:
    array = np.asarray(value) if isinstance(value, np.ndarray) else np.empty(0)
    if array.ndim != 4 or array.shape[2] != 3 or not array.size or array.dtype.kind not in "fiu":
        text = f"{name} is no array (people, {_BODY} joints, 3, frames)"
        raise MotionError(f"{text}, but {array.shape}" if array.size else text, path=path)
    if array.shape[1] == _KIT:
        raise MotionError(
            f"{name} has the {_KIT} joints of KIT's people, which are not read",
            path=path,
            cure="Use a model trained on HumanML3D, whose people have 22",
        )
    if array.shape[1] not in _JOINTS:
        raise MotionError(f"{name} has {array.shape[1]} joints, not {_BODY}", path=path)
    return array


def _lengths(value: object, count: int, most: int, path: Path) -> NDArray[np.int64]:
    """Return (N,) lengths; where there are none, all frames."""
    if value is None:
        return np.full(count, most, dtype=np.int64)
    try:
        lengths = np.asarray(value, dtype=np.float64).reshape(-1)
    except (ValueError, TypeError):
        lengths = np.empty(0)
    if len(lengths) < count or not (np.abs(lengths) < 2**31).all():
        raise MotionError(f"lengths are not {count} numbers", path=path)
    return lengths[:count].astype(np.int64)


def _texts(value: object, count: int) -> list[str]:
    given = value.tolist() if isinstance(value, np.ndarray) else value
    texts = (
        [given] * count if isinstance(given, str) else list(given) if isinstance(given, list | tuple) else []
    )
    words = [" ".join(each.split()) if isinstance(each, str) else "" for each in texts[:count]]
    return words + [""] * (count - len(words))


def _across(values: dict[str, Any], count: int) -> int:
    """Return how many samples one repetition has."""
    samples, repeats = values.get("num_samples"), values.get("num_repetitions")
    if isinstance(samples, int) and isinstance(repeats, int) and samples > 0 and samples * repeats == count:
        return samples
    return count
