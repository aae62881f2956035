# SPDX-License-Identifier: GPL-3.0-or-later
"""List the files of a dataset: one directory listing per folder, and no access to single files.

A dataset is often on a network disk, where a query for each of thousands of files takes minutes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..foundation.errors import DatasetError
from ..foundation.face_files import FACE_EXTENSIONS, is_names_file
from ..foundation.findings import Finding
from ..labels import LABEL_EXTENSIONS
from ..labels.names import NAMES_FILES
from .names import MOTION_NOTE, PerformanceKey, SceneKey

__all__ = ["ABOUT_FOLDERS", "FOLDERS", "Listing", "list_folders", "listing_of"]

# Folder -> the extensions its files may have, the preferred one first.
FOLDERS: dict[str, tuple[str, ...]] = {
    "bvhs": (".bvh",),
    "bvhs_retarget": (".bvh",),
    "face_arkit": FACE_EXTENSIONS,
    "face_ict": (".npy",),
    "wav": (".wav",),
}
# Likewise, for what is known about performances beside their recordings.
ABOUT_FOLDERS: dict[str, tuple[str, ...]] = {"labels": LABEL_EXTENSIONS, "textgrids": (".textgrid",)}
_EXAMPLES = 5


@dataclass
class Listing:
    """The files of the dataset's folders.

    Attributes:
        folders: The folders that exist.
        files: Scene -> actor id -> folder -> file name.
        findings: Files with invalid names, and names that occur twice.
    """

    folders: set[str] = field(default_factory=set)
    files: dict[SceneKey, dict[str, dict[str, str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def list_folders(root: Path) -> Listing:
    """List the dataset's five folders, and those of labels and words.

    Raises:
        DatasetError: ``root`` is not a folder, cannot be listed, or contains none of the five.
    """
    names: dict[str, list[str]] = {}
    for folder in FOLDERS | ABOUT_FOLDERS:
        try:
            with os.scandir(root / folder) as entries:
                names[folder] = [entry.name for entry in entries]
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise DatasetError(
                f"the folder cannot be listed ({error.strerror})", path=root / folder
            ) from error
    if not names.keys() & FOLDERS.keys():
        raise _not_a_dataset(root)
    return listing_of(root, names)


def listing_of(root: Path, names: Mapping[str, Iterable[str]]) -> Listing:
    """Sort the names of files by scene, actor and folder.

    Args:
        root: The dataset's folder, for messages.
        names: Folder -> the names of its files; not only of folders that are on this machine.
    """
    listing = Listing()
    strange: list[str] = []
    twice: list[str] = []
    files: dict[SceneKey, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    places: dict[str, dict[str, str]] = {}  # by the names without extension, which most folders share
    for folder, extensions in (FOLDERS | ABOUT_FOLDERS).items():
        if folder not in names:
            continue
        if folder in FOLDERS:
            listing.folders.add(folder)
        for name in sorted(names[folder]):
            # Such as .DS_Store: not data.
            if name.startswith(".") or _is_about_files(folder, name):
                continue
            stem, extension = os.path.splitext(name)  # noqa: PTH122 (called for thousands of names)
            here = places.get(stem) if extension.lower() in extensions else None
            if here is None:
                key = PerformanceKey.from_stem(stem) if extension.lower() in extensions else None
                if key is None:
                    strange.append(f"{folder}/{name}")
                    continue
                if folder in ABOUT_FOLDERS and key.actor not in files.get(key.scene, ()):
                    continue  # of a performance that is not here: many download only some
                here = places[stem] = files[key.scene][key.actor]
            if folder in here:
                kept, other = _preferred(here[folder], name, extensions)
                here[folder] = kept
                twice.append(f"{folder}/{other} (used: {kept})")
            else:
                here[folder] = name
    listing.files = {scene: dict(actors) for scene, actors in files.items()}
    _report(
        listing,
        "strange-file-names",
        root,
        strange,
        "their names do not have the form {}",
    )
    _report(listing, "same-name-twice", root, twice, "another has the same name")
    return listing


def _is_about_files(folder: str, name: str) -> bool:
    """Whether a file says what columns or codes of others mean, or which motion one has."""
    if name.endswith(MOTION_NOTE):
        return True
    return (folder == "face_arkit" and is_names_file(name)) or (folder == "labels" and name in NAMES_FILES)


def _preferred(first: str, second: str, extensions: tuple[str, ...]) -> tuple[str, str]:
    def rank(name: str) -> tuple[int, bool]:
        extension = os.path.splitext(name)[1]  # noqa: PTH122
        return extensions.index(extension.lower()), extension != extension.lower()

    return (first, second) if rank(first) <= rank(second) else (second, first)


def _report(listing: Listing, code: str, root: Path, names: list[str], what: str) -> None:
    if names:
        shown = ", ".join(names[:_EXAMPLES]) + (", ..." if len(names) > _EXAMPLES else "")
        which = "1 file is" if len(names) == 1 else f"{len(names)} files are"
        text = f"{root}: {which} ignored since {what.format('<date>_<actor>_<scenario>.<ext>')}: {shown}"
        listing.findings.append(Finding(code, text, path=str(root)))


def _not_a_dataset(root: Path) -> DatasetError:
    if not root.exists():
        return DatasetError("the folder does not exist", path=root, cure="Check the path")
    if not root.is_dir():
        return DatasetError("this is a file, not a dataset folder", path=root)
    return DatasetError(
        f"not a dataset in the InterAct layout: it has none of the folders {', '.join(FOLDERS)}",
        path=root,
        cure="Give the folder that contains them",
    )
