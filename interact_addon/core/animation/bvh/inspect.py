# SPDX-License-Identifier: GPL-3.0-or-later
"""What a BVH file holds, told in one place."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from ...foundation.findings import Finding
from ..bone_names import UNKNOWN, identify
from .channels import positions_are_relative
from .detect_units_axes import detect_units_axes
from .document import Bvh
from .units import UNITS

__all__ = ["BvhSummary", "inspect"]


@dataclass(frozen=True, slots=True)
class BvhSummary:
    """The facts of a file, and what was told from its numbers.

    Attributes:
        path: The file, if it was read from one.
        joints: How many joints.
        end_sites: How many End Sites.
        roots: The names of the ROOTs.
        channels: How many numbers to a frame.
        frames: How many frames are usable.
        rate: Frames per second as an exact fraction, such as ``30/1``.
        fps: The same as a decimal number.
        frame_time: Seconds from frame to frame, as the file spells it.
        seconds: The duration.
        units: What one file unit is, told from the bones.
        units_sure: False where that is a guess.
        up: The up axis, told from the posed skeleton.
        up_sure: False where that is a guess.
        stature: The person's height in metres, told from the bones, in these units; 0 where nothing tells it.
        orders: How many joints turn in each order of rotation channels.
        position_joints: How many joints below the roots have position channels.
        positions: ``absolute`` or ``relative`` (to OFFSET): what those hold; None without any.
        convention: Whose joint names these are, or ``unknown``.
        roles: How many joints have a role in the body.
        unmapped: The joints without one.
        findings: What is odd about the file.
    """

    path: str | None
    joints: int
    end_sites: int
    roots: tuple[str, ...]
    channels: int
    frames: int
    rate: str
    fps: float
    frame_time: str
    seconds: float
    units: str
    units_sure: bool
    up: str
    up_sure: bool
    stature: float
    orders: dict[str, int]
    position_joints: int
    positions: str | None
    convention: str
    roles: int
    unmapped: tuple[str, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The summary as JSON-ready values."""
        out: dict[str, object] = asdict(self)
        out["findings"] = [finding.as_dict() for finding in self.findings]
        return out


def inspect(bvh: Bvh) -> BvhSummary:
    """Tell what a file holds."""
    told = detect_units_axes(bvh)
    naming = identify(bvh.names, bvh.parents.tolist())
    orders = Counter(joint.rotation_order for joint in bvh.joints if joint.rotation_order)
    movers = sum(1 for joint in bvh.joints if joint.parent >= 0 and joint.position_axes)
    positions = None
    if movers:
        positions = "relative" if positions_are_relative(bvh) else "absolute"
    findings = list(bvh.findings)
    if not told.units_sure:
        message = f"units are a guess ({told.units}): the joints are not clearly those of a grown person"
        findings.append(Finding("bvh-units-unsure", message, bvh.path, level="info"))
    if not told.up_sure:
        message = f"the up axis is a guess ({told.up}): the body does not stand up in this motion"
        findings.append(Finding("bvh-up-unsure", message, bvh.path, level="info"))
    if naming.convention == UNKNOWN:
        message = "the joint names follow none of the known conventions"
        findings.append(Finding("bvh-names-unknown", message, bvh.path, level="info"))
    rate = bvh.rate
    return BvhSummary(
        path=bvh.path,
        joints=len(bvh.joints),
        end_sites=len(bvh.end_sites),
        roots=tuple(joint.name for joint in bvh.joints if joint.parent < 0),
        channels=bvh.values.shape[1],
        frames=bvh.frames,
        rate=f"{rate.numerator}/{rate.denominator}",
        fps=round(float(rate), 6),
        frame_time=bvh.frame_time_text,
        seconds=round(bvh.seconds, 6),
        units=told.units,
        units_sure=told.units_sure,
        up=told.up,
        up_sure=told.up_sure,
        stature=round(told.stature * UNITS[told.units], 3),
        orders=dict(orders),
        position_joints=movers,
        positions=positions,
        convention=naming.convention,
        roles=len(naming.roles),
        unmapped=naming.unmapped,
        findings=tuple(findings),
    )
