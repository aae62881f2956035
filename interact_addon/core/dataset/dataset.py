# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset that is opened once and returns scenes by key, whatever its layout."""

from __future__ import annotations

import difflib
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from ..animation.motion_files.forms import sex_in
from ..foundation.errors import DatasetError
from ..foundation.findings import Finding
from ..foundation.paths import exists_safely
from .layouts.layout import Layout, SceneSource, not_there
from .layouts.registry import LAYOUTS, find_layouts, is_general, layout_named, nearby_dataset, not_found
from .lip_acc import LIP_ACC
from .model import Scene
from .names import split_key

__all__ = ["Dataset"]


class Dataset:
    """A dataset folder in one of the layouts of `layouts`. Opening it reads listings, and no recordings.

    Clips of InterAct's extra set ``lip_acc`` are found by their keys, unless a scene has the same key;
    :meth:`extra` lists them.

    Attributes:
        root: The folder, or a ``dataset.toml`` that describes one.
        layout: Its layout.
        why: What it was recognised by; empty where the layout was given.
        findings: Problems of the dataset as a whole.
    """

    def __init__(self, root: Path, layout: Layout, source: SceneSource, why: str = "") -> None:
        self.root, self.layout, self.why = root, layout, why
        self._source = source
        self.findings: tuple[Finding, ...] = source.findings

    @classmethod
    def open(cls, root: str | os.PathLike[str], layout: str = "auto") -> Dataset:
        """Open a dataset folder.

        Args:
            root: The folder, or a ``dataset.toml`` that describes one.
            layout: The name of its layout, or ``auto``: as its files tell.

        Raises:
            DatasetError: The folder is not in this layout, or not in a known one.
            UsageError: There is no such layout.
        """
        folder = Path(root).expanduser()
        if layout != "auto":
            chosen = layout_named(layout)
            if not exists_safely(folder):
                raise not_found(folder)
            return cls(folder, chosen, chosen.open(folder))
        found = find_layouts(folder)
        if not found or is_general(found[0][0]):
            better = nearby_dataset(folder) if folder.is_dir() else None
            if better is not None or not found:
                raise _unknown(folder, better)
        (chosen, why), others = found[0], found[1:]
        dataset = cls(folder, chosen, chosen.open(folder), why)
        if others:
            names = " or ".join(f"{each.title} ({reason})" for each, reason in others)
            text = f"{folder} is read as {chosen.title} ({why}), and also looks like {names}"
            cure = f"choose with --dataset-layout {others[0][0].name}"
            dataset.findings += (
                Finding("layout-guessed", f"{text}: {cure}", path=str(folder), level="info"),
            )
        return dataset

    @property
    def rate(self) -> Fraction | None:
        """Frames per second of the recordings; None where they may differ."""
        return self._source.rate

    def describe(self) -> str:
        """Return what it is in one line, such as ``Inter-X: 11,388 scenes, 2 people, 120 fps, texts``.

        The people and texts are those of the first scene.
        """
        keys = self.keys()
        parts = [f"{len(keys):,} scene{'' if len(keys) == 1 else 's'}"]
        if keys:
            first = self._source.scene(keys[0])  # as it is listed: no recording is read for a line
            people = first.performances
            parts.append("1 person" if len(people) == 1 else f"{len(people)} people")
            if self.rate is not None:
                parts.append(f"{float(self.rate):g} fps")
            parts += [
                word
                for word, there in (
                    ("faces", any(each.face_arkit or each.face_ict for each in people)),
                    ("voices", any(each.voice for each in people)),
                    ("texts", first.caption_file or first.text),
                    ("labels", any(each.labels for each in people)),
                    ("words", any(each.words for each in people)),
                    ("videos", first.video),
                )
                if there
            ]
        return f"{self._source.title or self.layout.title}: {', '.join(parts)}"

    def keys(self) -> list[str]:
        """Return the keys of all scenes, sorted."""
        return list(self._source.keys())

    def scenes(self) -> list[Scene]:
        """Return all scenes, sorted by key; who is a man or a woman only as far as it needs no recordings."""
        return [replace(self._source.scene(key), root=self.root) for key in self.keys()]

    def extra(self) -> Dataset | None:
        """Open InterAct's extra set ``lip_acc`` as a dataset of its own; None where there is none.

        Raises:
            DatasetError: it cannot be read.
        """
        folder = self.root / LIP_ACC
        if self.layout.name != "interact" or self.root.name == LIP_ACC or not folder.is_dir():
            return None
        return Dataset.open(folder, self.layout.name)

    def scene(self, key: str) -> Scene:
        """Return one scene. Who is a man or a woman is read from the bodies, where these say it.

        Args:
            key: A scene's key, or that of a performance in it. InterAct's may lack zeros: ``20231119_51``.

        Raises:
            UsageError: ``key`` is not a valid key.
            DatasetError: The scene is not in the dataset; the message lists similar keys.
        """
        wanted = split_key(key)[0]
        try:
            return replace(_with_sexes(self._source.scene(wanted)), root=self.root)
        except DatasetError as error:
            near = difflib.get_close_matches(wanted, keys, n=5, cutoff=0.7) if (keys := self.keys()) else []
            if not near or "Similar keys" in (error.cure or ""):
                raise
            raise not_there(wanted, self.root, len(keys), near) from error


def _with_sexes(scene: Scene) -> Scene:
    performances = tuple(
        replace(each, sex=sex_in(path, each.form, each.person))
        if each.sex is None and each.form != "bvh" and (path := each.body) is not None
        else each
        for each in scene.performances
    )
    return scene if performances == scene.performances else replace(scene, performances=performances)


def _unknown(folder: Path, better: Path | None) -> DatasetError:
    """Return the error for what is no dataset, or only a part of one."""
    if not folder.is_dir():
        return DatasetError("this is a file, not a dataset folder", path=folder)
    if better is not None:
        return DatasetError("not a dataset in a known layout", path=folder, cure=f"Did you mean {better}")
    titles = ", ".join(choice.label for choice in LAYOUTS[2:])
    return DatasetError(
        f"not a dataset in a known layout ({titles})",
        path=folder,
        cure="Give the folder that contains bvhs, face_arkit, wav, or describe it in a dataset.toml "
        "(docs/datasets.md)",
    )
