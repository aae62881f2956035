# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversion as it is ordered in a window: inputs and a place for the results, and it may be given up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import CancelledError, DatasetError, UsageError
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
    """What is to be converted.

    Attributes:
        source: ``face_ict`` or ``face_arkit``.
        target: ``face_arkit``, ``face_ict`` or ``vertices``.
        inputs: Files and folders.
        out: The folder for results.
        kind: For vertices, the format.
        eyes: For vertices, whether the eyeballs turn.
        root: The dataset that holds the heads; None for the one that the inputs lie in.
    """

    source: str
    target: str
    inputs: tuple[Path, ...]
    out: Path
    kind: str = "npy"
    eyes: bool = False
    root: Path | None = None

    def run(self, tell: Callable[[float, str], None], cancelled: Callable[[], bool]) -> ConvertReport:
        """Convert; what is done already is left as it is.

        Args:
            tell: Called with the share that is done and the file's name.
            cancelled: Whether to give up; asked between files, for vertices between blocks of frames.

        Raises:
            CancelledError: It was given up; finished results stay.
            InteractError: Nothing can be converted.
        """
        if not self.inputs:
            raise UsageError(f"there is nothing in {self.source} to convert")
        tell(0.0, "Reading")
        kind = self.kind if self.target == "vertices" else "npy"
        tasks = plan(self.source, self.target, self.inputs, self.out, kind)
        mapping = make_mapping()
        if self.target != "vertices" or self.eyes:
            root = self.root or dataset_of(path.absolute() for path in self.inputs)
            # A folder may hold heads, but no clips to learn the columns' order from.
            with suppress(DatasetError):
                mapping = mapping if root is None else dataset_mapping(root)
        options = ConvertOptions(
            self.source,
            self.target,
            mapping,
            VertexOptions(kind, self.eyes, mapping),
            HeadFinder(self.root),
        )
        total, done = max(1, total_steps(tasks, options)), 0

        def progress(steps: int, name: str) -> None:
            nonlocal done
            done += steps
            tell(min(1.0, done / total), name)
            if cancelled():
                raise CancelledError("converting was cancelled")

        return convert(tasks, options, progress)
