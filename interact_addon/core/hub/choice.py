# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the files of a dataset in the InterAct layout: by folder, by scene, by what the databases say.

Files are told apart by their names alone, so that folders which a later revision adds are offered too.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from ..dataset.databases import read_actors, read_scenarios
from ..dataset.face_models import BASIS, TEMPLATES
from ..dataset.filters import SceneFilter
from ..dataset.folders import FOLDERS, listing_of
from ..dataset.layouts.interact import InterActScenes
from ..dataset.lip_acc import LIP_ACC, SENTENCES
from ..dataset.names import PerformanceKey, SceneKey
from ..foundation.errors import UsageError
from ..foundation.wording import some
from .options import DownloadOptions
from .remote_file import RemoteFile

__all__ = ["DATABASES", "OTHER", "Chosen", "choose", "part_of"]

DATABASES = ("actors.db", "scenarios.db")
OTHER = "other"
_ALWAYS = (*DATABASES, "README.md", "LICENSE", "LICENSE.md", "LICENSE.txt")
_WITH_A_FOLDER = {BASIS: TEMPLATES, SENTENCES: LIP_ACC}

Chosen = tuple[list[RemoteFile], Mapping[str, list[RemoteFile]]]


def part_of(file: RemoteFile) -> str:
    """Return the part of a dataset that a file belongs to: its folder, or ``other``; empty: every part."""
    if file.folder:
        return file.folder
    if file.path in _ALWAYS:
        return ""
    return _WITH_A_FOLDER.get(file.path, OTHER)


def choose(
    files: Sequence[RemoteFile],
    options: DownloadOptions,
    name: str,
    databases: Callable[[], Path],
) -> Chosen:
    """Choose files.

    The databases, the card and the licence are always chosen. Of the heads' models, those of the chosen
    scenes' actors are. ``lip_acc`` belongs to no scene: if it is asked for, it is chosen whole.

    Args:
        files: All of the dataset.
        options: What is asked for.
        name: The dataset's, for messages.
        databases: Gives a folder with the databases; called if a filter needs them.

    Returns:
        The chosen files, and part -> files of the parts that were left out.

    Raises:
        UsageError: A part, a scene or a filter is unknown, or nothing matches.
    """
    parts: dict[str, list[RemoteFile]] = defaultdict(list)
    for file in files:
        parts[part_of(file)].append(file)
    wanted_parts = _parts(parts, options.only)
    scenes = _scenes(files, options, name, databases)
    actors = {key.actor for file in files if (key := _performance(file)) is not None and _is_of(file, scenes)}
    chosen = []
    for file in files:
        part = part_of(file)
        if part and part not in wanted_parts:
            continue
        if part == TEMPLATES and (stem := PurePosixPath(file.path).stem).isdecimal():
            wanted = stem in actors
        else:
            wanted = part in (LIP_ACC, OTHER) or _is_of(file, scenes)
        if wanted:
            chosen.append(file)
    left_out = {part: parts[part] for part in sorted(parts) if part and part not in wanted_parts}
    return chosen, left_out


def _parts(parts: Mapping[str, list[RemoteFile]], only: Iterable[str]) -> Collection[str]:
    there = sorted(part for part in parts if part)
    for part in only:
        if part not in there:
            raise UsageError(f"the dataset has no folder {part!r}", cure=f"Choose among {', '.join(there)}")
    if only := set(only):
        return only
    of_scenes = {part for part in there if any(map(_scene_of, parts[part]))}
    return (of_scenes | {TEMPLATES}) - {LIP_ACC}


def _scenes(
    files: Sequence[RemoteFile], options: DownloadOptions, name: str, databases: Callable[[], Path]
) -> Collection[SceneKey] | None:
    """Return the chosen scenes; None for all."""
    if not (options.scenes or options.where):
        return None
    there = {key for file in files if part_of(file) != LIP_ACC and (key := _scene_of(file)) is not None}
    wanted = [SceneKey.parse(text) for text in options.scenes]
    for key in wanted:
        if key not in there:
            near = difflib.get_close_matches(str(key), sorted(map(str, there)), n=5, cutoff=0.7)
            raise UsageError(
                f"scene {key} is not in {name} (number of scenes: {len(there)})",
                cure=f"Similar keys: {some(near)}",
            )
    chosen = set(wanted) or set(there)
    if options.where:
        matching = _matching(files, SceneFilter.parse(options.where), databases())
        chosen &= matching
        if not chosen:
            among = f"{len(wanted)} named scenes" if wanted else f"{len(there)} scenes of {name}"
            raise UsageError(
                f"none of the {among} matches {' and '.join(options.where)}", cure="Choose another filter"
            )
    return chosen


def _matching(files: Iterable[RemoteFile], wanted: SceneFilter, databases: Path) -> set[SceneKey]:
    names: dict[str, list[str]] = defaultdict(list)
    for file in files:
        if file.folder in FOLDERS and file.path.count("/") == 1:
            names[file.folder].append(file.name)
    actors, scenarios = DATABASES
    scenes = InterActScenes(
        databases,
        listing_of(databases, names),
        read_actors(databases / actors),
        read_scenarios(databases / scenarios),
    )
    keys = scenes.keys()
    return {SceneKey.parse(key) for key in keys if wanted.matches(scenes.scene(key))}


def _is_of(file: RemoteFile, scenes: Collection[SceneKey] | None) -> bool:
    """Return whether a file belongs to one of the scenes, or to none at all."""
    key = _scene_of(file)
    return key is None or scenes is None or key in scenes


def _performance(file: RemoteFile) -> PerformanceKey | None:
    if part_of(file) == LIP_ACC:
        return None
    return PerformanceKey.from_stem(PurePosixPath(file.path).stem)


def _scene_of(file: RemoteFile) -> SceneKey | None:
    """Return the scene that a file's name tells: its own key, or that of a performance in it."""
    stem = PurePosixPath(file.path).stem
    if (performance := PerformanceKey.from_stem(stem)) is not None:
        return performance.scene
    date, _, scenario = stem.partition("_")
    if not (len(date) == 8 and date.isdecimal() and scenario.isdecimal() and len(stem) <= 15):
        return None
    key = SceneKey(date, int(scenario))
    return key if str(key) == stem else None
