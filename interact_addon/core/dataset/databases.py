# SPDX-License-Identifier: GPL-3.0-or-later
"""Read ``actors.db`` and ``scenarios.db`` without locks and without writing anything.

A plain ``mode=ro`` connection takes locks, and on a database in WAL mode it even writes ``-shm`` and ``-wal``
files beside it (or fails if the folder is read-only). ``immutable=1`` does neither. It would miss changes
that are still in a ``-wal`` or ``-journal`` file, so if there is one, a temporary copy is read instead.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..foundation.findings import Finding
from .names import pad_actor

__all__ = ["Actors", "ScenarioText", "Scenarios", "Session", "read_actors", "read_scenarios"]


@dataclass(frozen=True, slots=True)
class Session:
    """One recording session: its date and its two actors."""

    date: str
    male_id: str
    female_id: str


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """The texts of a scenario; None if missing."""

    relationship: str | None
    emotion: str | None
    character_setup: str | None
    text: str | None


@dataclass(frozen=True)
class Actors:
    """Contents of ``actors.db``.

    Attributes:
        sexes: Actor id to ``male`` or ``female``.
        sessions: Date to the sessions of that day (one, normally).
        findings: What is missing or invalid.
    """

    sexes: Mapping[str, str]
    sessions: Mapping[str, tuple[Session, ...]]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Scenarios:
    """Contents of ``scenarios.db``.

    Attributes:
        texts: Scenario number to its texts.
        readable: False if the database is missing or cannot be read.
        findings: What is missing or invalid.
    """

    texts: Mapping[int, ScenarioText]
    readable: bool
    findings: tuple[Finding, ...] = ()


def read_actors(path: Path) -> Actors:
    """Read the actors' sexes and the recording sessions.

    A missing or broken database is a finding: the actors are then taken from the file names.
    """
    findings: list[Finding] = []
    sexes: dict[str, str] = {}
    sessions: dict[str, list[Session]] = defaultdict(list)
    invalid: list[str] = []

    def read(tables: _Tables) -> None:
        for actor, gender in tables.rows("actors", ("actor_id", "gender")):
            sex = _sex(gender)
            actor_id = pad_actor(actor)
            if actor_id is None or sex is None:
                invalid.append(f"actor {actor!r} with gender {gender!r}")
            else:
                sexes[actor_id] = sex
        for date, male, female in tables.rows("sessions", ("date", "male_id", "female_id")):
            male_id, female_id = pad_actor(male), pad_actor(female)
            day = str(date).strip().replace("-", "")
            if male_id is None or female_id is None or not (len(day) == 8 and day.isdecimal()):
                invalid.append(f"session {date!r} with actors {male!r} and {female!r}")
            else:
                sessions[day].append(Session(day, male_id, female_id))

    _read(path, read, findings, "the actors are taken from the file names, and their sexes are unknown")
    for day in sessions.values():
        for session in day:
            for actor_id, sex in ((session.male_id, "male"), (session.female_id, "female")):
                if sexes.setdefault(actor_id, sex) != sex:
                    invalid.append(
                        f"actor {actor_id} is {sexes[actor_id]}, yet the {sex} of session {session.date}"
                    )
    _report_invalid(path, invalid, findings)
    return Actors(sexes, {day: tuple(found) for day, found in sessions.items()}, tuple(findings))


def read_scenarios(path: Path) -> Scenarios:
    """Read each scenario's relationship, emotion and texts.

    A missing or broken database is a finding: the scenes then have no texts.
    """
    findings: list[Finding] = []
    texts: dict[int, ScenarioText] = {}
    invalid: list[str] = []

    def read(tables: _Tables) -> None:
        relationships = dict(tables.rows("relationships", ("id", "name")))
        emotions = dict(tables.rows("emotions", ("id", "name")))
        columns = ("id", "relationship_id", "primary_emotion_id", "character_setup", "scenario")
        for number, relationship, emotion, setup, text in tables.rows("scenarios", columns):
            try:
                scenario = int(number)
            except (TypeError, ValueError):
                invalid.append(f"scenario id {number!r}")
                continue
            texts[scenario] = ScenarioText(
                _text(relationships.get(relationship)),
                _text(emotions.get(emotion)),
                _text(setup),
                _text(text),
            )

    readable = _read(path, read, findings, "relationships, emotions and texts are unknown")
    _report_invalid(path, invalid, findings)
    return Scenarios(texts, readable, tuple(findings))


class _Tables:
    """Rows of a database; missing tables and columns become findings."""

    def __init__(self, connection: sqlite3.Connection, path: Path, findings: list[Finding]) -> None:
        self._connection, self._path, self._findings = connection, path, findings

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple]:
        """Yield the rows of ``table``; None for a missing column, no rows for a missing table."""
        there = {str(row[1]).lower() for row in self._connection.execute(f'PRAGMA table_info("{table}")')}
        missing = [column for column in columns if column not in there]
        if not there:
            self._report("missing-table", f"{self._path} has no table {table!r}")
            return
        if missing:
            self._report(
                "missing-column",
                f"{self._path}: table {table!r} has no column {', '.join(map(repr, missing))}",
            )
        wanted = ", ".join(f'"{column}"' if column in there else "NULL" for column in columns)
        # Safe: the names are constants of this module, never user input.
        yield from self._connection.execute(f'SELECT {wanted} FROM "{table}"')  # noqa: S608

    def _report(self, code: str, message: str) -> None:
        self._findings.append(Finding(code, message, path=str(self._path)))


def _read(path: Path, read: Callable[[_Tables], None], findings: list[Finding], else_: str) -> bool:
    """Run ``read`` on the database and return True, or add a finding and return False if it is unreadable."""
    if not path.is_file():
        findings.append(Finding("missing-database", f"{path} is missing: {else_}", path=str(path)))
        return False
    try:
        with _connection(path) as connection:
            read(_Tables(connection, path, findings))
    except (sqlite3.Error, OSError) as error:
        message = f"{path} cannot be read as an sqlite database ({error}): {else_}"
        findings.append(Finding("unreadable-database", message, path=str(path)))
        return False
    return True


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    pending = [Path(f"{path}{suffix}") for suffix in ("-wal", "-journal")]
    pending = [file for file in pending if file.is_file() and file.stat().st_size]
    if not pending:
        with closing(_open(path, "mode=ro&immutable=1")) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix="interact-db-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(path, copy)
        for file in pending:
            shutil.copyfile(file, f"{copy}{file.name[len(path.name) :]}")
        with closing(_open(copy, "mode=rw")) as connection:
            yield connection


def _open(path: Path, mode: str) -> sqlite3.Connection:
    # as_uri() percent-encodes the characters that would end the path early: ?, # and %.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _sex(value: object) -> str | None:
    text = str(value).strip().lower()
    return {
        "male": "male",
        "m": "male",
        "man": "male",
        "female": "female",
        "f": "female",
        "woman": "female",
    }.get(text)


def _text(value: object) -> str | None:
    return None if value is None else str(value).strip() or None


def _report_invalid(path: Path, invalid: list[str], findings: list[Finding]) -> None:
    if invalid:
        shown = "; ".join(invalid[:5]) + ("; ..." if len(invalid) > 5 else "")
        findings.append(
            Finding("odd-database-rows", f"{path}: {len(invalid)} invalid entries: {shown}", path=str(path))
        )
