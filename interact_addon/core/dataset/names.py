# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys: ``<date>_<scenario>`` names a scene, ``<date>_<actor>_<scenario>`` one actor's part in it.

Other datasets have names of their own: ``G001T000A001R000``, and ``G001T000A001R000@P1`` for one actor's
part. Keys contain only letters, digits and ``_ . -``, so they are safe in file names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..foundation.errors import UsageError

__all__ = [
    "MOTION_NOTE",
    "NamedKey",
    "PerformanceKey",
    "SceneKey",
    "actor_of",
    "parse_key",
    "performance_key",
    "split_key",
]

MOTION_NOTE = ".motion.json"
"""How the name of a note beside a motion file ends, which says what motion that is."""

# Actor and scenario ids are INTEGERs in the databases and padded to three digits in names.
_PAD = 3
# 0051 would be a second name for 051: only the form as written is accepted.
_STEM = re.compile(r"([0-9]{8})_([0-9]{3}|[1-9][0-9]{3,5})_([0-9]{3}|[1-9][0-9]{3,5})")
_KEY = re.compile(r"([0-9]{8})_(?:([0-9]{1,6})_)?([0-9]{1,6})")
_NAMED = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]{0,99})(?:@([A-Za-z0-9_-]{1,40}))?")
_FORM = "Write <date>_<scenario>, such as 20231119_051"
# Users paste file names in place of keys.
_SUFFIX = re.compile(r"\.(?:bvh|npy|npz|csv|tsv|json|wav|mp4|mkv|blend)$", re.IGNORECASE)


def _pad(number: int) -> str:
    return f"{number:0{_PAD}d}"


@dataclass(frozen=True, slots=True, order=True)
class SceneKey:
    """One scene: two people on one day with one scenario.

    Attributes:
        date: Eight digits, ``YYYYMMDD``.
        scenario: The scenario's number, as in ``scenarios.db``.
    """

    date: str
    scenario: int

    def __str__(self) -> str:
        return f"{self.date}_{_pad(self.scenario)}"

    @classmethod
    def parse(cls, text: str) -> SceneKey:
        """Parse a scene key that a user typed; a performance's key gives the scene it belongs to.

        Raises:
            UsageError: The text is not a valid key.
        """
        key = parse_key(text)
        if isinstance(key, NamedKey):
            raise UsageError(f"{text!r} is not a scene key", cure=_FORM)
        return key.scene if isinstance(key, PerformanceKey) else key


@dataclass(frozen=True, slots=True, order=True)
class PerformanceKey:
    """One actor's part in a scene.

    Attributes:
        date: Eight digits, ``YYYYMMDD``.
        actor: The actor's id, padded to three digits.
        scenario: The scenario's number, as in ``scenarios.db``.
    """

    date: str
    actor: str
    scenario: int

    def __str__(self) -> str:
        return f"{self.date}_{self.actor}_{_pad(self.scenario)}"

    @property
    def scene(self) -> SceneKey:
        """The scene this belongs to."""
        return SceneKey(self.date, self.scenario)

    @classmethod
    def from_stem(cls, stem: str) -> PerformanceKey | None:
        """Return the key in a file's name without its extension, or None if the name is not a key."""
        match = _STEM.fullmatch(stem)
        if match is None:
            return None
        return cls(match[1], match[2], int(match[3]))


@dataclass(frozen=True, slots=True, order=True)
class NamedKey:
    """A scene of a dataset with names of its own, or one actor's part in it.

    Attributes:
        name: The scene's key.
        actor: The actor's id, or None for the whole scene.
    """

    name: str
    actor: str | None = None

    def __str__(self) -> str:
        return self.name if self.actor is None else f"{self.name}@{self.actor}"


def pad_actor(value: object) -> str | None:
    """Return an actor id from a database (TEXT or INTEGER) as in file names, or None if it is invalid."""
    text = str(value).strip()
    return _pad(int(text)) if re.fullmatch(r"[0-9]{1,6}", text) else None


def parse_key(text: str) -> SceneKey | PerformanceKey | NamedKey:
    """Parse a key that a user typed; spaces, quotes, missing zeros and a file extension are ignored.

    Raises:
        UsageError: The text is not a valid key.
    """
    cleaned = _SUFFIX.sub("", text.strip().strip("'\"").strip())
    match = _KEY.fullmatch(cleaned)
    if match is not None:
        date, actor, scenario = match.groups()
        if actor is None:
            return SceneKey(date, int(scenario))
        return PerformanceKey(date, _pad(int(actor)), int(scenario))
    named = _NAMED.fullmatch(cleaned)
    if named is not None and not cleaned.endswith("."):
        return NamedKey(named[1], named[2])
    shown = text if len(text) <= 60 else text[:57] + "..."
    raise UsageError(
        f"{shown!r} is not a scene key",
        cure=f"{_FORM}, or the key that 'interact scenes' shows",
    )


def performance_key(scene: str, actor: str) -> str:
    """Return the key of one actor's part in a scene: ``20231119_001_051``, ``G001T000A001R000@P1``."""
    key = parse_key(scene)
    if isinstance(key, SceneKey) and pad_actor(actor) == actor:
        return f"{key.date}_{actor}_{_pad(key.scenario)}"
    return f"{scene}@{actor}"


def split_key(text: str) -> tuple[str, str | None]:
    """Return the key of the scene that a key means, and the actor if it is the key of a performance.

    Raises:
        UsageError: The text is not a valid key.
    """
    key = parse_key(text)
    if isinstance(key, PerformanceKey):
        return str(key.scene), key.actor
    return (key.name, key.actor) if isinstance(key, NamedKey) else (str(key), None)


def actor_of(text: str) -> str:
    """Return the actor's id in the key of a performance, of any layout; a text that is none as it is."""
    try:
        return split_key(text)[1] or text
    except UsageError:
        return text
