# SPDX-License-Identifier: GPL-3.0-or-later
"""The dataset that the panels show: opened when its folder is chosen, kept while Blender runs.

The cache is keyed by the folder, so undo, other scenes and other files find their datasets. Drawing uses only
what is in the cache (``known``, ``lengths``) and has the rest read later (:func:`later`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import bpy

from ...core.dataset import Dataset, Overview, Scene, SceneFilter, survey
from ...core.face.arkit import FaceReading
from ...core.foundation.errors import InteractError, UsageError
from ...core.performance.lengths import SceneLengths, measure_lengths, peek_seconds
from ..common.addon import preferences
from ..common.choices import face_reading
from ..common.deferred import later
from ..common.properties import LISTENERS, Listeners, settings_of
from ..common.read_ahead import ReadAhead
from .row_facts import order_of
from .scene_texts import CaptionSearch, SceneTexts, read_texts

__all__ = [
    "Catalog",
    "chosen_scene",
    "dataset_missing",
    "dataset_root",
    "forget",
    "known",
    "known_scene",
    "lengths",
    "make_room",
    "open_dataset",
    "problem",
    "register",
    "reload",
    "scene_missing",
    "texts",
    "unregister",
]


@dataclass(eq=False)
class Catalog:
    """A dataset that was read.

    Attributes:
        dataset: The dataset.
        overview: Its contents.
    """

    dataset: Dataset
    overview: Overview
    _lengths: dict[tuple[str, str, FaceReading], SceneLengths] = field(default_factory=dict)
    _texts: dict[str, SceneTexts] = field(default_factory=dict)
    _chosen: dict[str, Scene] = field(default_factory=dict)
    _matches: tuple[tuple[SceneFilter, int], tuple[bool, ...]] | None = None
    _order: tuple[tuple[object, ...], list[int]] = ((), [])

    def __post_init__(self) -> None:
        self._search = CaptionSearch(self.overview.scenes)
        self._seconds = ReadAhead(self._peek)

    def matches(self, wanted: SceneFilter) -> Sequence[bool]:
        """Return for each scene whether it matches; cached until the filter changes.

        The captions of thousands of scenes are read little by little: more scenes match with every drawing.
        """
        waits = self._search.waits_for(wanted)
        if waits:
            later((id(self), "captions"), self._search.read_some)
        if self._matches is None or self._matches[0] != (wanted, waits):
            self._matches = (wanted, waits), self._search.matches(wanted)
        return self._matches[1]

    def scene(self, key: str) -> Scene:
        """Return a scene with what only its recordings say, such as who is a man; read once.

        Raises:
            DatasetError: there is none of this key.
        """
        if key not in self._chosen:
            self._chosen[key] = self.dataset.scene(key)
        return self._chosen[key]

    def listed(self, key: str) -> Scene | None:
        """Return a scene as far as it is known; None if there is none of this key."""
        position = self.overview.index.get(key)
        return None if position is None else self._chosen.get(key, self.overview.scenes[position])

    def seconds(self, key: str, bodies: str, reading: FaceReading) -> float | None:
        """Return a scene's length by the headers of its motion files; None until a thread has read them."""
        found: float | None = self._seconds.get((key, bodies, reading))
        return found

    def order(self, wanted: str, *, descending: bool, bodies: str, reading: FaceReading) -> list[int]:
        """Return for each scene its place in the list; it changes while lengths are read.

        Args:
            wanted: One of `row_facts.ORDERS`.
            descending: Whether the last is first.
            bodies: Which motion files count.
            reading: How faces are read.
        """
        scenes, known = self.overview.scenes, self._seconds.known
        state: tuple[object, ...] = (wanted, descending)
        if wanted == "LENGTH":
            state = (wanted, descending, bodies, reading, len(known))
            if self._order[0][:4] != state[:4]:
                self._seconds.want((scene.key, bodies, reading) for scene in reversed(scenes))
        if self._order[0] != state:
            seconds = {
                key: value for (key, *which), value in known.copy().items() if which == [bodies, reading]
            }
            self._order = state, order_of(scenes, wanted, descending=descending, seconds=seconds)
        return self._order[1]

    def close(self) -> None:
        """End what is being read."""
        self._seconds.stop()

    def _peek(self, key: tuple[str, str, FaceReading]) -> float | None:
        return peek_seconds(self.overview.scenes[self.overview.index[key[0]]], *key[1:])

    def texts(self, key: str) -> SceneTexts | None:
        """Return a scene's captions and labels if they are known; else None, and they are read later."""
        if key not in self._texts and key in self.overview.index:
            later((id(self), key, "texts"), partial(self._read_texts, key))
        return self._texts.get(key)

    def _read_texts(self, key: str) -> None:
        self._texts[key] = read_texts(self.overview.scenes[self.overview.index[key]])

    def lengths(self, key: str, bodies: str, reading: FaceReading) -> SceneLengths | None:
        """Return a scene's lengths if they are in the cache; else None, and they are read later."""
        found = self._lengths.get((key, bodies, reading))
        if found is None and key in self.overview.index:
            later((id(self), key, bodies, reading), partial(self._measure, key, bodies, reading))
        return found

    def _measure(self, key: str, bodies: str, reading: FaceReading) -> None:
        scene = self.overview.scenes[self.overview.index[key]]
        self._lengths[key, bodies, reading] = measure_lengths(scene, bodies, reading)


_Place = tuple[Path, str]
_read: dict[_Place, Catalog | InteractError] = {}


def dataset_root(context: bpy.types.Context) -> Path | None:
    """Return the dataset's folder: the file's choice, else the one in the preferences."""
    settings = settings_of(context)
    chosen = settings.dataset or getattr(preferences(context), "dataset", "")
    return Path(bpy.path.abspath(chosen)) if chosen else None


def dataset_missing(operator: Any, context: bpy.types.Context) -> bool:
    """For ``poll``: whether no dataset is chosen; sets the poll message."""
    if dataset_root(context) is not None:
        return False
    operator.poll_message_set("Choose a dataset folder first")
    return True


def scene_missing(operator: Any, context: bpy.types.Context) -> bool:
    """For ``poll``: whether no dataset or no scene is chosen; sets the poll message."""
    if dataset_missing(operator, context):
        return True
    if settings_of(context).key:
        return False
    operator.poll_message_set("Choose a scene in the list first")
    return True


def open_dataset(context: bpy.types.Context) -> Dataset:
    """Return the chosen dataset.

    Raises:
        UsageError: none is chosen.
        DatasetError: the folder is not a dataset.
    """
    return _open(context).dataset


def chosen_scene(context: bpy.types.Context) -> Scene:
    """Return the chosen scene of the chosen dataset.

    Raises:
        UsageError: none is chosen.
        DatasetError: it is not in the dataset.
    """
    catalog = _open(context)
    key = settings_of(context).key
    if not key:
        raise UsageError("no scene is chosen", cure="Choose one in the list of scenes")
    return catalog.scene(key)


def known(context: bpy.types.Context) -> Catalog | None:
    """Return the chosen dataset if it was read before; else None, and it is read later. No disk access."""
    place = _place(context)
    if place is None:
        return None
    if place not in _read:
        later(("dataset", place), partial(_remember, place))
        return None
    found = _read[place]
    return found if isinstance(found, Catalog) else None


def known_scene(context: bpy.types.Context) -> Scene | None:
    """Return the chosen scene if its dataset was read before; None if it has no scene of that key."""
    catalog = known(context)
    if catalog is None:
        return None
    return catalog.listed(settings_of(context).key)


def lengths(context: bpy.types.Context) -> SceneLengths | None:
    """Return the chosen scene's lengths if they are known; else None, and they are read later."""
    catalog, settings = known(context), settings_of(context)
    return None if catalog is None else catalog.lengths(settings.key, settings.bodies, face_reading(context))


def texts(context: bpy.types.Context) -> SceneTexts | None:
    """Return the chosen scene's captions and labels if they are known; else None, and they are read later."""
    catalog = known(context)
    return None if catalog is None else catalog.texts(settings_of(context).key)


def problem(context: bpy.types.Context) -> str | None:
    """Return the error of reading the chosen folder, or None."""
    place = _place(context)
    found = None if place is None else _read.get(place)
    return str(found) if isinstance(found, InteractError) else None


def reload(context: bpy.types.Context) -> None:
    """Read the chosen dataset again, at once; :func:`problem` returns the error, if any."""
    place = _place(context)
    if place is not None:
        _remember(place)


def forget() -> None:
    """Empty the cache."""
    for place in list(_read):
        _drop(place)


def _open(context: bpy.types.Context) -> Catalog:
    place = _place(context)
    if place is None:
        raise UsageError("no dataset is chosen", cure="Choose its folder in the InterAct tab of the sidebar")
    if place not in _read:
        _remember(place)
    found = _read[place]
    if isinstance(found, InteractError):
        raise found.with_traceback(None)
    return found


def _place(context: bpy.types.Context) -> _Place | None:
    root = dataset_root(context)
    return None if root is None else (root, settings_of(context).dataset_layout)


def _drop(place: _Place) -> None:
    found = _read.pop(place, None)
    if isinstance(found, Catalog):
        found.close()


def _remember(place: _Place) -> None:
    _drop(place)
    try:
        dataset = Dataset.open(*place)
        catalog = Catalog(dataset, survey(dataset))
    except InteractError as error:
        _read[place] = error
        return
    _read[place] = catalog
    make_room(len(catalog.overview.scenes))


def make_room(count: int) -> None:
    """Add rows until the list has one for every scene.

    Rows hold no data: row n shows scene n of the dataset that its window's scene has chosen, and rows beyond
    its last scene are not shown. So rows are never stale.
    """
    for manager in bpy.data.window_managers:
        rows = getattr(manager, "interact_dataset").rows  # noqa: B009 (unknown to the type checker)
        while len(rows) < count:
            number = len(rows)
            rows.add().number = number


def _row_of(context: Any, key: str) -> int:
    catalog = known(context)
    return -1 if catalog is None else catalog.overview.index.get(key, -1)


def _key_of(context: Any, row: int) -> str | None:
    catalog = known(context)
    if catalog is None or not 0 <= row < len(catalog.overview.scenes):
        return None
    return catalog.overview.scenes[row].key


def register() -> None:
    """Follow the choice of the dataset."""
    LISTENERS.dataset.append(reload)
    LISTENERS.row_of, LISTENERS.key_of = _row_of, _key_of


def unregister() -> None:
    """Undo what :func:`register` did."""
    LISTENERS.dataset.remove(reload)
    LISTENERS.row_of, LISTENERS.key_of = Listeners().row_of, Listeners().key_of
