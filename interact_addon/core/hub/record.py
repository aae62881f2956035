# SPDX-License-Identifier: GPL-3.0-or-later
"""What was downloaded into a folder, in a hidden file there: from where, and each file's checksum.

With it a file of an earlier download is told from one that the user has changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..foundation.atomic_file import atomic_write
from ..foundation.errors import DatasetError, WorkError
from ..foundation.reading.strict_json import read_json
from ..foundation.unwritten import cure_of_writing
from .known import KnownDataset
from .remote_file import RemoteFile

__all__ = ["RECORD", "Record"]

RECORD = ".interact-download.json"
_FORMAT = 1
_MOST_BYTES = 1 << 27
_CURE = "Remove it: files that are there and differ from the Hub's then count as yours"


@dataclass(frozen=True, slots=True)
class _Written:
    format: int
    repo: str
    revision: str
    files: dict[str, list[Any]]

    def __post_init__(self) -> None:
        if self.format != _FORMAT:
            raise ValueError(f"it is of the form {self.format}, not {_FORMAT}")


@dataclass
class Record:
    """The record of a folder.

    Attributes:
        folder: The dataset's folder.
        repo: Where the files are from; empty for a folder without a record.
        revision: The commit of the last download.
        files: Path -> size and checksum, of the files that were downloaded or verified.
    """

    folder: Path
    repo: str = ""
    revision: str = ""
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Record:
        """Read a folder's record; an empty one if there is none.

        Raises:
            DatasetError: It cannot be read.
        """
        path = folder / RECORD
        if not path.is_file():
            return cls(folder)
        written = read_json(
            path, _Written, "the record of downloads", error=DatasetError, cure=_CURE, most_bytes=_MOST_BYTES
        )
        files: dict[str, tuple[int, str]] = {}
        for name, row in written.files.items():
            if [type(each) for each in row] != [int, str] or row[0] < 0:
                raise DatasetError(
                    f"the record of downloads is damaged at {name[:80]}", path=path, cure=_CURE
                )
            files[name] = row[0], row[1]
        return cls(folder, written.repo, written.revision, files)

    def has(self, file: RemoteFile) -> bool:
        """Return whether exactly this content was downloaded or verified."""
        return self.files.get(file.path) == (file.size, file.digest)

    def add(self, file: RemoteFile) -> None:
        """Note a file that is here, whose checksum was compared."""
        self.files[file.path] = file.size, file.digest

    def write(self, known: KnownDataset, revision: str) -> None:
        """Write the record.

        Raises:
            WorkError: It cannot be written.
        """
        values = {
            "format": _FORMAT,
            "dataset": known.name,
            "repo": known.repo,
            "revision": revision,
            "licence": known.licence,
            "files": {name: list(self.files[name]) for name in sorted(self.files)},
        }
        path = self.folder / RECORD
        try:
            with atomic_write(path) as stream:
                stream.write(json.dumps(values, indent=1, ensure_ascii=False).encode())
        except OSError as error:
            raise WorkError(
                f"the record of downloads cannot be written ({error.strerror})",
                path=path,
                cure=cure_of_writing(path, error),
            ) from error
