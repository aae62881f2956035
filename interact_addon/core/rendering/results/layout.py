# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of an output folder."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from ...foundation.errors import WorkError
from ...foundation.unwritten import cure_of_writing
from ...foundation.writing.own_files import check_own, make_own_folder, own_names, write_own
from ...jobs.report import face_paths, movie_paths
from ...jobs.request import RenderRequest

__all__ = ["Layout", "cannot_write", "write_whole"]


@dataclass(frozen=True, slots=True)
class Layout:
    """An output folder.

    ::

        body_renders/NAME.mp4            the movie
        body_renders/NAME.json           what it was made of (the record)
        body_renders/NAME.edl            the edit decision list, with the camera edit
        body_renders/NAME.shots.csv      its shots as a table
        body_renders_noaudio/NAME.mkv    the video without sound
        face_renders/NAME.mp4, .json     likewise, of one actor's face
        face_renders_noaudio/NAME/       its frames as pictures (or NAME.mkv)
        logs/NAME.log                    what Blender printed
        report.json, report.html         of the latest batch
        .interact/                       locks, unfinished work, kept segments, hashes; can be deleted
                                         while nothing runs

    Attributes:
        out: The folder.
        face: For a face the format of its frames, ``png`` or ``mkv``; empty for a scene.
    """

    out: Path
    face: str = ""

    def of(self, request: RenderRequest) -> Layout:
        """Return the layout of a request's files."""
        return replace(self, face="" if request.face is None else request.face.frames_format)

    def paths(self, root: Path, name: str) -> tuple[Path, Path]:
        """Return the paths of video and movie in a folder with this layout."""
        return face_paths(root, name, self.face) if self.face else movie_paths(root, name)

    @property
    def hidden(self) -> Path:
        """Folder of files that only this program needs."""
        return self.out / ".interact"

    @property
    def hashes(self) -> Path:
        """Remembered content hashes of input files."""
        return self.hidden / "hashes.json"

    def video(self, name: str) -> Path:
        """The video without sound; for a face it can be a folder of pictures."""
        return self.paths(self.out, name)[0]

    def movie(self, name: str) -> Path:
        """The movie."""
        # As `paths` has it; of tens of thousands of scenes.
        return self.out / ("face_renders" if self.face else "body_renders") / f"{name}.mp4"

    def record(self, name: str) -> Path:
        """What the movie was made of; it is written last, so where it is, the scene is done."""
        return self.out / ("face_renders" if self.face else "body_renders") / f"{name}.json"

    def log(self, name: str) -> Path:
        """What Blender printed while it rendered the scene."""
        return self.out / "logs" / f"{name}.log"

    def failure(self, name: str) -> Path:
        """Why the latest attempt at the scene failed."""
        return self.hidden / "failed" / f"{name}.json"

    def lock(self, name: str) -> Path:
        """The lock of the process that works on the scene."""
        return self.hidden / "locks" / f"{name}.lock"

    def segments(self, name: str) -> Path:
        """Finished segments of the scene, one folder for each set of inputs and options."""
        return self.hidden / "segments" / name

    def pictures_mark(self, name: str) -> Path:
        """What the pictures of a face were made of, so that they are not mixed with others."""
        return self.hidden / "pictures" / f"{name}.json"

    def thumbnail(self, name: str, mark: str) -> Path:
        """A small picture out of the movie with this mark."""
        return self.hidden / "thumbnails" / f"{name}.{mark}.jpg"

    def works(self, name: str) -> list[Path]:
        """Folders of attempts at the scene."""
        place = self.hidden / "work"
        return [place / each for each in own_names(place) if each.startswith(f"{name}=")]

    def begun(self) -> set[str]:
        """Names of the scenes of which there are folders of attempts."""
        try:
            return {each.rpartition("=")[0] for each in own_names(self.hidden / "work")}
        except (WorkError, OSError):
            return set()

    def check(self, name: str) -> None:
        """Check that nothing of the scene's is reached through a link.

        Raises:
            WorkError: a folder on the way is one, or the folder of a face's pictures.
        """
        for path in (self.movie(name), self.log(name), self.lock(name), self.segments(name) / "_"):
            check_own(path, self.out)
        check_own(self.video(name), self.out, itself=self.face == "png")

    def new_work(self, name: str, token: str = "") -> Path:
        """Create a folder for a new attempt at the scene, which no other process has.

        Args:
            name: What the scene's files are called.
            token: That of the claim.

        Raises:
            WorkError: it cannot be created.
        """
        folder = self._work(name, token)
        try:
            make_own_folder(folder)
        except OSError as error:
            raise cannot_write(folder, error) from error
        return folder

    def take_over(self, folder: Path, name: str, token: str) -> Path | None:
        """Take an earlier attempt's folder away from a process that may still write into it.

        Args:
            folder: Its path, one of :meth:`works`; nothing can be renamed out of it from then on.
            name: What the scene's files are called.
            token: That of the claim.

        Returns:
            Its new path; None if it is gone.
        """
        place = self._work(name, token)
        try:
            folder.rename(place)
        except FileNotFoundError:
            return None
        except OSError:  # as on Windows, while a file in it is open
            return folder
        return place

    def _work(self, name: str, token: str) -> Path:
        return self.hidden / "work" / f"{name}={token}{uuid.uuid4().hex[:12]}"


def write_whole(path: Path, text: str, root: Path | None = None, *, errors: str = "backslashreplace") -> None:
    """Write a text file atomically, so that it is whole also after a power cut.

    Args:
        path: The file.
        text: Its content.
        root: The output folder, below which no link is followed; see :mod:`...foundation.writing.own_files`.
        errors: How file names that are not Unicode are written: by default as JSON writes them and reads them
            again; for a shell ``surrogateescape``, which keeps their bytes.

    Raises:
        WorkError: it cannot be written, or a folder above it is a link.
    """
    try:
        write_own(path, text.encode("utf-8", errors), root)
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> WorkError:
    """Return the error that ``path`` cannot be written."""
    what = f"this cannot be written ({error.strerror or error})"
    return WorkError(what, path=path, cure=cure_of_writing(path, error))
