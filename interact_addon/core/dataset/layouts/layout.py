# SPDX-License-Identifier: GPL-3.0-or-later
"""What a layout of datasets is: one small protocol, which every one of them keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from ...foundation.errors import DatasetError
from ...foundation.findings import Finding
from ..model import Scene
from ..names import NamedKey, SceneKey, pad_actor, parse_key

__all__ = [
    "Layout",
    "ListedScenes",
    "OwnKeys",
    "SceneSource",
    "actor_id",
    "actor_ids",
    "not_there",
    "nothing_of",
    "safe_key",
]

_T = TypeVar("_T")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 100


class SceneSource(Protocol):
    """The scenes of an open dataset, which are made when they are asked for."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Problems of the dataset as a whole."""

    @property
    def rate(self) -> Fraction | None:
        """Frames per second of the recordings; None where they may differ."""

    @property
    def title(self) -> str:
        """The dataset's own name; empty where that of its layout says enough."""

    def keys(self) -> Sequence[str]:
        """Return the keys of all scenes, sorted; see `safe_key`."""

    def scene(self, key: str) -> Scene:
        """Return one scene; what it lacks is among its findings.

        Args:
            key: As `keys` has it, or as a user may write it.

        Raises:
            DatasetError: the dataset has no such scene.
            UsageError: ``key`` is not a key.
        """


class Layout(Protocol):
    """How a dataset lays out its files."""

    @property
    def name(self) -> str:
        """As ``--dataset-layout`` names it: ``inter-x``."""

    @property
    def title(self) -> str:
        """As people call it: ``Inter-X``."""

    def recognise(self, root: Path) -> str | None:
        """Return why a folder looks like it, such as ``motions/*/P1.npz``, or None; looks at a few names."""

    def open(self, root: Path) -> SceneSource:
        """List the folder's scenes; reads no recordings.

        Raises:
            DatasetError: the folder cannot be listed, or has nothing of this layout.
        """


@dataclass(frozen=True)
class ListedScenes(Generic[_T]):
    """Scenes by key, made of whatever a layout has listed for each.

    Attributes:
        root: The dataset's folder.
        entries: Key -> what was listed.
        make: Makes the scene of a key and its entry.
        rate: Frames per second, None where they differ.
        findings: Problems of the dataset as a whole.
        title: The dataset's own name, where it has one.
    """

    root: Path
    entries: Mapping[str, _T]
    make: Callable[[str, _T], Scene]
    rate: Fraction | None = None
    findings: tuple[Finding, ...] = ()
    title: str = ""
    _folded: dict[str, str] = field(default_factory=dict, repr=False)

    def keys(self) -> list[str]:
        """All keys, sorted."""
        return sorted(self.entries)

    def scene(self, key: str) -> Scene:
        """The scene; upper and lower case do not matter where only one key fits."""
        if key not in self.entries:
            if not self._folded:
                self._folded.update({each.casefold(): each for each in self.entries})
            found = self._folded.get(key.casefold())
            if found is None:
                raise not_there(key, self.root, len(self.entries))
            key = found
        return self.make(key, self.entries[key])


def not_there(key: str, root: Path, count: int, near: Sequence[str] = ()) -> DatasetError:
    """Return the error for a scene that a dataset does not have."""
    return DatasetError(
        f"scene {key} is not in the dataset (number of scenes: {count})",
        path=root,
        cure=f"Similar keys: {', '.join(near)}" if near else "List the scenes with: interact scenes",
    )


def nothing_of(layout: Layout, root: Path, expected: str) -> DatasetError:
    """Return the error for a folder that has nothing of a layout.

    Args:
        layout: The layout.
        root: The folder.
        expected: What it would have, such as ``motions/*/P1.npz``.
    """
    return DatasetError(
        f"not in the layout of {layout.title}: there is no {expected}",
        path=root,
        cure="Leave --dataset-layout out, or see docs/datasets.md for what each layout is",
    )


def actor_id(name: str) -> str:
    """Return an actor's id of a name in the dataset; numbers get three digits, as InterAct's have."""
    return pad_actor(name) or _safe(name).replace(".", "_")[:40]


def actor_ids(names: Iterable[str]) -> list[str]:
    """Return the ids of those who act together, each another; see `actor_id`."""
    ids: list[str] = []
    for name in names:
        own, number = actor_id(name), 2
        while own in ids:
            own, number = f"{actor_id(name)[:36]}_{number}", number + 1
        ids.append(own)
    return ids


def safe_key(*parts: str) -> str:
    """Return a scene's key of names in the dataset: letters, digits, ``_ . -``, as file names may be.

    ``20231119_001_051`` and ``walk.npz`` would be read as an actor's part in another scene, and as ``walk``.
    """
    key = _safe(*parts)
    meant = parse_key(key)
    if isinstance(meant, NamedKey):
        return key if str(meant) == key else key.replace(".", "_")
    return key if str(meant) == key and isinstance(meant, SceneKey) else key.replace("_", "-")


def _safe(*parts: str) -> str:
    key = _UNSAFE.sub("_", "_".join(part for part in parts if part)).strip("._-")[:_LONGEST].rstrip(".-")
    return f"_{key}"[:_LONGEST] if not key or _RESERVED.fullmatch(key) else key


class OwnKeys:
    """Makes keys of names in a dataset, each another, also where a file system ignores upper and lower case.

    Names that differ in what keys leave out get numbers in the order in which they come.
    """

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def __call__(self, *parts: str) -> str:
        """Return the key of the parts, see `safe_key`, which is no other's."""
        first = key = safe_key(*parts)
        while (folded := key.casefold()) in self._next:
            number = self._next.get(first.casefold(), 1) + 1
            self._next[first.casefold()] = number
            key = f"{first[: _LONGEST - 8]}_{number}"
        self._next[folded] = 1
        return key
