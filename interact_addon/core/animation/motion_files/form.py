# SPDX-License-Identifier: GPL-3.0-or-later
"""What a form of motion file is: one small protocol, which every reader of arrays keeps.

A BVH names its joints and says its rate. The field's other files are arrays whose meaning is known by
convention: a form is that convention.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol, runtime_checkable

from ...foundation.findings import Finding
from ..skeleton import Motion

__all__ = ["Form", "MotionFile", "MotionReading", "TellsSex"]


@dataclass(frozen=True, slots=True)
class MotionReading:
    """What a file of arrays does not say.

    Attributes:
        skeleton: A file with the rest joints of this person, or None for those that the form assumes.
        body_model: The user's own SMPL-X, SMPL-H or SMPL model file, or the folder that holds them, or None.
        hands: ``relaxed`` or ``flat``, where the file has no fingers.
        rate: Frames per second of a file that does not say it; None for the form's usual rate.
        units: The unit of length, where the form leaves it open; ``auto``: by how tall the person is.
        up: The up axis, where the form leaves it open; ``auto``: as the person stands.
    """

    skeleton: Path | None = None
    body_model: Path | None = None
    hands: str = "relaxed"
    rate: Fraction | None = None
    units: str = "auto"
    up: str = "auto"


@dataclass(frozen=True, eq=False)
class MotionFile:
    """One person's motion, as read.

    Attributes:
        motion: In metres, Z up, at the file's own rate.
        findings: What was assumed, filled in or is invalid; each names the file.
    """

    motion: Motion
    findings: tuple[Finding, ...] = ()


@runtime_checkable
class TellsSex(Protocol):
    """What a form has, too, whose files say who is a man and who a woman."""

    def sex(self, path: Path, person: str) -> str | None:
        """Return ``male`` or ``female``, or None where the file does not say it.

        Raises:
            MotionError: as `Form.people`.
        """


class Form(Protocol):
    """A form of motion file. ``person`` says which one of several in the file; empty where it has one."""

    name: str
    """Such as ``smpl``; as ``dataset.toml`` and performances name it."""
    title: str
    """Such as ``SMPL rotations (AMASS, AIST++, BEDLAM, BEAT2)``."""
    extensions: tuple[str, ...]
    """In lower case, with the dot."""

    def recognises(self, path: Path) -> bool:
        """Return whether a file with one of the extensions has this form; reads no more than it must."""

    def people(self, path: Path) -> tuple[str, ...]:
        """Return who is in a file: ``("",)`` where it holds one person.

        Raises:
            MotionError: the file cannot be read, or has another form.
        """

    def length(self, path: Path, person: str, rate: Fraction | None = None) -> tuple[int, Fraction]:
        """Return frames and frames per second, from the header where the file has one.

        Args:
            path: The file.
            person: The person.
            rate: As in `MotionReading`.

        Raises:
            MotionError: as `people`.
        """

    def read(self, path: Path, person: str, reading: MotionReading) -> MotionFile:
        """Read one person's motion.

        Raises:
            MotionError: the file cannot be read, has another form, holds invalid numbers, or not that person.
        """
