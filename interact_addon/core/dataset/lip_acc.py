# SPDX-License-Identifier: GPL-3.0-or-later
"""lip_acc: the extra hour of one actor reading sentences, in a folder beside the scenes' folders.

The dataset's card says that there is a folder ``lip_acc``, that its files are named like the others, and that
their scenario ids count the sentences of ``lip_acc_sentences.txt``. It does not say whether each kind of file
has a subfolder, nor whether counting begins at 0 or 1: both layouts are read, and the ids decide.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..foundation.arrays import map_array
from ..foundation.errors import DatasetError, FaceError
from ..foundation.face_files import FACE_EXTENSIONS, is_names_file
from ..foundation.findings import Finding
from ..foundation.reading.plain_file import plain_text
from .model import Performance, Scene
from .names import PerformanceKey, SceneKey

__all__ = ["LIP_ACC", "SENTENCES", "LipAcc", "LipClip", "lip_scenes", "models_root", "read_lip_acc"]

LIP_ACC = "lip_acc"
SENTENCES = "lip_acc_sentences.txt"
_MAX_BYTES = 1 << 24
_WIDTHS = {55: "face_ict", 51: "face_arkit", 52: "face_arkit", 61: "face_arkit"}
_NUMBERED = re.compile(r"(\d{1,6})(?:[.:)\t]\s*|\s+)(\S.*)")


@dataclass(frozen=True, slots=True)
class LipClip:
    """One sentence, read aloud. A path is None if the file is missing.

    Attributes:
        key: Such as ``20240128_006_017``.
        actor_id: Such as ``006``.
        number: The scenario id.
        sentence: The text that is read, or None if the list has no such line.
        face_ict: ICT-FaceKit weights.
        face_arkit: ARKit weights.
        voice: The voice recording.
    """

    key: str
    actor_id: str
    number: int
    sentence: str | None
    face_ict: Path | None = None
    face_arkit: Path | None = None
    voice: Path | None = None

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        value: dict[str, object] = {"key": self.key, "actor_id": self.actor_id, "sentence": self.sentence}
        paths = {"face_ict": self.face_ict, "face_arkit": self.face_arkit, "voice": self.voice}
        return value | {name: None if path is None else str(path) for name, path in paths.items()}


@dataclass(frozen=True)
class LipAcc:
    """The extra set of a dataset.

    Attributes:
        folder: The folder ``lip_acc``.
        clips: Sorted by number.
        findings: What is missing or invalid.
    """

    folder: Path
    clips: tuple[LipClip, ...]
    findings: tuple[Finding, ...] = ()

    def clip(self, key: str) -> LipClip | None:
        """Return the clip with this key, or None."""
        return next((clip for clip in self.clips if clip.key == key), None)


def lip_scenes(lips: LipAcc, sexes: Mapping[str, str]) -> dict[SceneKey, Scene]:
    """Return the clips as scenes of one performance, without bodies.

    Args:
        lips: From :func:`read_lip_acc`.
        sexes: Actor id -> ``male`` or ``female``, as far as known.
    """
    scenes: dict[SceneKey, Scene] = {}
    for clip in lips.clips:
        key = PerformanceKey.from_stem(clip.key)
        if key is None or key.scene in scenes:  # assumed: no two actors read the same sentence on one day
            continue
        performance = Performance(
            clip.key,
            clip.actor_id,
            sexes.get(clip.actor_id),
            face_arkit=clip.face_arkit,
            face_ict=clip.face_ict,
            voice=clip.voice,
            sentence=clip.sentence,
        )
        findings = []
        if clip.face_arkit is None and clip.face_ict is None:
            findings.append(Finding("missing-face", f"{lips.folder}: {clip.key} has no face"))
        if clip.voice is None:
            path = str(lips.folder / "wav" / f"{clip.key}.wav")
            findings.append(Finding("missing-voice", f"{path} is missing: the actor is not heard", path=path))
        scenes[key.scene] = Scene(
            str(key.scene),
            key.date,
            key.scenario,
            (performance,),
            text=clip.sentence,
            findings=tuple(findings),
            faces_only=True,
        )
    return scenes


def models_root(root: Path) -> Path:
    """Return the folder with the head models of a dataset: for ``lip_acc``, its parent folder."""
    return root.absolute().parent if root.name == LIP_ACC else root


@dataclass
class _Found:
    files: dict[PerformanceKey, dict[str, Path]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_lip_acc(root: str | os.PathLike[str]) -> LipAcc | None:
    """List the extra set of a dataset; None if it has none.

    Args:
        root: The dataset's folder, or the folder ``lip_acc`` itself.

    Raises:
        DatasetError: The folder or the list of sentences cannot be read.
    """
    folder = Path(root).expanduser()
    if folder.name != LIP_ACC:
        folder /= LIP_ACC
    if not folder.is_dir():
        return None
    found = _Found()
    for path in _files(folder):
        key = PerformanceKey.from_stem(path.stem)
        kind = None if key is None else _kind(path, found.findings)
        if key is not None and kind is not None:
            found.files.setdefault(key, {}).setdefault(kind, path)
    sentences = _sentences(folder, found.findings)
    numbers = sorted({key.scenario for key in found.files})
    # If the ids start at 0, 0 is the first line, unless the list itself is numbered.
    if numbers[:1] == [0] and 0 not in sentences:
        sentences = {number - 1: text for number, text in sentences.items()}
    lacking = [number for number in numbers if number not in sentences]
    if lacking and sentences:
        shown = ", ".join(map(str, lacking[:5])) + (", ..." if len(lacking) > 5 else "")
        text = f"{folder}: {len(lacking)} clips have ids beyond the {len(sentences)} sentences: {shown}"
        found.findings.append(Finding("no-sentence", text, path=str(folder)))
    clips = tuple(
        LipClip(
            str(key),
            key.actor,
            key.scenario,
            sentences.get(key.scenario),
            files.get("face_ict"),
            files.get("face_arkit"),
            files.get("wav"),
        )
        for key, files in sorted(found.files.items(), key=lambda item: (item[0].scenario, item[0]))
    )
    return LipAcc(folder, clips, tuple(found.findings))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in the folder and its subfolders, sorted."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        for entry in listed:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                with os.scandir(entry.path) as inner:
                    names = sorted(item.name for item in inner)
                yield from (Path(entry.path) / name for name in names if not name.startswith("."))
            else:
                yield Path(entry.path)
    except OSError as error:
        raise DatasetError(f"the folder cannot be listed ({error.strerror})", path=folder) from error


def _kind(path: Path, findings: list[Finding]) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".wav":
        return "wav"
    if suffix not in FACE_EXTENSIONS or is_names_file(path.name):
        return None
    if suffix != ".npy":  # ICT-FaceKit's weights are in arrays only
        return "face_arkit"
    if path.parent.name in ("face_ict", "face_arkit"):
        return path.parent.name
    try:  # all in one folder: the number of columns decides
        shape = map_array(path).shape
    except FaceError as error:
        findings.append(Finding("unreadable-face", str(error).rstrip("."), path=error.path))
        return None
    return _WIDTHS.get(shape[1]) if len(shape) == 2 else None


def _sentences(folder: Path, findings: list[Finding]) -> dict[int, str]:
    """Return number -> sentence: the non-empty lines, by their own numbers or counted from 1."""
    path = next((p for p in (folder / SENTENCES, folder.parent / SENTENCES) if p.is_file()), None)
    if path is None:
        text = f"{folder / SENTENCES} is missing: the sentences are unknown"
        findings.append(Finding("no-sentences", text, path=str(folder / SENTENCES)))
        return {}
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise DatasetError("the list of sentences is larger than 16 MiB", path=path)
        text = plain_text(path, "utf-8-sig")
    except OSError as error:
        raise DatasetError(f"the sentences cannot be read ({error.strerror})", path=path) from error
    except UnicodeDecodeError as error:
        raise DatasetError("the list of sentences is not UTF-8 text", path=path) from error
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    matches = [_NUMBERED.fullmatch(line) for line in lines]
    numbers = [int(match[1]) for match in matches if match is not None]
    if len(lines) > 1 and len(numbers) == len(lines) and numbers == sorted(set(numbers)):
        return {int(match[1]): match[2] for match in matches if match is not None}
    return dict(enumerate(lines, 1))
