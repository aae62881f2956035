# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a BVH file block by block, with no more of it in memory than its numbers need."""

from __future__ import annotations

import math
import os
import re
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import BvhError
from ...foundation.findings import Finding
from ...foundation.numbers import scan
from .document import Bvh
from .hierarchy import parse_hierarchy
from .roles_file import joint_roles
from .rows import Words, frames_from_words

__all__ = ["MAX_BYTES", "read"]

MAX_BYTES = 512 << 20
HEAD_BYTES = 16 << 20
LINE_BYTES = 64 << 10
_BLOCK = 256 << 10
_MAX_BAD_WORDS = 20_000
_MOTION = re.compile(rb"(?:^|[\s}])MOTION\s+(?=Frame)", re.IGNORECASE)
_BARE_MOTION = re.compile(rb"(?:^|[\r\n}])[ \t]*MOTION\s", re.IGNORECASE)
_FRAMES = re.compile(rb"\s*Frames[ \t]*:?[ \t]*([^\s]*)", re.IGNORECASE)
_FRAME_TIME = re.compile(rb"\s*Frame[ \t]*Time[ \t]*:?[ \t]*([^\s]*)", re.IGNORECASE)
_MOTION_HEAD_BYTES = 4096


def read(
    path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES, roles: str | os.PathLike[str] | None = None
) -> Bvh:
    """Read a BVH file in its own units and axes.

    Irregularities that leave usable frames become findings: a wrong ``Frames:``, damaged rows (the pose
    before them is held, so that all others keep their time; at the end they are dropped), repeated names.

    Args:
        path: The file.
        max_bytes: Refuse larger files.
        roles: A TOML with the roles of the joints; None for the one beside the file, see `roles_file`.

    Raises:
        BvhError: the file cannot be read, is not a BVH file, or has no usable frames; names the line.
            Or the TOML with the roles is invalid.
    """
    where = os.fspath(path)
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise BvhError("this is a folder, not a BVH file", path=where)
        if not stat.S_ISREG(status.st_mode):
            raise BvhError("this is not a regular file", path=where)
        if status.st_size > max_bytes:
            raise BvhError(
                f"the file has {status.st_size >> 20:,} MB, more than the {max_bytes >> 20:,} MB allowed",
                path=where,
                cure="Check that it is motion, and raise max_bytes if it is",
            )
        with Path(path).open("rb", buffering=0) as stream:
            document = _Reading(stream, where).bvh()
    except FileNotFoundError:
        raise BvhError("there is no such file", path=where) from None
    except OSError as error:
        raise BvhError(f"it cannot be read: {error.strerror or error}", path=where) from error
    except ValueError as error:  # a NUL in the path
        raise BvhError(f"it cannot be read: {error}", path=where) from error
    given, found = joint_roles(Path(path), document, None if roles is None else Path(roles))
    return replace(document, roles=given, findings=(*document.findings, *found))


@dataclass
class _Reading:
    stream: BinaryIO
    path: str
    findings: list[Finding] = field(default_factory=list)

    def fail(self, message: str, line: int | None = None, cure: str | None = None) -> BvhError:
        return BvhError(message, path=self.path, line=line, cure=cure)

    def warn(self, code: str, message: str, line: int | None = None) -> None:
        self.findings.append(Finding(code, message, self.path, line))

    def bvh(self) -> Bvh:
        head, motion_at = self.head()
        hierarchy = parse_hierarchy(_decoded(head[:motion_at]), self.path)
        self.findings += hierarchy.findings
        declared, frame_time_text, data_at = self.motion_head(head, motion_at)
        frame_time = self.frame_time(frame_time_text, count_lines(head[:data_at]) + 1)
        channels = sum(len(joint.channels) for joint in hierarchy.joints)
        if channels == 0:
            raise self.fail("no joint has any channels, so there is no motion", cure="Export the file again")
        words = self.words(head, data_at)
        values, findings = frames_from_words(words, channels, declared, self.path)
        self.findings += findings
        if not 0 < frame_time <= 1000:
            if len(values) > 1:
                raise self.fail(
                    f"invalid frame time {frame_time_text} s: must be between 10 microseconds and 1000 s",
                    count_lines(head[:data_at]) + 1,
                    "Write the seconds from frame to frame, such as 0.033333 for 30 frames per second",
                )
            self.warn("bvh-frame-time", f"a frame time of {frame_time_text} was read as 1/30 second")
            frame_time, frame_time_text = 1 / 30, "0.033333"
        return Bvh(
            hierarchy.joints,
            hierarchy.end_sites,
            values,
            frame_time,
            frame_time_text,
            self.path,
            tuple(self.findings),
        )

    def head(self) -> tuple[bytes, int]:
        """Read the file's beginning, at least up to the frame time, and find where in it MOTION begins."""
        head = b""
        while True:
            block = self.stream.read(_BLOCK)
            if not head:
                block = self.check_beginning(block)
            searched = max(0, len(head) - 4096)
            head += block
            match = _MOTION.search(head, searched)
            if match:
                return head + self.stream.read(_MOTION_HEAD_BYTES), match.start()
            lines = re.split(rb"[\r\n]", head[max(0, searched - LINE_BYTES) :])
            if max(map(len, lines)) > LINE_BYTES:
                raise self.fail(
                    f"a line of the hierarchy is longer than {LINE_BYTES // 1024} KB",
                    self.long_line(head),
                    "Check that this is a BVH file",
                )
            if not block or len(head) > HEAD_BYTES:
                break
        # Report a broken hierarchy before reporting that MOTION is missing.
        bare = _BARE_MOTION.search(head)
        if bare:
            line = count_lines(head[: bare.end() - 1]) + 1
            raise self.fail(
                "after MOTION there is no Frames: and no Frame Time:", line, "Export the file again"
            )
        if len(head) > HEAD_BYTES:
            raise self.fail(f"there is no MOTION within the first {HEAD_BYTES >> 20} MB")
        parse_hierarchy(_decoded(head), self.path)
        raise self.fail("there is no MOTION part", count_lines(head) + 1, "Export the file with its motion")

    def check_beginning(self, block: bytes) -> bytes:
        """Reject files that are not BVH; remove a byte order mark."""
        if not block.strip():
            raise self.fail("the file is empty", 1)
        if block[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise self.fail("this is UTF-16 text", 1, "Save it as UTF-8")
        block = block.removeprefix(b"\xef\xbb\xbf")
        start = block.lstrip()
        if start[:9].upper() != b"HIERARCHY":
            kind = "a binary file" if b"\0" in block[:4096] else f"text that starts with {_shown(start)}"
            raise self.fail(f"this is not a BVH file but {kind}", 1)
        if b"\0" in block:
            line = count_lines(block[: block.index(b"\0")]) + 1
            raise self.fail("there are zero bytes in it, as in a binary or damaged file", line)
        return block

    @staticmethod
    def long_line(head: bytes) -> int:
        start = 0
        for number, match in enumerate(re.finditer(rb"\r\n|\r|\n|\Z", head), start=1):
            if match.start() - start > LINE_BYTES:
                return number
            start = match.end()
        return 1

    def motion_head(self, head: bytes, motion_at: int) -> tuple[int | None, str, int]:
        """Return the declared number of frames, the frame time's text, and where the numbers begin."""
        match = _MOTION.match(head, motion_at)
        at = match.end() if match else motion_at
        declared: int | None = None
        frame_time: str | None = None
        for _ in range(2):
            if found := _FRAMES.match(head, at):
                declared = self.declared(found.group(1), count_lines(head[: found.start(1)]) + 1)
            elif found := _FRAME_TIME.match(head, at):
                frame_time = found.group(1).decode("latin-1")
            else:
                break
            at = found.end()
        line = count_lines(head[:at]) + 1
        if frame_time is None:
            raise self.fail(
                "there is no Frame Time: after MOTION", line, "Write Frame Time: 0.033333 for 30 fps"
            )
        if declared is None:
            self.warn("bvh-frames-count", "there is no Frames: line; the rows were counted", line)
        return declared, frame_time, at

    def declared(self, word: bytes, line: int) -> int | None:
        if re.fullmatch(rb"\d{1,18}", word):
            return int(word)
        self.warn("bvh-frames-count", f"Frames: says {_shown(word)}; the rows were counted", line)
        return -1

    def frame_time(self, word: str, line: int) -> float:
        try:
            value = float(word) if "_" not in word else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or 0 < value < 1e-5:
            cure = "Write the seconds from frame to frame, such as 0.033333 for 30 frames per second"
            raise self.fail(
                f"invalid frame time {word[:40]!r}: must be a number of at least 10 microseconds", line, cure
            )
        return value

    def words(self, head: bytes, data_at: int) -> Words:
        """Read all numbers of the file, block by block."""
        values: list[NDArray[np.float64]] = []
        ends: list[NDArray[np.int64]] = []
        line = count_lines(head[:data_at]) + 1
        words = Words(first_line=line)
        rest, total, bad = head[data_at:], 0, 0
        while True:
            block = self.stream.read(_BLOCK)
            text = rest + block
            cut = _last_break(text) if block else len(text)
            if cut == 0 and len(text) > 2 * LINE_BYTES:
                raise self.fail("there is a word of endless length among the numbers", line)
            part, rest = text[:cut], text[cut:]
            if part:
                result = scan(part)
                if result.bad and not bad:
                    words.first_bad = result.first_bad
                bad += result.bad
                values.append(result.values)
                ends.append(result.line_ends + total)
                total += len(result.values)
                line += len(result.line_ends)
                if bad > _MAX_BAD_WORDS and bad > total // 2:
                    raise self.fail(
                        f"the motion is not numbers but words such as {_shown(words.first_bad)}", line
                    )
            if not block:
                break
        words.values = np.concatenate([np.empty(0), *values])
        words.line_ends = np.concatenate([np.empty(0, np.int64), *ends])
        words.bad = bad
        return words


def _last_break(text: bytes) -> int:
    """Return where to cut: after the last line end or blank, but not between CR and LF."""
    cut = text.rfind(b"\n") + 1
    if cut == 0:
        cut = max(text.rfind(b"\r"), text.rfind(b" "), text.rfind(b"\t")) + 1
        if cut == len(text) and text.endswith(b"\r"):
            cut = max(text.rfind(b"\r", 0, -1), text.rfind(b" "), text.rfind(b"\t")) + 1
    return cut


def count_lines(text: bytes) -> int:
    """Return the number of line ends: LF, CR LF or CR."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _shown(word: bytes) -> str:
    return repr(word[:40].decode("utf-8", "replace"))
