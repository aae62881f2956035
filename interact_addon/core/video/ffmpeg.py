# SPDX-License-Identifier: GPL-3.0-or-later
"""Find an ffmpeg with the required features, and run it."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..foundation.errors import FfmpegError
from .kept_abilities import Abilities, kept_abilities

__all__ = ["ENVIRONMENT_VARIABLE", "Ffmpeg", "candidates", "file_url", "find_ffmpeg", "inspect"]

ENVIRONMENT_VARIABLE = "INTERACT_FFMPEG"
_BUNDLED = "imageio-ffmpeg"
_NONE = (
    "pip install imageio-ffmpeg, or install ffmpeg, or name one in the extension's preferences or in "
    f"{ENVIRONMENT_VARIABLE}"
)
_CURE = "Install a newer one, for example with: pip install imageio-ffmpeg; or use automatic detection"
# (feature, help topic, text that the help must contain).
_NEEDS: tuple[tuple[str, str, str], ...] = (
    ("AAC encoder", "encoder=aac", "Encoder aac"),
    ("H.264 encoder libx264", "encoder=libx264", "Encoder libx264"),
    ("filter amix with normalize (ffmpeg 4.4)", "filter=amix", " normalize "),
    ("filter alimiter with latency (ffmpeg 5.1)", "filter=alimiter", " latency "),
    ("bitstream filter setts with time_base (ffmpeg 5.0)", "bsf=setts", "-time_base "),
)
_NOISE = re.compile(
    r"^(?:\s|ffmpeg version|built with|configuration:|lib\w+ |Input #|Output #|Stream mapping|Press \[q\]"
    r"|frame=|size=)|Last message repeated|Conversion failed!|Terminating thread|Task finished with error"
    r"|Error opening (?:input|output) files?\b"
)
_ADDRESS = re.compile(r"^\[[^\]]* @ 0x[0-9a-f]+\] *")
_HELP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg program.

    Attributes:
        path: The program.
        version: Such as ``7.1.1``.
        source: Where it was found: ``argument``, ``INTERACT_FFMPEG``, ``imageio-ffmpeg`` or ``PATH``.
        lacks: Required features that are missing.
        rescales: Whether its ``setts`` converts times to the new time base itself (since ffmpeg 7.1).
    """

    path: str
    version: str
    source: str
    lacks: tuple[str, ...] = ()
    rescales: bool = True

    def run(self, arguments: Sequence[str], *, about: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the program and wait; its standard input is closed.

        Args:
            arguments: Everything after the program's name.
            about: The file to name in an error.

        Raises:
            FfmpegError: It cannot be started or failed; the message contains its last output.
        """
        done = self.attempt(arguments)
        if done.returncode:
            raise FfmpegError(f"ffmpeg failed: {last_words(done.stderr)}", path=about)
        return done

    def attempt(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """As :meth:`run`, but return also after a failure."""
        command = [self.path, "-hide_banner", "-nostdin", *arguments]
        try:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise FfmpegError(f"ffmpeg cannot be started ({error.strerror})", path=self.path) from error


def find_ffmpeg(path: str | os.PathLike[str] | None = None) -> Ffmpeg:
    """Find ffmpeg: the given one, else $INTERACT_FFMPEG, else imageio-ffmpeg's, else one on PATH.

    The bundled program takes precedence over one on PATH: it is the tested one, and a Blender extension must
    be self-contained. A requested program must have all features; others that are too old are skipped.

    Raises:
        FfmpegError: ffmpeg is missing, or the requested one lacks a feature.
    """
    skipped = []
    for program, source in candidates(path):
        found = inspect(program, source)
        if not found.lacks:
            return found
        if source in ("argument", ENVIRONMENT_VARIABLE):
            raise FfmpegError(
                f"this ffmpeg ({found.version}) lacks: {', '.join(found.lacks)}", path=found.path, cure=_CURE
            )
        skipped.append(f"{found.path} ({found.version}) lacks: {', '.join(found.lacks)}")
    if skipped:
        raise FfmpegError("no suitable ffmpeg: " + "; ".join(skipped), cure=_NONE)
    raise FfmpegError("ffmpeg is missing", cure=_NONE)


def candidates(path: str | os.PathLike[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield each candidate and its source, in order of preference."""
    if path is not None:
        yield os.fspath(path), "argument"
        return
    if chosen := os.environ.get(ENVIRONMENT_VARIABLE):
        yield chosen, ENVIRONMENT_VARIABLE
        return
    # RuntimeError: a wheel without a program for this platform.
    with suppress(ImportError, RuntimeError):
        import imageio_ffmpeg  # optional: ffmpeg may be found elsewhere

        _make_runnable(Path(imageio_ffmpeg.__file__).parent / "binaries")
        yield imageio_ffmpeg.get_ffmpeg_exe(), _BUNDLED
    if on_path := shutil.which("ffmpeg"):
        yield on_path, "PATH"


def _make_runnable(folder: Path) -> None:
    """Make ffmpeg executable: Blender unpacks an extension's wheels without file permissions."""
    for program in folder.glob("ffmpeg-*"):
        if not os.access(program, os.X_OK):
            with suppress(OSError):
                program.chmod(program.stat().st_mode | 0o111)


def inspect(program: str, source: str) -> Ffmpeg:
    """Return a program's version and missing features.

    Raises:
        FfmpegError: The program does not exist, or is not ffmpeg.
    """
    found = shutil.which(program) or program
    try:
        status = os.stat(found)  # noqa: PTH116 (the text is used further)
    except OSError as error:
        raise FfmpegError(f"ffmpeg not found ({error.strerror})", path=program, cure=_CURE) from error
    can = _abilities(found, status.st_mtime_ns, bundled=source == _BUNDLED)
    return Ffmpeg(found, can.version, source, can.lacks, can.rescales)


@functools.lru_cache(maxsize=16)
def _abilities(program: str, _changed: int, *, bundled: bool) -> Abilities:
    return kept_abilities(program, _NEEDS, lambda: _asked(program)) if bundled else _asked(program)


def _asked(program: str) -> Abilities:
    match = re.match(r"ffmpeg version (\S+)", _ask(program, "-version"))
    if match is None:
        raise FfmpegError("this program is not ffmpeg", path=program, cure=_CURE)
    helps = {topic: _ask(program, "-hide_banner", "-h", topic) for _, topic, _ in _NEEDS}
    lacks = tuple(need for need, topic, word in _NEEDS if word not in helps[topic])
    return Abilities(match[1], lacks, "-prescale " in helps["bsf=setts"])


def _ask(program: str, *arguments: str) -> str:
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_HELP_SECONDS,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise FfmpegError("this program does not respond, so it is not ffmpeg", path=program) from error
    except OSError as error:
        raise FfmpegError(f"ffmpeg cannot be started ({error.strerror})", path=program) from error
    return done.stdout


def file_url(path: Path) -> str:
    """Return a URL, so that ffmpeg does not read ``a:b.mp4`` as a protocol or ``-x`` as an option."""
    return f"file:{path.absolute()}"


def last_words(stderr: str) -> str:
    """Return the informative last lines of ffmpeg's output, without memory addresses."""
    lines = [
        _ADDRESS.sub("", line).strip() for line in stderr.splitlines() if line and not _NOISE.search(line)
    ]
    useful = list(dict.fromkeys(line for line in lines if line))
    return "; ".join(useful[-3:]) or "no message"
