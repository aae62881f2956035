# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan a download: list the dataset, choose its files, compare them with those that are here."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..foundation.errors import CancelledError, UsageError, WorkError
from ..foundation.findings import Finding
from ..foundation.wording import some
from .choice import DATABASES, choose, part_of
from .client import HubClient
from .fetch import fetch, has_content, partial_name
from .known import KnownDataset
from .options import DownloadOptions
from .record import Record
from .remote_file import RemoteFile, local_path

__all__ = ["DownloadPlan", "Part", "plan_download", "readable_size"]

_SHOWN = 5
_RESERVE = 1 << 26  # bytes of the disk that stay free


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of the dataset, in numbers.

    Attributes:
        name: The folder, ``other``, or empty for the files that belong to every part.
        files: How many of its files were chosen, or are left out.
        size: Their bytes.
    """

    name: str
    files: int
    size: int


@dataclass(frozen=True)
class DownloadPlan:
    """What a download will do.

    Attributes:
        known: The dataset.
        revision: The commit.
        root: The folder.
        fetch: The files to download, in order.
        there: The files that are here already.
        kept: Files that are here and differ, and stay.
        parts: The chosen files by folder.
        left_out: The folders that were not chosen.
        waiting: Bytes of the files to download that an interrupted download has left here.
        record: What was downloaded before, and what was verified now.
        findings: Names that cannot be used here, files that differ.
    """

    known: KnownDataset
    revision: str
    root: Path
    fetch: tuple[RemoteFile, ...]
    there: tuple[RemoteFile, ...]
    kept: tuple[RemoteFile, ...]
    parts: tuple[Part, ...]
    left_out: tuple[Part, ...]
    waiting: int
    record: Record
    findings: tuple[Finding, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the files to download, with those that are waiting."""
        return sum(file.size for file in self.fetch)

    def __str__(self) -> str:
        files, missing = len(self.fetch), self.size - self.waiting
        text = f"{files} {'file' if files == 1 else 'files'} to download, {readable_size(missing)}"
        if self.there:
            text += f"; {len(self.there)} here already"
        return text

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "dataset": self.known.name,
            "repo": self.known.repo,
            "revision": self.revision,
            "licence": self.known.licence,
            "licence_url": self.known.licence_url,
            "root": str(self.root),
            "bytes": self.size - self.waiting,
            "fetch": [{"path": file.path, "size": file.size} for file in self.fetch],
            "there": len(self.there),
            "kept": [file.path for file in self.kept],
            "left_out": {part.name: {"files": part.files, "size": part.size} for part in self.left_out},
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def check_room(self) -> None:
        """Check that the disk has room.

        Raises:
            WorkError: It has not.
        """
        place = next(folder for folder in (self.root, *self.root.parents) if folder.exists())
        try:
            free = shutil.disk_usage(place).free
        except OSError:
            return  # some network disks do not say
        needed = self.size - self.waiting
        if needed + _RESERVE > free:
            raise WorkError(
                f"{readable_size(needed)} to download, and {readable_size(free)} free on this disk",
                path=self.root,
                cure="Free some space, choose another folder, or fewer scenes or folders of the dataset",
            )


def readable_size(size: float) -> str:
    """Return a number of bytes as disks and the Hub's pages show it: ``1.2 GB``."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"


def plan_download(
    client: HubClient,
    known: KnownDataset,
    options: DownloadOptions,
    root: Path,
    on_step: Callable[[str], None] = lambda text: None,
) -> DownloadPlan:
    """Plan a download. Writes nothing into ``root``.

    Args:
        client: The Hub.
        known: The dataset.
        options: What is asked for.
        root: The folder; it need not exist.
        on_step: Called with what is being done.

    Raises:
        UsageError: Something that is asked for is unknown, or ``root`` cannot hold a dataset.
        DatasetError: The record of downloads in ``root`` cannot be read.
        HubError: The Hub cannot be asked, or refused.
        CancelledError: The user stopped the work.
    """
    if root.exists() and not root.is_dir():
        raise UsageError("this is a file, not a folder", path=root, cure="Choose another folder")
    record = Record.read(root)
    on_step("Listing the files on the Hub")
    revision = options.revision or known.revision
    if options.revision is not None and not _is_commit(revision):
        revision = client.commit(revision)
    files, unsafe = client.tree(revision)
    findings = []
    if unsafe:
        shown = some([ascii(path)[1:-1][:100] for path in unsafe], _SHOWN)
        findings.append(Finding("unsafe-name", f"not downloaded, for names that are not safe here: {shown}"))
    with tempfile.TemporaryDirectory(prefix="interact-hub-") as folder:

        def databases() -> Path:
            on_step("Reading the databases")
            return _databases(client, revision, files, root, Path(folder))

        chosen, left_out = choose(files, options, known.name, databases)
    on_step("Comparing with the files that are here")
    sorted_out: dict[str, list[RemoteFile]] = {"there": [], "kept": [], "needed": []}
    waiting = 0
    for file in chosen:
        if client.pace.cancelled():
            raise CancelledError("the download was stopped")
        state = _state(file, root, record, options)
        sorted_out[state].append(file)
        waiting += _waiting(file, root) if state == "needed" else 0
    there, kept, needed = (sorted_out[state] for state in ("there", "kept", "needed"))
    if kept:
        text = (
            f"{len(kept)} {'file differs' if len(kept) == 1 else 'files differ'} from the Hub's, and"
            f" {'was' if len(kept) == 1 else 'were'} not downloaded by this program: kept as they are:"
            f" {some([file.path for file in kept], _SHOWN)}; --replace downloads them again"
        )
        findings.append(Finding("differs", text, path=str(root)))
    return DownloadPlan(
        known,
        revision,
        root,
        tuple(sorted(needed, key=lambda file: (file.path not in DATABASES, part_of(file) != "", file.path))),
        tuple(there),
        tuple(kept),
        _counted(chosen),
        _counted([file for part in left_out.values() for file in part]),
        waiting,
        record,
        tuple(findings),
    )


def _is_commit(revision: str) -> bool:
    return len(revision) == 40 and all(digit in "0123456789abcdef" for digit in revision)


def _databases(
    client: HubClient, revision: str, files: Sequence[RemoteFile], root: Path, folder: Path
) -> Path:
    """Bring the databases into ``folder``, from ``root`` if they are there."""
    for file in files:
        if file.path not in DATABASES:
            continue
        here = root / file.path
        if here.is_file() and has_content(here, file):
            shutil.copyfile(here, folder / file.path)
        else:
            fetch(client, revision, file, folder / file.path, lambda count: None)
    return folder


def _state(file: RemoteFile, root: Path, record: Record, options: DownloadOptions) -> str:
    path = local_path(root, file)
    try:
        size = path.stat().st_size
    except OSError:
        return "needed"
    before = record.files.get(file.path)
    if size == file.size and before in (None, (file.size, file.digest)):
        if not options.verify:
            return "there"
        if has_content(path, file):
            record.add(file)
            return "there"
    # Other content than the Hub's. If it is that of an earlier download, it is not the user's work.
    if options.replace or (before is not None and has_content(path, RemoteFile(file.path, *before))):
        return "needed"
    return "kept"


def _waiting(file: RemoteFile, root: Path) -> int:
    try:
        return min((root / file.path).with_name(partial_name(file)).stat().st_size, file.size)
    except OSError:
        return 0


def _counted(files: Sequence[RemoteFile]) -> tuple[Part, ...]:
    sizes: dict[str, list[int]] = {}
    for file in files:
        sizes.setdefault(part_of(file), []).append(file.size)
    return tuple(Part(name, len(sizes[name]), sum(sizes[name])) for name in sorted(sizes))
