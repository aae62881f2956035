# SPDX-License-Identifier: GPL-3.0-or-later
"""What a movie depends on: the contents of its input files, and its options."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...camera.choices import EDIT
from ...camera.editing import EDIT_NUMBER
from ...characters.custom_mapping import mapping_path
from ...characters.makehuman.wardrobe_folder import LOOKS_NAME
from ...dataset import Scene
from ...face.ict.performance import model_files
from ...foundation.errors import InteractError
from ...jobs.face_request import FaceRequest
from ...jobs.request import PLACES, RenderRequest
from ...options.movie import ComposeOptions, MovieOptions
from ...performance.casting.people import people_of
from ...performance.input_files import Hashes, InputFile, file_hash, how_read, take_files, with_names
from ...performance.subtitle_files import shown_files
from ...schema.fields import FRAMES, MOVIE
from ...schema.fingerprint import affecting, result_number

__all__ = ["Hashes", "InputFile", "Inputs", "file_hash", "read_inputs"]

# What single frames do not depend on, other than options.
_NOT_SEEN = ("sentences",)
_NOT_SEEN_FILES = ("voice", "subtitles")
_latest: tuple[MovieOptions, _Said] | None = None
_text = json.encoder.encode_basestring_ascii
_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a movie depends on.

    Attributes:
        files: The input files.
        options: How it is made, JSON-ready, with who acts.
        fingerprint: A digest of both; movies with the same one are the same.
        pictures: A digest of what the frames depend on: not the voices, nor which frames are rendered.
    """

    files: tuple[InputFile, ...]
    options: dict[str, Any]
    fingerprint: str
    pictures: str = ""

    def unchanged(self) -> bool:
        """Whether all the files are still as they were."""
        return all(file.unchanged() for file in self.files)

    def as_dicts(self) -> list[dict[str, Any]]:
        """The files, JSON-ready."""
        return [asdict(file) for file in self.files]


def read_inputs(source: Scene, request: RenderRequest, hashes: Hashes, *, pictures: bool = True) -> Inputs:
    """Read everything that the movie of a scene depends on; ``pictures``: also what its frames depend on."""
    compose = request.options.compose
    wanted: dict[str, Path]
    if request.face is None:
        wanted = take_files(source, compose.take)
    else:
        wanted = with_names(_face_files(source, request, request.face))
    if compose.characters is not None:
        wanted["characters"] = compose.characters
        if (mapping := mapping_path(compose.characters)) is not None:
            wanted["mapping"] = mapping
    if request.face is None and compose.wardrobe is not None:
        wanted |= _worn(source, compose, compose.wardrobe)
    read = request.options.subtitles != "off"
    actor = None if request.face is None else request.face.actor
    if read:
        written = shown_files(request.dataset, source, actor)
        wanted |= {f"{key} subtitles": path for key, path in written.items()}
    files = tuple(hashes.of(role, path) for role, path in wanted.items())
    said = _said(request)
    options = {**said.values, "key": request.key} | result_number()
    options["actors"] = {each.actor_id: each.sex for each in source.performances}
    if request.face is None and compose.camera == EDIT:
        options["edit"] = EDIT_NUMBER
    else:  # nothing is cut: how often does not matter
        options.pop("edit_style", None)
    reading = how_read(source)
    if reading:  # as the layout has it, or a dataset.toml that may change
        options["reading"] = reading
    sentences = {each.actor_id: each.sentence for each in source.performances if each.sentence is not None}
    if read and sentences:
        options["sentences"] = sentences
    if request.face is not None:  # the contents of files matter, not their paths
        options["face"] = {**options["face"], "generic": None, "pictures": None}
        options["face"].pop("mark", None)
    contents = {file.role: file.sha256 for file in files}
    if not pictures:
        return Inputs(files, options, _fingerprint(contents, options, said.texts))
    shown = {role: value for role, value in contents.items() if not role.endswith(_NOT_SEEN_FILES)}
    seen = affecting(MovieOptions, options, FRAMES)
    seen = {name: value for name, value in seen.items() if name not in _NOT_SEEN}
    return Inputs(
        files, options, _fingerprint(contents, options, said.texts), _fingerprint(shown, seen, said.texts)
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """Options that many movies have in common.

    Attributes:
        values: Name -> value, JSON-ready.
        texts: Name -> the value, and what a fingerprint's text has of it.
    """

    values: dict[str, Any]
    texts: dict[str, tuple[Any, str]]

    @classmethod
    def of(cls, values: dict[str, Any]) -> _Said:
        return cls(values, {name: (value, _member(name, value)) for name, value in values.items()})


def _said(request: RenderRequest) -> _Said:
    """Return the values that the movie depends on. Those of a batch mostly have the same options object."""
    global _latest  # one is enough: tasks of the same options follow each other
    latest = _latest
    if request.face is None and latest is not None and latest[0] is request.options:
        return latest[1]
    values = {name: value for name, value in request.as_dict().items() if name not in PLACES}
    said = _Said.of(affecting(MovieOptions, values, MOVIE))
    if request.face is None:
        _latest = request.options, said
    return said


def _member(name: str, value: Any) -> str:
    return f"{_text(name)}:{_ENCODE(value)}"


def _worn(source: Scene, options: ComposeOptions, folder: Path) -> dict[str, Path]:
    """Return the files of what is worn of a wardrobe; one that cannot be read is left to the renderer."""
    looks = folder / LOOKS_NAME
    found = {"looks": looks} if looks.is_file() else {}
    with contextlib.suppress(InteractError):
        for look in people_of(source, options).values():
            for worn in look.worn:
                found |= {f"{worn.piece.name} {number}": path for number, path in enumerate(worn.files)}
    return found


def _face_files(source: Scene, request: RenderRequest, face: FaceRequest) -> dict[str, Path]:
    performance = source.performance(face.actor)
    model = model_files(request.dataset, face.actor, face.generic)
    parts = {"face": performance.face_ict or performance.face_arkit, "voice": performance.voice}
    if model is not None:
        parts |= {"template": model.template, "basis": model.basis}
    return {f"{face.actor} {part}": path for part, path in parts.items() if path is not None}


def _fingerprint(
    contents: Mapping[str, str], options: Mapping[str, Any], texts: Mapping[str, tuple[Any, str]]
) -> str:
    """Return the digest of ``[contents, options]`` as JSON; objects of ``texts`` are not written again."""
    files = ",".join(f"{_text(role)}:{_text(contents[role])}" for role in sorted(contents))
    parts = []
    for name in sorted(options):
        value, known = options[name], texts.get(name)
        parts.append(known[1] if known is not None and known[0] is value else _member(name, value))
    text = f"[{{{files}}},{{{','.join(parts)}}}]"
    return hashlib.sha256(text.encode()).hexdigest()
