# SPDX-License-Identifier: GPL-3.0-or-later
"""Any other dataset, as a ``dataset.toml`` in its folder, or somewhere else, describes it.

::

    title = "Duets"                     # all but a body is optional
    root = "recordings"                 # the folder, from this file's; default: this file's own
    scene = "{day}_{take}"              # who has the same of these is together; default: all but actor
    together = [["18", "19"]]           # actors whose files differ only in who they are; default: all
    rate = 120                          # frames per second, of files that do not say it
    units = "cm"                        # of BVH files; default: detected
    up = "Y"                            # likewise
    form = "smpl"                       # of bodies that are no BVH; default: by their contents

    [files]                             # paths from the root; {part} stands for any text without a slash
    body = "{day}/{actor}_{take}.bvh"
    face = "faces/{day}_{actor}_{take}.csv"
    voice = "audio/{day}_{actor}_{take}.wav"
    labels = "labels/{day}_{actor}_{take}.csv"
    words = "textgrids/{day}_{actor}_{take}.TextGrid"
    text = "texts/{day}_{take}.txt"     # one caption per line
    video = "videos/{day}_{take}.mp4"

    [actors.18]
    name = "Anna"                       # what the actor is called here
    sex = "female"
    person = "person1"                  # which person of a body file that holds several

A file that holds both people (``body = "{take}.pkl"``) has no ``{actor}``: those of ``[actors]`` are in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...animation.bvh.units import UNIT_CHOICES, UP_CHOICES
from ...animation.motion_files import FORM_NAMES
from ...foundation.choices import ids
from ...foundation.errors import DatasetError, UsageError
from ...foundation.findings import Finding
from ...foundation.toml_file import read_toml
from ...foundation.wording import some
from ...schema.kinds import Rate
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import files_below
from .layout import ListedScenes, OwnKeys, actor_ids

__all__ = ["LAYOUT", "NAME"]

NAME = "dataset.toml"
_CURE = "See docs/datasets.md, or the head of core/dataset/layouts/described.py"
_KINDS = ("body", "face", "voice", "labels", "words", "text", "video")
_OF_SCENES = ("text", "video")
_PART = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LONGEST = 1000  # characters of a pattern
_TOP = {"title", "root", "scene", "together", "rate", "units", "up", "form", "files", "actors"}


@dataclass(frozen=True)
class _Description:
    """What the file says, checked."""

    path: Path
    root: Path
    title: str
    patterns: Mapping[str, str]
    scene: str
    together: tuple[frozenset[str], ...]
    rate: Fraction | None
    units: str
    up: str
    form: str
    actors: Mapping[str, Mapping[str, str]]


@dataclass
class _Entry:
    """The files of a scene: actor -> kind -> path, and the scene's own."""

    people: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    own: dict[str, str] = field(default_factory=dict)


def _file_of(root: Path) -> Path:
    return root / NAME if root.is_dir() else root


def _text(values: Mapping[str, Any], name: str, path: Path, default: str = "") -> str:
    value = values.get(name, default)
    if not isinstance(value, str):
        raise DatasetError(f"{name} = {value!r} is not a text in quotes", path=path, cure=_CURE)
    return value


def _one_of(values: Mapping[str, Any], name: str, choices: tuple[str, ...], path: Path) -> str:
    value = _text(values, name, path, "auto")
    if value not in choices:
        raise DatasetError(f"{name} = {value!r} is not one of {', '.join(choices)}", path=path)
    return value


def _described(path: Path) -> _Description:
    values = read_toml(path, "the description of the dataset", DatasetError, cure=_CURE)
    unknown = sorted(set(values) - _TOP)
    if unknown:
        raise DatasetError(f"unknown {some(unknown)}: it has {some(sorted(_TOP))}", path=path, cure=_CURE)
    files = values.get("files")
    if not isinstance(files, dict) or not isinstance(files.get("body", files.get("face")), str):
        raise DatasetError("there is no table [files] with a pattern for body", path=path, cure=_CURE)
    strange = sorted(set(files) - set(_KINDS))
    if strange:
        raise DatasetError(f"[files] has {some(strange)}: it may have {some(_KINDS)}", path=path, cure=_CURE)
    patterns = {kind: _text(files, kind, path) for kind in _KINDS if kind in files}
    for kind, pattern in patterns.items():
        if len(pattern) > _LONGEST:
            raise DatasetError(
                f"{kind} has {len(pattern)} characters, more than any path", path=path, cure=_CURE
            )
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise DatasetError(f"{kind} = {pattern!r} leads out of the folder", path=path, cure=_CURE)
    root = path.parent / _text(values, "root", path)
    parts = dict.fromkeys(
        part for pattern in patterns.values() for part in _PART.findall(pattern) if part != "actor"
    )
    scene = _text(values, "scene", path, "_".join(f"{{{part}}}" for part in parts))
    missing = sorted(
        set(_PART.findall(scene)) - set(_PART.findall(patterns.get("body", patterns.get("face", ""))))
    )
    if missing or not _PART.search(scene):
        what = f"{some(missing)} of scene = {scene!r}" if missing else "what tells scenes apart"
        raise DatasetError(f"the pattern of bodies does not have {what}", path=path, cure=_CURE)
    return _Description(
        path,
        root,
        _text(values, "title", path) or path.absolute().parent.name,
        patterns,
        scene,
        _together(values, path),
        _rate(values, path),
        _one_of(values, "units", ids(UNIT_CHOICES), path),
        _one_of(values, "up", ids(UP_CHOICES), path),
        _one_of(values, "form", ("auto", "bvh", *FORM_NAMES), path),
        _actors(values, path),
    )


def _together(values: Mapping[str, Any], path: Path) -> tuple[frozenset[str], ...]:
    groups = values.get("together", [])
    if not isinstance(groups, list) or not all(
        isinstance(group, list) and all(isinstance(each, str) for each in group) for group in groups
    ):
        raise DatasetError(
            "together is not a list of lists of actors", path=path, cure='Write together = [["18", "19"]]'
        )
    return tuple(frozenset(group) for group in groups)


def _rate(values: Mapping[str, Any], path: Path) -> Fraction | None:
    if "rate" not in values:
        return None
    try:
        return Rate().from_plain("rate", values["rate"])
    except UsageError as error:
        raise DatasetError(error.message, path=path, cure="Write rate = 30") from error


def _actors(values: Mapping[str, Any], path: Path) -> dict[str, dict[str, str]]:
    actors = values.get("actors", {})
    if not isinstance(actors, dict) or not all(isinstance(each, dict) for each in actors.values()):
        raise DatasetError("[actors] is not a table of tables", path=path, cure=_CURE)
    for actor, each in actors.items():
        strange = sorted(set(each) - {"name", "sex", "person"})
        if strange or not all(isinstance(value, str) for value in each.values()):
            raise DatasetError(
                f"[actors.{actor}] may have the texts name, sex and person", path=path, cure=_CURE
            )
        if each.get("sex", "male") not in ("male", "female"):
            raise DatasetError(f"[actors.{actor}]: sex is male or female", path=path)
    return actors


def _expression(pattern: str) -> re.Pattern[str]:
    """Return what a pattern means; a part that occurs twice is the same text both times."""
    out, seen, end = "", set(), 0
    for match in _PART.finditer(pattern):
        out += re.escape(pattern[end : match.start()])
        out += f"(?P={match[1]})" if match[1] in seen else f"(?P<{match[1]}>[^/]+?)"
        seen.add(match[1])
        end = match.end()
    return re.compile(out + re.escape(pattern[end:]))


def _may_fit(path: str, literals: Sequence[str]) -> bool:
    """Return whether a path has the fixed texts of a pattern in order, and ends with the last.

    Looked at first: what has them not, takes a regular expression of many parts forever.
    """
    at = 0
    for literal in literals:
        at = path.find(literal, at)
        if at < 0:
            return False
        at += len(literal)
    return path.endswith(literals[-1])


def _listed(what: _Description) -> tuple[dict[str, _Entry], list[Finding]]:
    entries: dict[str, _Entry] = defaultdict(_Entry)
    expressions = {kind: _expression(pattern) for kind, pattern in what.patterns.items()}
    literals = {kind: _PART.split(pattern)[::2] for kind, pattern in what.patterns.items()}
    counts = dict.fromkeys(expressions, 0)
    scene_parts = _PART.findall(what.scene)
    for path in files_below(what.root):
        for kind, expression in expressions.items():
            match = expression.fullmatch(path) if _may_fit(path, literals[kind]) else None
            if match is None or not set(scene_parts) <= match.groupdict().keys():
                continue
            counts[kind] += 1
            values = match.groupdict()
            name = _filled(what.scene, values)
            if kind in _OF_SCENES:
                entries[name].own[kind] = path
                continue
            for actor in (values["actor"],) if "actor" in values else (*what.actors,) or ("P1", "P2"):
                entries[name].people[actor][kind] = path
            break
    findings = [
        Finding(
            "no-files",
            f"{what.path}: no file in {what.root} has the form of {kind} = {what.patterns[kind]!r}",
            path=str(what.path),
        )
        for kind, count in counts.items()
        if not count
    ]
    acted = {name: entry for name, entry in entries.items() if entry.people}
    split = dict(_split_up(acted, what.together))
    own_key = OwnKeys()
    return {own_key(name): entry for name, entry in sorted(split.items())}, findings


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _PART.sub(lambda part: values[part[1]], template)


def _split_up(
    entries: Mapping[str, _Entry], together: tuple[frozenset[str], ...]
) -> Iterator[tuple[str, _Entry]]:
    """Yield the scenes of those who belong together, where not all who have the same parts do."""
    for name, entry in entries.items():
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for actor in entry.people:
            groups[next((each for each in together if actor in each), frozenset())].append(actor)
        for group, members in groups.items():
            own = name if len(groups) == 1 else f"{name}_{'-'.join(sorted(group or members))}"
            yield own, _Entry({actor: entry.people[actor] for actor in members}, entry.own)


@dataclass(frozen=True)
class _Described:
    name: str = "described"
    title: str = "dataset.toml"

    def recognise(self, root: Path) -> str | None:
        """By a dataset.toml in the folder, or one that is given in its place."""
        path = _file_of(root)
        return path.name if path.suffix.lower() == ".toml" and path.is_file() else None

    def open(self, root: Path) -> ListedScenes[_Entry]:
        """Read the description, and list the files that fit it."""
        what = _described(_file_of(root))
        if not what.root.is_dir():
            raise DatasetError(f"its root {what.root} is not a folder", path=what.path)
        entries, findings = _listed(what)
        if not entries:
            raise DatasetError(
                f"no file in {what.root} has the form of body = {what.patterns.get('body')!r}",
                path=what.path,
                cure="Write the path from the root, with {part} for what differs",
            )

        def make(key: str, entry: _Entry) -> Scene:
            return _scene(what, key, entry)

        told = what.patterns["body"].lower().endswith(".bvh")  # by the files themselves
        return ListedScenes(root, entries, make, None if told else what.rate, tuple(findings), what.title)


def _scene(what: _Description, key: str, entry: _Entry) -> Scene:
    def path(files: Mapping[str, str], kind: str) -> Path | None:
        return what.root / files[kind] if kind in files else None

    findings: list[Finding] = []
    performances = []
    people = sorted(entry.people.items())
    ids = actor_ids(what.actors.get(actor, {}).get("name", actor) for actor, _ in people)
    for number, (named, (actor, files)) in enumerate(zip(ids, people, strict=True), 1):
        about = what.actors.get(actor, {})
        body = path(files, "body")
        if body is None:
            text = f"scene {key}: actor {actor} has no body ({what.patterns.get('body')})"
            findings.append(Finding("missing-body", text, path=str(what.path)))
        form = what.form
        if form == "auto":
            form = "bvh" if body is not None and body.suffix.lower() == ".bvh" else "auto"
        shared = "{actor}" not in what.patterns.get("body", "{actor}")
        performances.append(
            Performance(
                performance_key(key, named),
                named,
                about.get("sex"),
                body=body,
                face_arkit=path(files, "face"),
                voice=path(files, "voice"),
                form=form,
                person=about.get("person", str(number) if shared else ""),
                units=what.units,
                up=what.up,
                rate=what.rate,
                labels=path(files, "labels"),
                words=path(files, "words"),
            )
        )
    if len(performances) > 2:
        names = ", ".join(each.actor_id for each in performances)
        text = f"scene {key} has {len(performances)} actors ({names}): the first two are used"
        findings.append(Finding("more-than-two-actors", text, path=str(what.path)))
    return Scene(
        key,
        "",
        0,
        tuple(performances[:2]),
        findings=tuple(findings),
        layout="described",
        parts=tuple(kind for kind in ("body", "face", "voice") if kind in what.patterns),
        caption_file=path(entry.own, "text"),
        video=path(entry.own, "video"),
    )


LAYOUT = _Described()
