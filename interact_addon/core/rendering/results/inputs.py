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

from ...animation.bvh import roles_path
from ...animation.smpl.model_file import model_files as body_models
from ...characters.custom_mapping import mapping_path
from ...characters.makehuman.wardrobe_folder import LOOKS_NAME
from ...dataset import Scene
from ...face.arkit import names_file
from ...face.ict.performance import model_files
from ...foundation.errors import InteractError
from ...jobs.face_request import FaceRequest
from ...jobs.request import PLACES, RenderRequest
from ...options.movie import ComposeOptions, MovieOptions, TakeOptions
from ...performance.people import people_of
from ...performance.subtitle_files import shown_files
from ...schema.fields import FRAMES, MOVIE
from ...schema.fingerprint import affecting, result_number
from .layout import write_whole

__all__ = ["Hashes", "InputFile", "Inputs", "file_hash", "read_inputs"]

# What single frames do not depend on, other than options.
_NOT_SEEN = ("sentences",)
_NOT_SEEN_FILES = ("voice", "subtitles")


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input file as it was.

    Attributes:
        role: What it is, such as ``001 body``.
        path: Its path.
        size: Bytes.
        mtime_ns: Its time of change.
        sha256: Of its content; empty if it could not be read, and size and time are 0 then.
    """

    role: str
    path: str
    size: int
    mtime_ns: int
    sha256: str

    def unchanged(self) -> bool:
        """Whether size and time are still the same."""
        if not self.sha256:
            return True
        try:
            status = Path(self.path).stat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime_ns)


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


class Hashes:
    """Content hashes, remembered by the files' size and time of change.

    Args:
        path: The file that keeps them between runs; if it cannot be read, it is ignored.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, list[Any]] = {}
        self._changed = False
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(known, dict):
            self._known = {
                name: row for name, row in known.items() if isinstance(row, list) and len(row) == 3
            }

    def of(self, role: str, path: Path) -> InputFile:
        """Return a file's state. An unreadable file is left to the renderer: a voice can be missing."""
        name = str(path.absolute())
        try:
            status = path.stat()
            known = self._known.get(name)
            if known is None or known[:2] != [status.st_size, status.st_mtime_ns]:
                known = [status.st_size, status.st_mtime_ns, file_hash(path)]
                self._known[name] = known
                self._changed = True
        except OSError:
            return InputFile(role, name, 0, 0, "")
        return InputFile(role, name, int(known[0]), int(known[1]), str(known[2]))

    def save(self) -> None:
        """Save them; a failure costs only time."""
        if self._changed:
            try:
                write_whole(self._path, json.dumps(self._known))
            except InteractError:
                return
            self._changed = False


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_inputs(source: Scene, request: RenderRequest, hashes: Hashes) -> Inputs:
    """Read everything that the movie of a scene depends on."""
    compose = request.options.compose
    wanted: dict[str, Path] = {} if request.face is None else _face_files(source, request, request.face)
    for performance in source.performances if request.face is None else ():
        parts = {
            "body": performance.body_path(compose.take.bodies),
            "face": performance.face_arkit,
            "voice": performance.voice,
        }
        if parts["body"] is not None:
            parts["roles"] = roles_path(parts["body"])
        wanted |= {f"{performance.actor_id} {part}": path for part, path in parts.items() if path is not None}
    if request.face is None:
        wanted |= _bodies(source, compose.take)
    # Names beside an array decide what its columns are.
    faces = {role: path for role, path in wanted.items() if role.endswith(" face")}
    named = {role: names_file(path) for role, path in faces.items()}
    wanted |= {f"{role} names": path for role, path in named.items() if path is not None}
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
    values = {name: value for name, value in request.as_dict().items() if name not in PLACES}
    options = affecting(MovieOptions, values, MOVIE) | result_number()
    options["actors"] = {each.actor_id: each.sex for each in source.performances}
    reading = {
        each.actor_id: [each.form, each.person, each.units, each.up, each.rate and str(each.rate)]
        for each in source.performances
        if (each.form, each.units, each.up) != ("bvh", "", "")
    }
    if reading:  # as the layout has it, or a dataset.toml that may change
        options["reading"] = reading
    sentences = {each.actor_id: each.sentence for each in source.performances if each.sentence is not None}
    if read and sentences:
        options["sentences"] = sentences
    if request.face is not None:  # the contents of files matter, not their paths
        options["face"] = {**options["face"], "generic": None, "pictures": None}
    contents = {file.role: file.sha256 for file in files}
    shown = {role: value for role, value in contents.items() if not role.endswith(_NOT_SEEN_FILES)}
    seen = affecting(MovieOptions, options, FRAMES)
    seen = {name: value for name, value in seen.items() if name not in _NOT_SEEN}
    return Inputs(files, options, _fingerprint(contents, options), _fingerprint(shown, seen))


def _worn(source: Scene, options: ComposeOptions, folder: Path) -> dict[str, Path]:
    """Return the files of what is worn of a wardrobe; one that cannot be read is left to the renderer."""
    looks = folder / LOOKS_NAME
    found = {"looks": looks} if looks.is_file() else {}
    with contextlib.suppress(InteractError):
        for look in people_of(source, options).values():
            for worn in look.worn:
                found |= {f"{worn.piece.name} {number}": path for number, path in enumerate(worn.files)}
    return found


def _bodies(source: Scene, options: TakeOptions) -> dict[str, Path]:
    """Return the files that say how people are built whose motion files do not: rest joints, body models.

    One that is not there is left to the renderer. Models count where a body may need them.
    """
    actors = [each.actor_id for each in source.performances]
    given = {actor: options.skeleton.get(actor, options.skeleton.get("all")) for actor in actors}
    found = {
        f"{actor} skeleton": path for actor, path in given.items() if path is not None and path.is_file()
    }
    if options.body_model is not None and any(each.form != "bvh" for each in source.performances):
        found |= {f"model {path.name}": path for path in body_models(options.body_model)}
    return found


def _face_files(source: Scene, request: RenderRequest, face: FaceRequest) -> dict[str, Path]:
    performance = source.performance(face.actor)
    model = model_files(request.dataset, face.actor, face.generic)
    parts = {"face": performance.face_ict or performance.face_arkit, "voice": performance.voice}
    if model is not None:
        parts |= {"template": model.template, "basis": model.basis}
    return {f"{face.actor} {part}": path for part, path in parts.items() if path is not None}


def _fingerprint(contents: Mapping[str, str], options: Mapping[str, Any]) -> str:
    text = json.dumps([contents, options], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
