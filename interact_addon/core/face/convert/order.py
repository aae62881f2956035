# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversion as requested from the user interface: inputs and an output folder; it can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ...foundation.errors import CancelledError, DatasetError, UsageError
from ..arkit import FaceReading
from ..head.vertices import VertexOptions
from ..ict.datasets import dataset_of
from ..ict.mapping import make_mapping
from ..ict.performance import dataset_mapping
from .heads import HeadFinder
from .plan import plan
from .run import ConvertOptions, ConvertReport, convert, total_steps

__all__ = ["FaceConversion"]


@dataclass(frozen=True, slots=True)
class FaceConversion:
    """A request to convert faces.

    Attributes:
        source: ``face_ict`` or ``face_arkit``.
        target: ``face_arkit``, ``face_ict`` or ``vertices``.
        inputs: Files and folders.
        out: The folder for results.
        kind: For vertices, the format.
        eyes: For vertices, whether the eyeballs rotate.
        root: The dataset with the heads; None for the one that contains the inputs.
        reading: How ARKit weights are read.
    """

    source: str
    target: str
    inputs: tuple[Path, ...]
    out: Path
    kind: str = "npy"
    eyes: bool = False
    root: Path | None = None
    reading: FaceReading = field(default_factory=FaceReading)

    def run(self, report: Callable[[float, str], None], cancelled: Callable[[], bool]) -> ConvertReport:
        """Convert the files; skip those that are done.

        Args:
            report: Called with the progress from 0 to 1 and the file's name.
            cancelled: Returns whether to stop; called between files, for vertices between blocks of frames.

        Raises:
            CancelledError: The work was cancelled; finished results are kept.
            InteractError: Nothing can be converted.
        """
        if not self.inputs:
            raise UsageError(f"there are no {self.source} files to convert")
        report(0.0, "Reading")
        kind = self.kind if self.target == "vertices" else "npy"
        tasks = plan(self.source, self.target, self.inputs, self.out, kind)
        mapping = make_mapping()
        if self.target != "vertices" or self.eyes:
            root = self.root or dataset_of(path.absolute() for path in self.inputs)
            # A folder can have heads, but no clips to detect the order of the columns from.
            with suppress(DatasetError):
                mapping = mapping if root is None else dataset_mapping(root)
        options = ConvertOptions(
            self.source,
            self.target,
            mapping,
            VertexOptions(kind, self.eyes, mapping),
            HeadFinder(self.root),
            reading=self.reading,
        )
        total, done = max(1, total_steps(tasks, options)), 0

        def progress(steps: int, name: str) -> None:
            nonlocal done
            done += steps
            report(min(1.0, done / total), name)
            if cancelled():
                raise CancelledError("converting was cancelled")

        return convert(tasks, options, progress)
