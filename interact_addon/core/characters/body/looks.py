# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people, and which of them plays which actor."""

from __future__ import annotations

import functools
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ...foundation.errors import CharacterError
from ..makehuman.mhmat import AssetMaterial
from ..makehuman.wardrobe_folder import Piece

__all__ = [
    "LOOKS_FILE",
    "Look",
    "Worn",
    "all_looks",
    "cast_looks",
    "look_by_id",
    "look_for_actor",
    "read_looks",
]

LOOKS_FILE = Path(__file__).with_name("looks.toml")
_SHARES = ("weight", "muscle", "proportions", "cup", "firmness")
Sex = Literal["male", "female"]


@dataclass(frozen=True)
class Worn:
    """A piece of a wardrobe on a person.

    Attributes:
        piece: The piece.
        colour: A hex code, or empty for its own colours.
        material: Its material.
        files: All that its appearance depends on.
        digest: A hash of their contents.
    """

    piece: Piece
    colour: str
    material: AssetMaterial
    files: tuple[Path, ...]
    digest: str


@dataclass(frozen=True, eq=False)
class Look:
    """One person's parameters.

    Attributes:
        id: Stable name.
        actors: Actor ids that this person plays.
        sex: ``male`` or ``female``.
        age: Years.
        height: Stature in metres, without shoes.
        weight: 0 to 1, 0.5 is average.
        muscle: As ``weight``.
        proportions: As ``weight``; 1 is ideal proportions.
        cup: Breast size 0 to 1, women only.
        firmness: As ``cup``.
        ethnicity: Shares of ``caucasian``, ``asian``, ``african``; their sum is 1.
        details: Detail target -> -1 to 1.
        style: Skin, hair, eyes and clothes; see `clothing.outfit.Outfit`.
        worn: Pieces of a wardrobe that the person wears, by `clothing.wearing.dressed`.
    """

    id: str
    actors: tuple[str, ...]
    sex: Sex
    age: float
    height: float
    weight: float = 0.5
    muscle: float = 0.5
    proportions: float = 0.5
    cup: float = 0.5
    firmness: float = 0.5
    ethnicity: Mapping[str, float] = field(default_factory=lambda: {"caucasian": 1.0})
    details: Mapping[str, float] = field(default_factory=dict)
    style: Mapping[str, Any] = field(default_factory=dict)
    worn: tuple[Worn, ...] = ()

    def content_hash(self) -> str:
        """Return a hex digest of everything that describes the person, excluding the actors they play."""
        values = asdict(replace(self, worn=()))
        del values["actors"], values["worn"]
        if self.worn:  # by content: the folder can be elsewhere on another machine
            values["worn"] = [
                [each.piece.name, each.piece.kind, each.colour, each.digest] for each in self.worn
            ]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def look_for_actor(actor_id: str, sex: str | None = None) -> Look:
    """Return the person who plays an actor, always the same one.

    Args:
        actor_id: As in the dataset, such as ``"003"``; ids of other datasets get a person by hash.
        sex: ``male`` or ``female`` if known: an unknown id gets a person of that sex, and so does a known id
            whose person has the other sex.
    """
    return _ranked(actor_id, sex)[0]


def cast_looks(actors: Iterable[tuple[str, str | None]]) -> tuple[Look, ...]:
    """Return one person per ``(actor id, sex or None)``, no person twice among different ids.

    Known ids keep their person regardless of the other actors; an unknown id whose first choice is taken gets
    its next one. Only if all people of a sex are taken does one play two actors.
    """
    wanted = list(actors)
    ranked = [_ranked(actor_id, sex) for actor_id, sex in wanted]
    chosen: dict[tuple[str, str | None], Look] = {}
    known_first = sorted(range(len(wanted)), key=lambda n: (wanted[n][0] not in ranked[n][0].actors, n))
    for number in known_first:
        if wanted[number] not in chosen:
            taken = {look.id for look in chosen.values()}
            free = [look for look in ranked[number] if look.id not in taken]
            chosen[wanted[number]] = (free or ranked[number])[0]
    return tuple(chosen[key] for key in wanted)


def look_by_id(look_id: str) -> Look:
    """Return the person with an id.

    Raises:
        CharacterError: There is no person with this id.
    """
    for look in all_looks():
        if look.id == look_id:
            return look
    names = ", ".join(look.id for look in all_looks())
    raise CharacterError(f"there is no built-in person {look_id!r}", cure=f"Choose one of {names}")


@functools.cache
def all_looks() -> tuple[Look, ...]:
    """Return all built-in people, in the order of the data file."""
    return read_looks(LOOKS_FILE)


def read_looks(path: Path) -> tuple[Look, ...]:
    """Read a data file of people.

    Raises:
        CharacterError: The file cannot be read, or has an invalid value.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["look"]
        looks = tuple(_look(table) for table in tables)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CharacterError(f"the people cannot be read ({error})", path=path) from error
    if len({look.id for look in looks}) != len(looks):
        raise CharacterError("two people have the same id", path=path)
    return looks


def _look(table: dict[str, Any]) -> Look:
    shares = {kind: float(share) for kind, share in table.get("ethnicity", {"caucasian": 1.0}).items()}
    total = sum(shares.values())
    if set(shares) - {"caucasian", "asian", "african"} or min(shares.values()) < 0.0 or total <= 0.0:
        raise ValueError(f"{table['id']}: ethnicity {shares}")
    if table["sex"] not in ("male", "female"):
        raise ValueError(f"{table['id']}: sex {table['sex']!r}")
    numbers = {key: float(table.get(key, 0.5)) for key in _SHARES}
    for key, (low, high) in {"age": (18.0, 80.0), "height": (1.4, 2.1)}.items():
        numbers[key] = float(table[key])
        if not low <= numbers[key] <= high:
            raise ValueError(f"{table['id']}: {key} {numbers[key]}")
    if any(not 0.0 <= numbers[key] <= 1.0 for key in _SHARES):
        raise ValueError(f"{table['id']}: a share is not between 0 and 1")
    return Look(
        id=str(table["id"]),
        actors=tuple(str(actor) for actor in table.get("actors", ())),
        sex=table["sex"],
        ethnicity={kind: share / total for kind, share in shares.items()},
        details={str(name): float(value) for name, value in table.get("details", {}).items()},
        style=table.get("style", {}),
        worn=(),
        **numbers,
    )


def _ranked(actor_id: str, sex: str | None) -> list[Look]:
    """Return the people sorted by preference for an actor; the other sex only if none has ``sex``."""
    # Rendezvous hashing: adding a person to the file leaves nearly all earlier choices unchanged.
    return sorted(
        [look for look in all_looks() if sex is None or look.sex == sex] or list(all_looks()),
        key=lambda look: (
            actor_id not in look.actors,
            bool(look.actors),
            hashlib.sha256(f"{actor_id}\0{look.id}".encode()).digest(),
        ),
    )
