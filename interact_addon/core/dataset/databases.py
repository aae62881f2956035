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
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..foundation.findings import Finding
from .database_values import day_of, decoded, key_of, number_of, shown, text_of
from .names import pad_actor

__all__ = ["Actors", "ScenarioText", "Scenarios", "Session", "read_actors", "read_scenarios"]

_SEXES = {
    **dict.fromkeys(("male", "m", "man"), "male"),
    **dict.fromkeys(("female", "f", "woman"), "female"),
}
_SECONDS = 5.0
_STEPS = 1_000  # of sqlite's machine, from one look at the clock to the next
_TOO_LONG = f"reading it takes longer than {_SECONDS:g} s"
_LONGEST = 1 << 20  # bytes of a value
_MOST = 1 << 28  # bytes of all values that are read of one database
_LARGEST_COPY = 1 << 30  # bytes of a database with changes in files beside it
# What views may call: nothing whose time grows faster than its text. The clock is not looked at meanwhile.
_FUNCTIONS = frozenset(
    ("abs", "avg", "char", "coalesce", "concat", "concat_ws", "count", "date", "datetime")
    + (
        "group_concat",
        "hex",
        "ifnull",
        "iif",
        "julianday",
        "length",
        "lower",
        "ltrim",
        "max",
        "min",
        "nullif",
    )
    + ("nullif", "quote", "round", "rtrim", "strftime", "string_agg", "substr", "substring", "sum", "time")
    + ("total", "trim", "typeof", "unicode", "unixepoch", "upper")
)
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}


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
            sex = _SEXES.get((text_of(gender) or "").lower())
            actor_id = pad_actor(number_of(actor))
            if actor_id is None or sex is None:
                invalid.append(f"actor {shown(actor)} with gender {shown(gender)}")
            else:
                sexes[actor_id] = sex
        for date, male, female in tables.rows("sessions", ("date", "male_id", "female_id")):
            male_id, female_id = pad_actor(number_of(male)), pad_actor(number_of(female))
            day = day_of(date)
            if male_id is None or female_id is None or day is None:
                invalid.append(f"session {shown(date)} with actors {shown(male)} and {shown(female)}")
            else:
                sessions[day].append(Session(day, male_id, female_id))

    if not _read(
        path, read, findings, "the actors are taken from the file names, and their sexes are unknown"
    ):
        sexes.clear()
        sessions.clear()
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
        relationships, emotions = (
            {key_of(key): text_of(name) for key, name in tables.rows(table, ("id", "name"))}
            for table in ("relationships", "emotions")
        )
        columns = ("id", "relationship_id", "primary_emotion_id", "character_setup", "scenario")
        for number, relationship, emotion, setup, text in tables.rows("scenarios", columns):
            scenario = number_of(number)
            if scenario is None:
                invalid.append(f"scenario id {shown(number)}")
                continue
            for what, key, names in (
                ("relationship", relationship, relationships),
                ("emotion", emotion, emotions),
            ):
                if key is not None and names and key_of(key) not in names:
                    invalid.append(f"scenario {scenario} with the unknown {what} {shown(key)}")
            texts[scenario] = ScenarioText(
                relationships.get(key_of(relationship)),
                emotions.get(key_of(emotion)),
                text_of(setup),
                text_of(text),
            )

    readable = _read(path, read, findings, "relationships, emotions and texts are unknown")
    if not readable:
        texts.clear()
    _report_invalid(path, invalid, findings)
    return Scenarios(texts, readable, tuple(findings))


class _Tables:
    """Rows of a database; missing tables and columns become findings."""

    def __init__(self, connection: sqlite3.Connection, path: Path, findings: list[Finding]) -> None:
        self._connection, self._path, self._findings = connection, path, findings
        self._end = time.monotonic() + _SECONDS
        self._read = 0  # bytes of values

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple]:
        """Yield the rows of ``table``; None for a missing column, no rows for a missing table."""
        there = {str(row[1]).lower() for row in self._connection.execute(f'PRAGMA table_xinfo("{table}")')}
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
        for row in self._connection.execute(f'SELECT {wanted} FROM "{table}"'):  # noqa: S608
            self._read += sum(len(value) for value in row if isinstance(value, str | bytes))
            if self._read > _MOST:
                raise sqlite3.DataError(f"more than {_MOST >> 20} MiB of text")
            if time.monotonic() > self._end:
                raise sqlite3.OperationalError(_TOO_LONG)
            yield row

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
    except (sqlite3.Error, sqlite3.Warning, OSError, OverflowError, UnicodeError, MemoryError) as error:
        why = _why(error)
        message = f"{path} cannot be read as an sqlite database ({why}): {else_}"
        findings.append(Finding("unreadable-database", message, path=str(path)))
        return False
    return True


def _why(error: BaseException) -> str:
    if isinstance(error, UnicodeError):  # a message of sqlite itself, or the name of a column
        return "its text is damaged"
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    return _TOO_LONG if str(error) == "interrupted" else str(error)


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    pending = [Path(f"{path}{suffix}") for suffix in ("-wal", "-journal")]
    pending = [file for file in pending if file.is_file() and file.stat().st_size]
    if not pending:
        with closing(_open(path, "mode=ro&immutable=1")) as connection:
            yield connection
        return
    if (size := sum(file.stat().st_size for file in (path, *pending))) > _LARGEST_COPY:
        raise sqlite3.DataError(
            f"{size >> 20} MiB with changes in {pending[0].name}, which are too many to copy"
        )
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
    connection.text_factory = decoded
    # A view can be endless, and a cell larger than the memory.
    end = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA temp_store=MEMORY")  # what a view sorts does not fill the disk
    connection.set_authorizer(_allowed)
    return connection


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Return whether a statement, or a view in it, may do this: read tables with simple functions."""
    if action in _READING or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _report_invalid(path: Path, invalid: list[str], findings: list[Finding]) -> None:
    if invalid:
        shown = "; ".join(invalid[:5]) + ("; ..." if len(invalid) > 5 else "")
        what = f"{len(invalid)} invalid {'entry' if len(invalid) == 1 else 'entries'}"
        findings.append(Finding("odd-database-rows", f"{path}: {what}: {shown}", path=str(path)))
