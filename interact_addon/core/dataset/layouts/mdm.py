# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of MDM and priorMDM: a scene for each sample and repetition in a ``results.npy``.

The folder has the file, or folders with one each, or it is the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...animation.motion_files import form_named
from ...animation.motion_files.mdm_results import Sample, read_results
from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import names_in
from .layout import ListedScenes, OwnKeys, nothing_of

__all__ = ["LAYOUT"]

_RATE = Fraction(20)
_FORM = "mdm"
_MOST_FOLDERS = 500
_OWN = "samples_"  # as MDM names its folders; a folder of anything must not look like it for one of those


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    sample: Sample


def _files(root: Path, folders: str = "") -> Iterator[Path]:
    """Yield the files that are named as results are, also those in folders whose names begin as given."""
    if root.is_file():
        if root.suffix.lower() in form_named(_FORM).extensions:
            yield root
        return
    inner = [name for name in names_in(root, "/", most=_MOST_FOLDERS) if name.startswith(folders)]
    for folder in (root, *(root / name for name in inner)):
        for name in names_in(folder, ".npy"):
            if _named(folder / name):
                yield folder / name


def _named(path: Path) -> bool:
    return path.suffix.lower() == ".npy" and path.name.lower().startswith("results")


@dataclass(frozen=True)
class _Mdm:
    name: str = "mdm"
    title: str = "MDM, priorMDM"

    def recognise(self, root: Path) -> str | None:
        """By a file named ``results...``, or by name or contents of the file that is given."""
        for path in _files(root, _OWN):
            if path != root:
                return path.relative_to(root).as_posix()
            if _named(path) or form_named(_FORM).recognises(path):
                return path.name
        return None

    def open(self, root: Path) -> ListedScenes[_Entry]:
        """Read the files of results, which say how many samples there are."""
        files = list(_files(root))
        entries: dict[str, _Entry] = {}
        own_key = OwnKeys()
        findings: list[Finding] = []
        broken: MotionError | None = None
        for path in files:
            try:
                samples = read_results(path).samples
            except MotionError as error:
                broken = broken or error
                findings.append(Finding("unreadable-results", str(error).rstrip("."), path=str(path)))
                continue
            label = [] if len(files) == 1 else [*path.relative_to(root).parts[:-1], path.stem]
            for sample in samples:
                entries[own_key(*label, sample.name)] = _Entry(path, sample)
        if broken is not None and not entries:
            raise broken
        if not entries:
            raise nothing_of(self, root, "results.npy")

        def make(key: str, entry: _Entry) -> Scene:
            people = entry.sample.people
            performances = tuple(
                Performance(
                    performance_key(key, actor),
                    actor,
                    None,
                    body=entry.path,
                    form=_FORM,
                    person=person,
                    rate=_RATE,
                )
                for number, person in enumerate(people, start=1)
                for actor in (f"P{number}",)
            )
            return Scene(
                key, "", 0, performances, text=entry.sample.text or None, layout=self.name, parts=("body",),
                alone=len(people) == 1,
            )  # fmt: skip

        return ListedScenes(root, entries, make, _RATE, tuple(findings))


LAYOUT = _Mdm()
