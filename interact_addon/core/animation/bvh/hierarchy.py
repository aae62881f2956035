# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses the HIERARCHY part of a BVH file: joints, offsets and channels."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from ...foundation.errors import BvhError
from ...foundation.findings import Finding
from .document import CHANNEL_NAMES, EndSite, Joint

__all__ = ["LARGEST_NUMBER", "Hierarchy", "parse_hierarchy"]

LARGEST_NUMBER = 1e9
"""Larger numbers are treated as damage: no length or angle is as large."""

MAX_JOINTS = 10_000
_MOST_KNOWN = 64  # hierarchies: those of all actors of a dataset, mostly
_TOKEN = re.compile(r"[{}]|[^\s{}]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CHANNELS = {name.lower(): name for name in CHANNEL_NAMES}


@dataclass
class Hierarchy:
    """The contents of the text before MOTION."""

    joints: tuple[Joint, ...]
    end_sites: tuple[EndSite, ...]
    findings: list[Finding]


_known: dict[str, Hierarchy] = {}  # by text, of those without findings: an actor's files have the same one


@dataclass
class _Node:
    """A joint or End Site while it is being read."""

    kind: str
    name: str
    parent: int
    index: int
    line: int
    after: int = 0
    offset: tuple[float, float, float] | None = None
    channels: tuple[str, ...] | None = None

    def __str__(self) -> str:
        name = self.name if self.name.isprintable() else repr(self.name)
        return f"{self.kind} {name}" if self.kind != "End" else f"End {name or 'Site'}"


@dataclass
class _Reader:
    text: str
    path: str
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        self.tokens: Iterator[re.Match[str]] = _TOKEN.finditer(self.text)
        self.here = 0
        self.ahead: re.Match[str] | None = None

    def line(self, position: int | None = None) -> int:
        """Return the 1-based line of a position in the text, by default that of the last token."""
        return bisect.bisect_right(self.line_starts, self.here if position is None else position)

    def fail(self, message: str, cure: str | None = None, line: int | None = None) -> NoReturn:
        raise BvhError(message, path=self.path, line=line or self.line(), cure=cure)

    def next(self) -> re.Match[str] | None:
        match, self.ahead = self.ahead, None
        if match is None:
            match = next(self.tokens, None)
        if match is not None:
            self.here = match.start()
        return match

    def word(self, wanted: str) -> str:
        match = self.next()
        if match is None:
            self.fail(f"the hierarchy ends where {wanted} should be", "Export the file again")
        if match.group() in "{}":
            self.fail(f"there is a brace where {wanted} should be")
        return match.group()

    def number(self, wanted: str) -> float:
        word = self.word(wanted)
        try:
            value = float(word) if "_" not in word else math.nan
        except ValueError:
            value = math.nan
        if not abs(value) <= LARGEST_NUMBER:
            cure = "Write numbers with a decimal point" if "," in word else None
            self.fail(f"{word[:40]!r} is not a valid number for {wanted}", cure)
        return value

    def name_and_brace(self, keyword: re.Match[str]) -> str:
        """Read the rest of the line before the opening brace, wherever that brace is."""
        start = keyword.end()
        brace = self.text.find("{", start)
        name = self.text[start : brace if brace >= 0 else start].strip()
        if brace < 0 or "}" in name or _LINE_END.search(name):
            self.fail(f"there is no opening brace after {keyword.group()}", "Put a { after the name")
        self.tokens = _TOKEN.finditer(self.text, brace + 1)
        return name


def parse_hierarchy(text: str, path: str) -> Hierarchy:
    """Parse the text from ``HIERARCHY`` up to ``MOTION``, keywords in any case, lines broken anywhere.

    Raises:
        BvhError: the hierarchy is not well-formed; names the line.
    """
    if (known := _known.get(text)) is not None:
        return Hierarchy(known.joints, known.end_sites, [])
    read = _parse(text, path)
    if not read.findings:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[text] = Hierarchy(read.joints, read.end_sites, [])
    return read


def _parse(text: str, path: str) -> Hierarchy:
    reader = _Reader(text, path)
    first = reader.next()
    if first is None or first.group().upper() != "HIERARCHY":
        start = text.strip()[:40]
        reader.fail(f"this is not a BVH file: it starts with {start!r} instead of HIERARCHY", line=1)
    nodes: list[_Node] = []
    ends: list[_Node] = []
    open_nodes: list[_Node] = []
    while (match := reader.next()) is not None:
        _take(reader, match, nodes, ends, open_nodes)
    if open_nodes:
        node = open_nodes[-1]
        reader.fail(f"the brace of {node} is never closed", "Export the file again", line=node.line)
    if not nodes:
        reader.fail("the hierarchy names no joint", "Export the file again")
    joints = tuple(Joint(n.name, n.parent, n.offset or (0.0, 0.0, 0.0), n.channels or ()) for n in nodes)
    end_sites = tuple(EndSite(n.parent, n.offset or (0.0, 0.0, 0.0), n.name, n.after) for n in ends)
    _report(reader, nodes)
    return Hierarchy(joints, end_sites, reader.findings)


def _take(
    reader: _Reader, match: re.Match[str], nodes: list[_Node], ends: list[_Node], open_nodes: list[_Node]
) -> None:
    """Parse one statement of the hierarchy."""
    word = match.group()
    keyword = word.lower()
    top = open_nodes[-1] if open_nodes else None
    line = reader.line()
    if keyword in ("root", "joint"):
        if keyword == "root" and top is not None:
            reader.fail(f"there is a ROOT within {top}", "Close the braces before it")
        if keyword == "joint" and (top is None or top.kind == "End"):
            reader.fail(f"there is a JOINT {'within an End Site' if top else 'outside of every ROOT'}")
        if len(nodes) >= MAX_JOINTS:
            reader.fail(f"the hierarchy names more than {MAX_JOINTS} joints")
        name = reader.name_and_brace(match)
        node = _Node(keyword.upper(), name, top.index if top else -1, len(nodes), line)
        nodes.append(node)
        open_nodes.append(node)
    elif keyword == "end":
        if top is None or top.kind == "End":
            reader.fail("there is an End Site outside of every joint")
        if len(ends) >= MAX_JOINTS:
            reader.fail(f"the hierarchy names more than {MAX_JOINTS} End Sites")
        name = reader.name_and_brace(match)
        node = _Node("End", name, top.index, -1, line, after=len(nodes))
        ends.append(node)
        open_nodes.append(node)
    elif keyword == "}":
        if top is None:
            reader.fail("there is a closing brace too many")
        if top.offset is None:
            reader.fail(f"{top} has no OFFSET", "Export the file again", line=top.line)
        open_nodes.pop()
    elif keyword == "offset" and top is not None:
        if top.offset is not None:
            reader.fail(f"{top} has two OFFSETs")
        top.offset = (reader.number("OFFSET"), reader.number("OFFSET"), reader.number("OFFSET"))
    elif keyword == "channels" and top is not None and top.kind != "End":
        if top.channels is not None:
            reader.fail(f"{top} has CHANNELS twice")
        top.channels = _channels(reader, top)
    else:
        reader.fail(f"{word[:40]!r} does not belong here", "Export the file again, or correct this line")


def _channels(reader: _Reader, node: _Node) -> tuple[str, ...]:
    word = reader.word("the number of CHANNELS")
    if not (word.isascii() and word.isdigit() and len(word) < 4 and int(word) <= 6):
        reader.fail(f"{node} has {word[:40]!r} channels, where 0 to 6 are possible")
    line = reader.line()
    channels: list[str] = []
    while (match := reader.next()) is not None and match.group().lower() in _CHANNELS:
        channels.append(_CHANNELS[match.group().lower()])
    reader.ahead = match
    if len(channels) != int(word):
        found = f"{match.group()[:40]!r} comes after them" if match else "the text ends"
        message = f"CHANNELS {word} of {node} are followed by {len(channels)} known channels; {found}"
        reader.fail(message, line=line)
    letters = "".join(channel[0] for channel in channels if channel.endswith("rotation"))
    positions = [channel for channel in channels if channel.endswith("position")]
    # Z X Z are proper Euler angles; the same axis twice in a row, or a position twice, is a mistake.
    if len(letters) > 3 or any(a == b for a, b in itertools.pairwise(letters)):
        reader.fail(f"{node} names a rotation channel twice", line=line)
    if len(set(positions)) != len(positions):
        reader.fail(f"{node} names a position channel twice", line=line)
    return tuple(channels)


def _report(reader: _Reader, nodes: list[_Node]) -> None:
    """Report irregularities that can still be read."""
    counts = Counter(node.name for node in nodes)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        shown = ", ".join(repr(name) for name in twice[:8])
        message = f"{len(twice)} joint names occur more than once ({shown}); motions append .001 and so on"
        line = [node.line for node in nodes if node.name == twice[0]][1]
        reader.findings.append(Finding("bvh-duplicate-names", message, reader.path, line))
    nameless = [node for node in nodes if not node.name]
    if nameless:
        message = f"{len(nameless)} joints have no name"
        reader.findings.append(Finding("bvh-nameless-joints", message, reader.path, nameless[0].line))
    still = [node for node in nodes if not node.channels]
    if still:
        message = f"{len(still)} joints have no channels and never move"
        reader.findings.append(Finding("bvh-still-joints", message, reader.path, still[0].line, "info"))
