# SPDX-License-Identifier: GPL-3.0-or-later
"""BEAT: one speaker a take, with motion, face, voice and words under one name.

What a name such as ``1_wayne_0_65_72`` says, is said in BEAT's README and its issue 13: the speaker's number
and name, the kind of recording, and the first and last section. Sections of speeches belong to an emotion,
conversations are neutral. Files are in a folder per speaker, or in one per kind (``bvh``, ``json``, ``wave``,
``textgrid``). Not read: emotions over time (``.csv``) and gestures (``.txt``). Of version 0.2.1 is known that
the hips of the first frame are at the origin (docs/updation.md there), and that some of its headers say 24
frames per second where there are 120.
"""

from __future__ import annotations

import itertools
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.findings import Finding
from ...foundation.wording import some
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import files_below, is_folder
from .layout import ListedScenes, OwnKeys, actor_id, nothing_of

__all__ = ["LAYOUT"]

_STEM = re.compile(r"(\d{1,2})_([A-Za-z]+)_([0-7])_(\d{1,3})_(\d{1,3}|[ab])")
_BODY, _FACE, _VOICE, _WORDS = ".bvh", ".json", ".wav", ".textgrid"
_KINDS = (_BODY, _FACE, _VOICE, _WORDS)
_RATE = Fraction(120)
_WRONG_RATES = ((Fraction(24), _RATE),)
_LANGUAGES = ("English", "Chinese", "Spanish", "Japanese")
# The last section of a speech that has the emotion.
_EMOTIONS = (
    (64, "neutral"),
    (72, "happiness"),
    (80, "anger"),
    (86, "sadness"),
    (94, "contempt"),
    (102, "surprise"),
    (110, "fear"),
    (118, "disgust"),
)
_FOLDER = re.compile(r"\d{1,2}|bvh\w*", re.IGNORECASE)
_LOOKED_AT = 200  # names in a folder


def _names(root: Path) -> Iterator[str]:
    """Yield the paths of a few files in the folder, and in those of speakers or motions in it."""
    with os.scandir(root) as entries:
        few = list(itertools.islice(entries, _LOOKED_AT))
    yield from (entry.name for entry in few)
    folders = sorted(entry.name for entry in few if _FOLDER.fullmatch(entry.name) and is_folder(entry))
    for folder in folders[:5]:
        with os.scandir(root / folder) as entries:
            yield from (f"{folder}/{entry.name}" for entry in itertools.islice(entries, _LOOKED_AT))


def _listed(root: Path) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """Return name -> extension -> path, and findings about names that occur twice."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    twice: list[str] = []
    for path in files_below(root):
        name = path.rpartition("/")[2]
        stem, dot, extension = name.rpartition(".")
        kind = f"{dot}{extension.lower()}"
        if kind in _KINDS and _STEM.fullmatch(stem):
            if kind in found[stem]:
                twice.append(path)
            else:
                found[stem][kind] = path
    own_key = OwnKeys()
    takes = {own_key(stem): files for stem, files in found.items() if _BODY in files}
    findings = []
    if twice:
        text = f"{root}: {len(twice)} files are ignored since another has the same name: {some(twice, 5)}"
        findings.append(Finding("same-name-twice", text, path=str(root)))
    if len(takes) < len(found):
        lacking = sorted(stem for stem, files in found.items() if _BODY not in files)
        text = f"{root}: {len(lacking)} takes are not listed since they have no .bvh: {some(lacking, 5)}"
        findings.append(Finding("missing-body", text, path=str(root)))
    return takes, findings


def _emotion(kind: int, section: int) -> str | None:
    if kind % 2:
        return "neutral"
    return next((name for last, name in _EMOTIONS if section <= last), None)


@dataclass(frozen=True)
class _Beat:
    name: str = "beat"
    title: str = "BEAT"

    def recognise(self, root: Path) -> str | None:
        """By the name of a motion file, such as ``1/1_wayne_0_1_1.bvh``."""
        if not root.is_dir():
            return None
        for path in _names(root):
            stem, _, extension = path.rpartition("/")[2].rpartition(".")
            if f".{extension.lower()}" == _BODY and _STEM.fullmatch(stem):
                return path
        return None

    def open(self, root: Path) -> ListedScenes[dict[str, str]]:
        """List the files."""
        takes, findings = _listed(root)
        if not takes:
            raise nothing_of(self, root, "1/1_wayne_0_1_1.bvh, or one named alike")

        def make(key: str, files: dict[str, str]) -> Scene:
            return _scene(root, key, files)

        return ListedScenes(root, takes, make, _RATE, tuple(findings))


def _scene(root: Path, key: str, files: dict[str, str]) -> Scene:
    # Of the name, and not of the key, which has more in it where another's is the same but for its case.
    _, name, number, section, _ = Path(files[_BODY]).stem.split("_")
    speaker, kind = actor_id(name), int(number)
    paths = {each: root / files[each] for each in _KINDS if each in files}
    findings = []
    for code, extension, consequence in (
        ("missing-face", _FACE, "the face stays neutral"),
        ("missing-voice", _VOICE, "the actor is not heard"),
    ):
        if extension not in paths:
            text = f"{paths[_BODY].stem}{extension} is missing: {consequence}"
            findings.append(Finding(code, text, path=str(paths[_BODY])))
    return Scene(
        key,
        "",
        0,
        (
            Performance(
                performance_key(key, speaker),
                speaker,
                None,
                body=paths[_BODY],
                face_arkit=paths.get(_FACE),
                voice=paths.get(_VOICE),
                units="auto",
                up="auto",
                rates=_WRONG_RATES,
                ground=True,
                words=paths.get(_WORDS),
            ),
        ),
        emotion=_emotion(kind, int(section)),
        findings=tuple(findings),
        layout="beat",
        action=f"{_LANGUAGES[kind // 2]} {'conversation' if kind % 2 else 'speech'}",
        alone=True,
    )


LAYOUT = _Beat()
