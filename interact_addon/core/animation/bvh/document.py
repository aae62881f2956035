# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of a BVH file: its joints, channels and numbers, in its own units and axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from ...foundation.findings import Finding
from ...foundation.timing import frames_to_seconds, rate_from_frame_time
from ..joint_names import held_names

__all__ = ["CHANNEL_NAMES", "Bvh", "EndSite", "Joint"]

CHANNEL_NAMES: tuple[str, ...] = (
    "Xposition", "Yposition", "Zposition", "Xrotation", "Yrotation", "Zrotation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Joint:
    """One joint of the hierarchy.

    Attributes:
        name: As in the file, including spaces.
        parent: The parent's index; -1 for a ROOT.
        offset: From the parent, in file units and axes.
        channels: In file order, out of `CHANNEL_NAMES`.
    """

    name: str
    parent: int
    offset: tuple[float, float, float]
    channels: tuple[str, ...]

    @property
    def rotation_order(self) -> str:
        """The rotation channels' letters in file order, such as ``"ZYX"``; empty where there are none."""
        return "".join(channel[0] for channel in self.channels if channel.endswith("rotation"))

    @property
    def position_axes(self) -> str:
        """The position channels' letters in file order, such as ``"XYZ"``; empty where there are none."""
        return "".join(channel[0] for channel in self.channels if channel.endswith("position"))


@dataclass(frozen=True, slots=True)
class EndSite:
    """Where a chain ends.

    Attributes:
        joint: The index of the joint it belongs to.
        offset: From that joint, in file units and axes.
        name: What follows the word ``End``, normally ``Site``.
        after: How many joints come before it in the file, which keeps its place among its siblings.
    """

    joint: int
    offset: tuple[float, float, float]
    name: str
    after: int


@dataclass(frozen=True, eq=False)
class Bvh:
    """A BVH file: raw numbers in file units, angles in degrees, in the order of the channels.

    Attributes:
        joints: J joints, parents before children, in file order.
        end_sites: The End Sites, in file order.
        values: (F, C) float64, one row a frame, one column a channel.
        frame_time: Seconds from frame to frame, as written.
        frame_time_text: The frame time as the file spells it.
        path: The file it was read from, if any.
        findings: Irregularities in the file.
        roles: Role to joint name (of `unique_names`), as the user gives them; see `roles_file`.
    """

    joints: tuple[Joint, ...]
    end_sites: tuple[EndSite, ...]
    values: NDArray[np.float64]
    frame_time: float
    frame_time_text: str
    path: str | None = None
    findings: tuple[Finding, ...] = field(default=())
    roles: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(self.values, dtype=np.float64).view()
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        channels = sum(len(joint.channels) for joint in self.joints)
        if values.ndim != 2 or values.shape[1] != channels:
            raise UsageError(f"values of shape {values.shape} do not fit {channels} channels")

    @property
    def frames(self) -> int:
        """The number of frames, F."""
        return int(self.values.shape[0])

    @property
    def rate(self) -> Fraction:
        """Frames per second; a frame time of 0.033333 seconds gives 30/1."""
        return rate_from_frame_time(self.frame_time)

    @property
    def seconds(self) -> float:
        """The duration: frames / rate."""
        return frames_to_seconds(self.frames, self.rate)

    @property
    def names(self) -> tuple[str, ...]:
        """The joints' names as in the file."""
        return tuple(joint.name for joint in self.joints)

    @property
    def parents(self) -> NDArray[np.int32]:
        """(J,) the joints' parents; -1 for a ROOT."""
        return np.array([joint.parent for joint in self.joints], dtype=np.int32)

    def unique_names(self) -> tuple[str, ...]:
        """Return the joints' names as Blender can hold them: distinct, and short enough; see `held_names`."""
        return held_names(self.names)
