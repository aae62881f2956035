# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be read of one task, and what reading it said; both can be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...audio import voice_findings
from ...dataset import Performance, Scene
from ...face.ict.performance import read_face_performance
from ...foundation.errors import InteractError
from ...foundation.findings import Finding
from ...jobs.face_request import FaceRequest
from ...options.take import TakeOptions
from ...performance.take import load_scene

__all__ = ["FaceOrder", "Order", "Reading", "SceneOrder", "read_order"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading said.

    Attributes:
        frames: The length, at the task's frame rate; 0 with an error.
        findings: What is missing or unusual.
        error: Why it cannot be read, or None.
    """

    frames: int = 0
    findings: tuple[Finding, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SceneOrder:
    """All bodies, faces and voices of a scene, read as composing reads them."""

    scene: Scene
    options: TakeOptions

    def read(self) -> Reading:
        """Read them.

        Raises:
            InteractError: they cannot be read.
        """
        takes = load_scene(self.scene, self.options)
        return Reading(takes.frames, takes.findings)


@dataclass(frozen=True, slots=True)
class FaceOrder:
    """One actor's face: weights, template and basis, not the body."""

    dataset: Path
    performance: Performance
    face: FaceRequest
    options: TakeOptions

    def read(self) -> Reading:
        """Read it.

        Raises:
            InteractError: it cannot be read.
        """
        take, face, performance = self.options, self.face, self.performance
        whole = read_face_performance(
            self.dataset, performance, face.mapping, take.rate, face.generic, take.faces
        )
        findings = [*whole.findings]
        findings += () if performance.voice is None else voice_findings(performance.voice)
        if whole.head is None:
            text = f"actor {face.actor} has no template for the face: a built-in person plays it"
            findings.append(Finding("built-in-face", text))
        return Reading(whole.frames, tuple(findings))


Order = SceneOrder | FaceOrder


def read_order(order: Order) -> Reading:
    """Read what is ordered; a fault is a part of the result."""
    try:
        return order.read()
    except InteractError as error:
        return Reading(error=str(error))
