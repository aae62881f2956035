# SPDX-License-Identifier: GPL-3.0-or-later
"""Summarises the contents of a BVH file."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from ...foundation.findings import Finding
from ..bone_names import UNKNOWN, identify, naming_findings
from ..joint_names import MOST_BYTES, shortened
from .channels import positions_are_relative
from .detect_units_axes import detect_units_axes
from .document import Bvh
from .units import UNITS

__all__ = ["BvhSummary", "inspect"]


@dataclass(frozen=True, slots=True)
class BvhSummary:
    """The facts of a file, and what was detected from its numbers.

    Attributes:
        path: The file, if it was read from one.
        joints: How many joints.
        end_sites: How many End Sites.
        roots: The names of the ROOTs.
        channels: How many numbers to a frame.
        frames: How many frames are usable.
        rate: Frames per second as an exact fraction, such as ``30/1``.
        fps: The rate as a decimal number.
        frame_time: Seconds from frame to frame, as the file spells it.
        seconds: The duration.
        units: What one file unit is, detected from the bones.
        units_sure: False where that is a guess.
        up: The up axis, detected from the posed skeleton.
        up_sure: False where that is a guess.
        stature: The person's height in metres, estimated from the bones; 0 if it cannot be estimated.
        orders: How many joints use each order of rotation channels.
        position_joints: How many joints below the roots have position channels.
        positions: ``absolute`` or ``relative`` (to OFFSET): what those hold; None if there are none.
        convention: The naming convention of the joints, or ``unknown``.
        title: The convention's usual name.
        roles: The role in the body of each joint that has one: role to joint name.
        unmapped: The joints without one.
        findings: Irregularities in the file.
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
    title: str
    roles: dict[str, str]
    unmapped: tuple[str, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the summary as JSON-ready values."""
        out: dict[str, object] = asdict(self)
        out["findings"] = [finding.as_dict() for finding in self.findings]
        return out


def inspect(bvh: Bvh) -> BvhSummary:
    """Summarise what a file holds."""
    detected = detect_units_axes(bvh)
    held = bvh.unique_names()
    naming = identify(held, bvh.parents.tolist(), bvh.roles)
    written = dict(zip(held, bvh.names, strict=True))
    orders = Counter(joint.rotation_order for joint in bvh.joints if joint.rotation_order)
    movers = sum(1 for joint in bvh.joints if joint.parent >= 0 and joint.position_axes)
    positions = None
    if movers:
        positions = "relative" if positions_are_relative(bvh) else "absolute"
    findings = list(bvh.findings)
    if not detected.units_sure:
        message = f"units are a guess ({detected.units}): the joints are not clearly those of an adult"
        findings.append(Finding("bvh-units-unsure", message, bvh.path, level="info"))
    if not detected.up_sure:
        message = f"the up axis is a guess ({detected.up}): the body does not stand up in this motion"
        findings.append(Finding("bvh-up-unsure", message, bvh.path, level="info"))
    if any(shortened(name) != name for name in bvh.names):
        message = f"names have more than Blender's {MOST_BYTES} bytes: bones have the ends, exports the whole"
        findings.append(Finding("bvh-long-names", message, bvh.path, level="info"))
    if naming.convention == UNKNOWN:
        message = (
            "the joint names follow none of the known conventions: no hips, no limbs; give them roles in"
            " roles.toml or FILE.roles.toml beside the file"
        )
        findings.append(Finding("bvh-names-unknown", message, bvh.path))
    findings += naming_findings(naming, "the joints", bvh.path)
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
        units=detected.units,
        units_sure=detected.units_sure,
        up=detected.up,
        up_sure=detected.up_sure,
        stature=round(detected.stature * UNITS[detected.units], 3),
        orders=dict(orders),
        position_joints=movers,
        positions=positions,
        convention=naming.convention,
        title=naming.title,
        roles={role: written[name] for role, name in naming.roles.items()},
        unmapped=tuple(written[name] for name in naming.unmapped),
        findings=tuple(findings),
    )
