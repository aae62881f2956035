# SPDX-License-Identifier: GPL-3.0-or-later
"""A skeleton and its motion, in Blender's world: metres, Z up, right-handed.

A skeleton has no rest rotations: as in a BVH file, at rest every joint's axes are the world's, and a joint's
position is its parent's plus an offset.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import UsageError
from ..foundation.timing import frames_to_seconds
from .bone_names import Naming, identify
from .rotations import continuous, slerp

if TYPE_CHECKING:
    from .bvh.origin import Origin

__all__ = ["Motion", "Skeleton"]


def _frozen(array: object, dtype: type) -> NDArray:
    out: NDArray = np.ascontiguousarray(array, dtype=dtype)
    if out is array and not out.flags.writeable:
        return out
    out = out.view()
    out.flags.writeable = False
    return out


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The joints of one actor at rest. Parents come before their children; names are distinct.

    Attributes:
        names: The joints' names, J of them.
        parents: (J,) int32, the parent's index; -1 for a root.
        offsets: (J, 3) metres, from the parent's head at rest; a root's rest position in the world.
        end_offsets: (J, 3) metres, from the joint to its End Site; NaN rows if there is none.
        roles: Role to joint name, as the user gives them; `naming` adds what the names say.

    Raises:
        UsageError: the shapes disagree, a name occurs twice, or a child comes before its parent.
    """

    names: tuple[str, ...]
    parents: NDArray[np.int32]
    offsets: NDArray[np.float64]
    end_offsets: NDArray[np.float64]
    roles: Mapping[str, str] = field(default_factory=dict)
    _indices: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = tuple(self.names)
        count = len(names)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "parents", _frozen(self.parents, np.int32))
        object.__setattr__(self, "offsets", _frozen(self.offsets, np.float64))
        object.__setattr__(self, "end_offsets", _frozen(self.end_offsets, np.float64))
        object.__setattr__(self, "_indices", {name: j for j, name in enumerate(names)})
        if self.parents.shape != (count,) or {self.offsets.shape, self.end_offsets.shape} != {(count, 3)}:
            raise UsageError(f"the arrays of a skeleton do not fit its {count} names")
        if len(self._indices) != count:
            raise UsageError("two joints of a skeleton have the same name")
        if np.any(self.parents >= np.arange(count)) or np.any(self.parents < -1):
            raise UsageError("a joint of a skeleton comes before its parent")

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self._indices

    def index(self, name: str) -> int:
        """Return the index of the joint called ``name``.

        Raises:
            UsageError: there is none.
        """
        try:
            return self._indices[name]
        except KeyError:
            raise UsageError(f"there is no joint called {name!r}") from None

    def children(self, joint: int) -> NDArray[np.int32]:
        """Return the indices of a joint's children, in order."""
        return np.flatnonzero(self.parents == joint).astype(np.int32)

    @cached_property
    def naming(self) -> Naming:
        """What the joints are: their roles in the body, as the user gives them, else by their names."""
        return identify(self.names, self.parents.tolist(), self.roles)

    @cached_property
    def levels(self) -> tuple[NDArray[np.int32], ...]:
        """The joints by depth: the roots, their children, and so on."""
        depth = np.zeros(len(self.names), dtype=np.int32)
        for joint, parent in enumerate(self.parents.tolist()):
            if parent >= 0:
                depth[joint] = depth[parent] + 1
        deepest = int(depth.max(initial=-1))
        return tuple(np.flatnonzero(depth == d).astype(np.int32) for d in range(deepest + 1))

    def rest_positions(self) -> NDArray[np.float64]:
        """Return (J, 3) metres, the positions of the joints at rest, in the world."""
        out = self.offsets.copy()
        for level in self.levels[1:]:
            out[level] += out[self.parents[level]]
        return out

    def scaled(self, factor: float) -> Skeleton:
        """Return the skeleton with all its lengths multiplied."""
        return replace(self, offsets=self.offsets * factor, end_offsets=self.end_offsets * factor)

    def content_hash(self) -> str:
        """Return 64 hexadecimal digits that are equal for equal names, parents, offsets and given roles."""
        digest = hashlib.sha256()
        digest.update("\0".join(self.names).encode("utf-8", "surrogatepass"))
        digest.update(self.parents.astype("<i4").tobytes())
        for array in (self.offsets, self.end_offsets):
            # Adding zero makes -0.0 equal to 0.0; every NaN gets the same bits.
            digest.update(np.where(np.isnan(array), np.nan, array + 0.0).astype("<f8").tobytes())
        for role, name in sorted(self.roles.items()):
            digest.update(f"{role}\0{name}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Motion:
    """An animation of a skeleton.

    Attributes:
        skeleton: The joints at rest.
        rotations: (F, J, 4) unit quaternions (w, x, y, z), each joint's relative to its parent's axes,
            sign-continuous along the frames.
        moving: (P,) int32, the joints that also translate, normally the roots.
        positions: (F, P, 3) metres, their translation from the parent, which replaces the offset; a root's is
            its position in the world.
        rate: Frames per second.
        origin: The layout of the file it came from, or None if it did not come from a file.

    Raises:
        UsageError: the shapes disagree, or the rate is not positive.
    """

    skeleton: Skeleton
    rotations: NDArray[np.float64]
    moving: NDArray[np.int32]
    positions: NDArray[np.float64]
    rate: Fraction
    origin: Origin | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "rotations", _frozen(self.rotations, np.float64))
        object.__setattr__(self, "moving", _frozen(self.moving, np.int32))
        object.__setattr__(self, "positions", _frozen(self.positions, np.float64))
        object.__setattr__(self, "rate", Fraction(self.rate))
        joints = len(self.skeleton)
        if self.rotations.ndim != 3 or self.rotations.shape[1:] != (joints, 4):
            raise UsageError(f"rotations of shape {self.rotations.shape} do not fit {joints} joints")
        if self.moving.ndim != 1 or self.positions.shape != (self.frames, len(self.moving), 3):
            raise UsageError(f"positions of shape {self.positions.shape} do not fit {self.frames} frames")
        if np.any((self.moving < 0) | (self.moving >= joints)):
            raise UsageError("a moving joint is not one of the skeleton's")
        if self.rate <= 0:
            raise UsageError(f"invalid frame rate {self.rate}: must be positive")

    @property
    def frames(self) -> int:
        """The number of frames, F."""
        return int(self.rotations.shape[0])

    @property
    def seconds(self) -> float:
        """The duration: frames / rate."""
        return frames_to_seconds(self.frames, self.rate)

    def scaled(self, factor: float) -> Motion:
        """Return the motion of a body that is larger by a factor, with its path; no file has it."""
        larger = self.skeleton.scaled(factor)
        return replace(self, skeleton=larger, positions=self.positions * factor, origin=None)

    def sliced(self, start: int, stop: int) -> Motion:
        """Return the frames ``start`` to ``stop`` - 1, counted from 0, as a new motion (a view).

        Raises:
            UsageError: they are not frames of this motion, or none.
        """
        if not 0 <= start < stop <= self.frames:
            raise UsageError(f"frames {start} to {stop} are not within the {self.frames} frames")
        return replace(self, rotations=self.rotations[start:stop], positions=self.positions[start:stop])

    def resampled(self, rate: Fraction) -> Motion:
        """Return the motion at another rate: the frames nearest to the same duration, the first one kept.

        Rotations are interpolated spherically, positions linearly; past the last frame the pose is held.

        Raises:
            UsageError: the rate is not positive.
        """
        rate = Fraction(rate)
        if rate <= 0:
            raise UsageError(f"invalid frame rate {rate}: must be positive")
        if rate == self.rate or self.frames == 0:
            return replace(self, rate=rate)
        count = max(1, round(self.frames * rate / self.rate))
        step = self.rate / rate
        # Integer arithmetic: which frames coincide with a source frame must not depend on rounding.
        numerators = np.arange(count, dtype=np.int64) * step.numerator
        lower = np.minimum(numerators // step.denominator, self.frames - 1)
        upper = np.minimum(lower + 1, self.frames - 1)
        t = (numerators % step.denominator) / step.denominator
        if not t.any():
            return replace(self, rotations=self.rotations[lower], positions=self.positions[lower], rate=rate)
        rotations = slerp(self.rotations[lower], self.rotations[upper], t[:, None])
        positions = (1 - t)[:, None, None] * self.positions[lower] + t[:, None, None] * self.positions[upper]
        return replace(self, rotations=continuous(rotations), positions=positions, rate=rate)
