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

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import DatasetError
from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .described_files import SceneFiles, list_described
from .described_toml import Description, read_description
from .layout import ListedScenes, actor_ids

__all__ = ["LAYOUT", "NAME"]

NAME = "dataset.toml"


def _file_of(root: Path) -> Path:
    return root / NAME if root.is_dir() else root


@dataclass(frozen=True)
class _Described:
    name: str = "described"
    title: str = "dataset.toml"

    def recognise(self, root: Path) -> str | None:
        """By a dataset.toml in the folder, or one that is given in its place."""
        path = _file_of(root)
        return path.name if path.suffix.lower() == ".toml" and path.is_file() else None

    def open(self, root: Path) -> ListedScenes[SceneFiles]:
        """Read the description, and list the files that fit it."""
        what = read_description(_file_of(root))
        if not what.root.is_dir():
            raise DatasetError(f"its root {what.root} is not a folder", path=what.path)
        entries, findings = list_described(what)
        if not entries:
            raise DatasetError(
                f"no file in {what.root} has the form of body = {what.patterns.get('body')!r}",
                path=what.path,
                cure="Write the path from the root, with {part} for what differs",
            )

        def make(key: str, entry: SceneFiles) -> Scene:
            return _scene(what, key, entry)

        told = what.patterns.get("body", "").lower().endswith(".bvh")  # by the files themselves
        return ListedScenes(root, entries, make, None if told else what.rate, tuple(findings), what.title)


def _scene(what: Description, key: str, entry: SceneFiles) -> Scene:
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
