# SPDX-License-Identifier: GPL-3.0-or-later
"""Where bones are that hang on controls by constraints: all frames at once, without Blender.

Between the controls of a rig are bones that nobody sees: they copy controls, take shares of their rotation,
or switch between parents. A control's own value is relative to them, so that they must be known. The rules
are those of Blender's manual (Animation & Rigging > Constraints); a constraint of partial influence blends
its result with what was there before in the world. Scale is left out: nothing of a performance has any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..retarget.rig import TargetRig
from ..rotations import quaternion_conjugate, quaternion_multiply, quaternion_rotate, shortest_arc, slerp

__all__ = ["Link", "Mechanism", "PosedMechanism"]

Array = NDArray[np.float64]
IDENTITY = np.array([1.0, 0.0, 0.0, 0.0])

_COPIES = ("COPY_TRANSFORMS", "COPY_ROTATION", "COPY_LOCATION")
_AIMS = ("STRETCH_TO", "DAMPED_TRACK")
_IDLE = ("COPY_SCALE", "LIMIT_SCALE", "MAINTAIN_VOLUME")


@dataclass(frozen=True, slots=True)
class Link:
    """One constraint of a bone, on bones of the same armature.

    Attributes:
        kind: Blender's type, such as ``COPY_TRANSFORMS``.
        targets: Bone index and weight; only ``ARMATURE`` has several.
        influence: More than 0, at most 1.
        local: Whether it copies what the target does relative to its parent, instead of where it is.
        along: Where on the target, from 0, its head, to 1, its tail.
        plain: Whether it simply replaces, on all axes.
    """

    kind: str
    targets: tuple[tuple[int, float], ...]
    influence: float = 1.0
    local: bool = False
    along: float = 0.0
    plain: bool = True

    @property
    def carries(self) -> bool:
        """Whether its one target alone decides how the bone rotates."""
        whole = self.influence > 0.999 and self.plain and not self.local and len(self.targets) == 1
        return whole and self.kind in ("COPY_TRANSFORMS", "COPY_ROTATION", "ARMATURE")


@dataclass(frozen=True)
class Mechanism:
    """The active constraints of a rig.

    Attributes:
        links: By bone, those with any influence, in their order.
        unturned: Bones that do not rotate with their parents.
        shifted_above: Bones whose location is in their parents' axes instead of their own.
    """

    links: Mapping[int, tuple[Link, ...]]
    unturned: frozenset[int] = frozenset()
    shifted_above: frozenset[int] = frozenset()

    def leads_to(self, rig: TargetRig, bone: int, control: int) -> bool:
        """Return whether a bone rotates with a control, over parents and copies."""
        seen: set[int] = set()
        while bone >= 0 and bone not in seen:
            if bone == control:
                return True
            seen.add(bone)
            carriers = [link.targets[0][0] for link in self.links.get(bone, ()) if link.carries]
            bone = carriers[-1] if carriers else int(rig.parents[bone])
        return False


@dataclass(eq=False)
class PosedMechanism:
    """A rig whose controls have given world rotations; all else follows.

    Rotations are from rest to posed, in the world.

    Attributes:
        rig: The bones at rest.
        mechanism: What they hang on.
        turned: By control, (F, 4) its world rotation.
        moved: By control, (F, 3) metres in the world by which it is moved.
        unknown: Bones that were asked for, whose constraints are of a kind that is not computed here.
    """

    rig: TargetRig
    mechanism: Mechanism
    turned: dict[int, Array]
    moved: dict[int, Array] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    _done: dict[int, tuple[Array, Array]] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)

    def at(self, bone: int) -> tuple[Array, Array]:
        """Return a bone's world rotation and head, (F, 4) and (F, 3), or without F if it is still."""
        if bone in self._done:
            return self._done[bone]
        if bone in self._open:  # bones that depend on each other: Blender too takes one as it was
            self.unknown.add(bone)
            return IDENTITY, self.rig.heads[bone]
        self._open.add(bone)
        now = self.held(bone)
        if bone in self.turned or bone in self.moved:
            now = self.turned.get(bone, now[0]), now[1] + self.moved.get(bone, 0.0)
        else:
            for link in self.mechanism.links.get(bone, ()):
                now = self._linked(bone, link, *now)
        self._open.discard(bone)
        self._done[bone] = now
        return now

    def local(self, bone: int) -> Array:
        """Return a bone's rotation relative to its parent, (F, 4) or (4,), in its own rest axes."""
        inner = quaternion_multiply(quaternion_conjugate(self.held(bone)[0]), self.at(bone)[0])
        rest = self.rig.rest[bone]
        return quaternion_multiply(quaternion_multiply(quaternion_conjugate(rest), inner), rest)

    def shift(self, bone: int, away: Array) -> Array:
        """Return the location value (F, 3) that moves a control by ``away`` (F, 3) metres in the world."""
        rest, parent = self.rig.rest, int(self.rig.parents[bone])
        axes = quaternion_multiply(self.held(bone)[0], rest[bone])
        if bone in self.mechanism.shifted_above:
            axes = quaternion_multiply(self.at(parent)[0], rest[parent]) if parent >= 0 else self.rig.axes
        return quaternion_rotate(quaternion_conjugate(axes), away) / self.rig.unit

    def held(self, bone: int) -> tuple[Array, Array]:
        """Return where a bone would be if it did nothing by itself."""
        heads, parent = self.rig.heads, int(self.rig.parents[bone])
        if parent < 0:
            return IDENTITY, heads[bone]
        rotation, head = self.at(parent)
        place = head + quaternion_rotate(rotation, heads[bone] - heads[parent])
        return (IDENTITY if bone in self.mechanism.unturned else rotation), place

    def _linked(self, bone: int, link: Link, rotation: Array, head: Array) -> tuple[Array, Array]:
        rig, kind = self.rig, link.kind
        if kind in _IDLE:
            return rotation, head
        new_rotation, new_head = rotation, head
        if kind == "ARMATURE" and len(link.targets) == 1:
            target = link.targets[0][0]
            moved, place = self.at(target)
            new_rotation = quaternion_multiply(moved, rotation)
            new_head = place + quaternion_rotate(moved, head - rig.heads[target])
        elif kind in _COPIES and len(link.targets) == 1 and (link.plain or self._idle(link)):
            if not link.plain:
                return rotation, head
            target = link.targets[0][0]
            if link.local:
                new_rotation, new_head = self._copied_local(bone, target)
            else:
                moved, place = self.at(target)
                # The bone takes the target's axes, also where the two rest in different ones.
                turn = quaternion_multiply(rig.rest[target], quaternion_conjugate(rig.rest[bone]))
                new_rotation = quaternion_multiply(moved, turn)
                new_head = place + quaternion_rotate(
                    moved, (rig.tails[target] - rig.heads[target]) * link.along
                )
            if kind == "COPY_ROTATION":
                new_head = head
            elif kind == "COPY_LOCATION":
                new_rotation = rotation
        elif kind in _AIMS and len(link.targets) == 1 and not link.local:
            target = link.targets[0][0]
            moved, place = self.at(target)
            goal = place + quaternion_rotate(moved, (rig.tails[target] - rig.heads[target]) * link.along)
            line = quaternion_rotate(rotation, rig.tails[bone] - rig.heads[bone])
            new_rotation = quaternion_multiply(shortest_arc(line, goal - head), rotation)
        else:
            self.unknown.add(bone)
            return rotation, head
        if link.influence < 0.999:
            share = np.full(np.broadcast_shapes(rotation.shape, new_rotation.shape)[:-1], link.influence)
            first, second = np.broadcast_arrays(rotation, new_rotation)
            new_rotation = slerp(first, second, share)
            new_head = head + link.influence * (new_head - head)
        return new_rotation, new_head

    def _idle(self, link: Link) -> bool:
        """Return whether a local copy of any mode changes nothing, because its target rests."""
        return link.local and all(
            target not in self.turned and not self.mechanism.links.get(target) for target, _ in link.targets
        )

    def _copied_local(self, bone: int, target: int) -> tuple[Array, Array]:
        held, place = self.held(bone)
        rest = self.rig.rest[bone]
        inner = quaternion_multiply(quaternion_multiply(rest, self.local(target)), quaternion_conjugate(rest))
        return quaternion_multiply(held, inner), place
