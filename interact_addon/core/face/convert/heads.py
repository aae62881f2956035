# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the template and the basis of each performance's file, read once per actor."""

from __future__ import annotations

from pathlib import Path

from ...dataset.face_models import BASIS, TEMPLATES, FaceModelFiles, find_face_model
from ...foundation.errors import UsageError
from ...foundation.findings import Finding
from ..head.vertices import Head, read_head

__all__ = ["HeadFinder"]


class HeadFinder:
    """Finds and reads heads; caches the last one, since files of one actor are converted together.

    Args:
        root: The dataset with the heads; default: the dataset that contains each file.
        template: A template for all, or a folder of templates by actor.
        basis: The basis to use instead of the dataset's.
        generic: The neutral mesh for actors without a template, or its folder.
    """

    def __init__(
        self,
        root: Path | None = None,
        template: Path | None = None,
        basis: Path | None = None,
        generic: Path | None = None,
    ) -> None:
        self._root, self._template, self._basis, self._generic = root, template, basis, generic
        self._kept: tuple[FaceModelFiles, Head] | None = None
        self._found: dict[Path, FaceModelFiles] = {}
        self._reported: set[str] = set()
        self.findings: list[Finding] = []

    def files(self, source: Path) -> FaceModelFiles:
        """Return the template and basis for a performance's file.

        Raises:
            UsageError: The file is not in a dataset and none was given.
            DatasetError: The dataset has no template or no basis.
        """
        if source not in self._found:
            root = self._root or self._around(source)
            found = find_face_model(root, source.stem, self._template, self._basis, self._generic)
            self._found[source] = found
            if not found.own:
                text = f"{source.stem}: the actor has no template; {found.template} is used instead"
                self._report(Finding("generic-template", text, path=str(source)))
        return self._found[source]

    def state(self, source: Path) -> list[str]:
        """Return names, sizes and modification times of the head's files, to detect changes."""
        found = self.files(source)
        values = []
        for path in (found.template, found.basis):
            state = path.stat()
            values.append(f"{path.name} {state.st_size} {state.st_mtime_ns}")
        return values

    def head(self, source: Path) -> Head:
        """Return the head for a performance's file.

        Raises:
            InteractError: As :meth:`files`, or template and basis are invalid.
        """
        found = self.files(source)
        if self._kept is None or self._kept[0] != found:
            head = read_head(found.template, found.basis)
            for finding in head.findings:
                self._report(finding)
            self._kept = found, head
        return self._kept[1]

    def _around(self, source: Path) -> Path:
        for folder in source.absolute().parents[:3]:
            if (folder / BASIS).is_file() or (folder / TEMPLATES).is_dir():
                return folder
        if self._basis is not None and self._template is not None:
            return source.parent
        raise UsageError(
            f"{source} is not in a dataset with {BASIS} and {TEMPLATES}",
            cure="Give --dataset ROOT, or --template FILE and --basis FILE",
        )

    def _report(self, finding: Finding) -> None:
        if finding.message not in self._reported:
            self._reported.add(finding.message)
            self.findings.append(finding)
