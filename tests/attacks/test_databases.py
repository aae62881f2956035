# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that never end, fill the memory or run what is not reading: findings, within a time."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from interact_addon.core.dataset import databases
from interact_addon.core.dataset.databases import read_actors, read_scenarios

_NAMES = """CREATE TABLE relationships(id, name); CREATE TABLE emotions(id, name);
CREATE TABLE long(s); INSERT INTO long VALUES(hex(zeroblob(450000)));"""
_COLUMNS = "id, relationship_id, primary_emotion_id, character_setup, scenario"
_TABLE = f"{_NAMES} CREATE TABLE scenarios({_COLUMNS});"
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
_LONG = "(SELECT s FROM long)"


def _view(text: str, setup: str, rows: str = "", before: str = "") -> str:
    return f"{_NAMES} CREATE VIEW scenarios({_COLUMNS}) AS {before} SELECT {text}, 1, 1, {setup}, 'y' {rows}"


ATTACKS = {
    "rows without end": (_view("i", "'x'", "FROM n", _ENDLESS), "takes longer than"),
    "no row, without end": (_view("i", "'x'", "FROM n WHERE i < 0", _ENDLESS), "takes longer than"),
    "one text of all rows": (_view("1", "group_concat(i)", "FROM n", _ENDLESS), "takes longer than|too big"),
    "much text": (_view("i", _LONG, "FROM n", _ENDLESS), "MiB of text|takes longer than"),
    "sorted without end": (_view("i", "'x'", "FROM n ORDER BY -i", _ENDLESS), "takes longer than"),
    "a value of a view": (_view("1", "zeroblob(900000000)"), "zeroblob"),
    "a value that is too long": (_view("1", f"{_LONG} || {_LONG}"), "too big"),
    "one call that takes years": (
        _view("1", f"instr({_LONG}, substr({_LONG}, 1, 400000) || 'y')"),
        "not authorized to use function: instr",
    ),
    "one text of a billion letters": (_view("1", "printf('%.*c', 900000000, 'x')"), "printf"),
    "a pattern that takes years": (_view("1", f"{_LONG} LIKE '%0%0%0%0%0%0%y'"), "function: like"),
    "a value that is stored": (
        f"{_TABLE} INSERT INTO scenarios VALUES(1, 1, 1, zeroblob(90000000), 'y')",
        "too big",
    ),
    "an extension": (_view("load_extension('/x.so')", "'x'"), "unsafe use"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_would_never_end_is_a_finding(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_SECONDS", 0.3)
    script, why = ATTACKS[name]
    path = tmp_path / "scenarios.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    read = read_scenarios(path)
    assert (read.readable, read.texts) == (False, {})
    (finding,) = read.findings
    assert finding.code == "unreadable-database"
    assert str(path) in finding.message
    assert re.search(why, finding.message, re.IGNORECASE), finding.message


def test_half_of_a_database_is_not_used_as_if_it_were_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_SECONDS", 0.2)
    path = tmp_path / "actors.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"CREATE VIEW actors(actor_id, gender) AS {_ENDLESS} SELECT i, 'male' FROM n")  # noqa: S608
    read = read_actors(path)
    assert (read.sexes, read.sessions) == ({}, {})


def test_infinity_and_texts_as_keys_are_odd_rows(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_TABLE)
        rows = [
            (9e999, 1, 1, "a", "b"),
            (-9e999, 9e999, None, 9e999, 9e999),
            (2, "friends", b"\xff", 1e300, None),
        ]
        db.executemany("INSERT INTO scenarios VALUES(?, ?, ?, ?, ?)", rows)
        db.commit()
    read = read_scenarios(path)
    assert read.readable
    assert list(read.texts) == [2]
    assert [finding.code for finding in read.findings] == ["odd-database-rows"]


def test_many_rows_are_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_TABLE)
        db.executemany("INSERT INTO scenarios VALUES(?, 1, 1, 'a', 'b')", ((k,) for k in range(50_000)))
        db.commit()
    assert len(read_scenarios(path).texts) == 50_000


def test_a_huge_database_with_a_log_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_TABLE)
    with path.open("rb+") as stream:
        stream.truncate(1 << 36)  # 64 GB, without taking room on the disk
    Path(f"{path}-wal").write_bytes(b"x" * 100)
    read = read_scenarios(path)
    assert not read.readable
    assert "too many to copy" in read.findings[0].message


def test_simple_views_are_read(tmp_path: Path) -> None:
    path = tmp_path / "actors.db"
    script = "CREATE TABLE people(n, s); INSERT INTO people VALUES(' 1 ', 'MALE'), ('2', 'Female'); "
    script += "CREATE VIEW actors(actor_id, gender) AS SELECT CAST(trim(n) AS INTEGER), lower(s) FROM people"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    assert read_actors(path).sexes == {"001": "male", "002": "female"}
