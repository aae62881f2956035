# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding an ffmpeg that can do what is needed, and running it."""

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

__all__ = ["ENVIRONMENT_VARIABLE", "Ffmpeg", "candidates", "file_url", "find_ffmpeg", "inspect"]

ENVIRONMENT_VARIABLE = "INTERACT_FFMPEG"
_NONE = (
    "pip install imageio-ffmpeg, or install ffmpeg, or name one in the extension's preferences or in "
    f"{ENVIRONMENT_VARIABLE}"
)
_CURE = "Install a newer one (pip install imageio-ffmpeg brings one along), or leave the choice to us"
# What we use -> what to ask for help on, and what that help must say.
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
        lacks: What we need and it cannot do.
        rescales: Its ``setts`` converts times to the new time base by itself (from ffmpeg 7.1).
    """

    path: str
    version: str
    source: str
    lacks: tuple[str, ...] = ()
    rescales: bool = True

    def run(self, arguments: Sequence[str], *, about: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run it to its end; its standard input is closed.

        Args:
            arguments: Everything after the program's name.
            about: The file that an error is about.

        Raises:
            FfmpegError: It could not be started or failed; the message holds its own last words.
        """
        done = self.attempt(arguments)
        if done.returncode:
            raise FfmpegError(f"ffmpeg failed: {last_words(done.stderr)}", path=about)
        return done

    def attempt(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """As :meth:`run`, but a failure is the caller's to judge."""
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
    """The ffmpeg to use: the one given, else $INTERACT_FFMPEG, else imageio-ffmpeg's, else one on PATH.

    The one that comes along goes before one that happens to be there: it is the one that was tested, and an
    extension of Blender is to be complete in itself. One that was asked for must do; others that are too old
    are passed over.

    Raises:
        FfmpegError: There is none, or the one asked for cannot do what is needed.
    """
    passed_over = []
    for program, source in candidates(path):
        found = inspect(program, source)
        if not found.lacks:
            return found
        if source in ("argument", ENVIRONMENT_VARIABLE):
            raise FfmpegError(
                f"this ffmpeg ({found.version}) lacks: {', '.join(found.lacks)}", path=found.path, cure=_CURE
            )
        passed_over.append(f"{found.path} ({found.version}) lacks: {', '.join(found.lacks)}")
    if passed_over:
        raise FfmpegError("no ffmpeg will do: " + "; ".join(passed_over), cure=_NONE)
    raise FfmpegError("there is no ffmpeg", cure=_NONE)


def candidates(path: str | os.PathLike[str] | None = None) -> Iterator[tuple[str, str]]:
    """Each ffmpeg that may be used and where it was found, the preferred one first."""
    if path is not None:
        yield os.fspath(path), "argument"
        return
    if chosen := os.environ.get(ENVIRONMENT_VARIABLE):
        yield chosen, ENVIRONMENT_VARIABLE
        return
    # RuntimeError: a wheel without a program for this platform.
    with suppress(ImportError, RuntimeError):
        import imageio_ffmpeg  # an ffmpeg may come from elsewhere

        _make_runnable(Path(imageio_ffmpeg.__file__).parent / "binaries")
        yield imageio_ffmpeg.get_ffmpeg_exe(), "imageio-ffmpeg"
    if on_path := shutil.which("ffmpeg"):
        yield on_path, "PATH"


def _make_runnable(folder: Path) -> None:
    """Blender unpacks an extension's wheels as data: that a file is a program gets lost."""
    for program in folder.glob("ffmpeg-*"):
        if not os.access(program, os.X_OK):
            with suppress(OSError):
                program.chmod(program.stat().st_mode | 0o111)


def inspect(program: str, source: str) -> Ffmpeg:
    """What a program calls itself, and what it cannot do.

    Raises:
        FfmpegError: It is not there, or is no ffmpeg.
    """
    found = shutil.which(program) or program
    try:
        status = os.stat(found)  # noqa: PTH116 (the text goes on as it is)
    except OSError as error:
        raise FfmpegError(f"there is no ffmpeg ({error.strerror})", path=program, cure=_CURE) from error
    version, lacks, rescales = _abilities(found, status.st_mtime_ns)
    return Ffmpeg(found, version, source, lacks, rescales)


@functools.lru_cache(maxsize=16)
def _abilities(program: str, _changed: int) -> tuple[str, tuple[str, ...], bool]:
    match = re.match(r"ffmpeg version (\S+)", _ask(program, "-version"))
    if match is None:
        raise FfmpegError("this program is no ffmpeg", path=program, cure=_CURE)
    helps = {topic: _ask(program, "-hide_banner", "-h", topic) for _, topic, _ in _NEEDS}
    lacks = tuple(need for need, topic, word in _NEEDS if word not in helps[topic])
    return match[1], lacks, "-prescale " in helps["bsf=setts"]


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
        raise FfmpegError("this program does not answer, so it is no ffmpeg", path=program) from error
    except OSError as error:
        raise FfmpegError(f"ffmpeg cannot be started ({error.strerror})", path=program) from error
    return done.stdout


def file_url(path: Path) -> str:
    """A path that ffmpeg takes for a file whatever its name: ``a:b.mp4`` is no protocol, ``-x`` no option."""
    return f"file:{path.absolute()}"


def last_words(stderr: str) -> str:
    """The lines of an ffmpeg's complaint that say something, without addresses in memory."""
    lines = [
        _ADDRESS.sub("", line).strip() for line in stderr.splitlines() if line and not _NOISE.search(line)
    ]
    useful = list(dict.fromkeys(line for line in lines if line))
    return "; ".join(useful[-3:]) or "it said nothing"
