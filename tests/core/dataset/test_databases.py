# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.dataset.databases import Session, read_actors, read_scenarios

MakeDataset = Callable[..., Path]


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if path.is_file()
    }


def write(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    return path


def test_reading_leaves_the_folder_as_it_was(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    before = fingerprint(root)
    Dataset.open(root).scenes()
    assert fingerprint(root) == before


def test_a_locked_database_is_read_all_the_same(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    with closing(sqlite3.connect(root / "actors.db")) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert read_actors(root / "actors.db").sexes["001"] == "male"
        db.rollback()


def test_a_wal_database_is_read_without_adding_files(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    with closing(sqlite3.connect(root / "actors.db")) as db:
        db.execute("PRAGMA journal_mode=WAL")
    before = fingerprint(root)
    assert read_actors(root / "actors.db").sessions["20231119"] == (Session("20231119", "001", "002"),)
    assert fingerprint(root) == before


def test_what_is_still_in_the_write_ahead_log_is_read(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    with closing(sqlite3.connect(root / "actors.db")) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("INSERT INTO actors VALUES ('099','female')")
        db.commit()
        assert (root / "actors.db-wal").stat().st_size
        before = fingerprint(root)
        assert read_actors(root / "actors.db").sexes["099"] == "female"
        assert fingerprint(root) == before


@pytest.mark.parametrize("name", ["what?", "a#b", "100%41", "ünï côde", "a&mode=rwc"])
def test_folders_with_awkward_names(make_dataset: MakeDataset, name: str) -> None:
    root = make_dataset()
    odd = root.rename(root.with_name(name))
    dataset = Dataset.open(odd)
    assert dataset.findings == ()
    assert dataset.scene("20231119_051").emotion == "joy"


def test_a_file_that_is_no_database(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    (root / "actors.db").write_bytes(b"not a database at all" * 100)
    (root / "scenarios.db").write_bytes((root / "scenarios.db").read_bytes()[:5000])
    dataset = Dataset.open(root)
    assert [finding.code for finding in dataset.findings] == ["unreadable-database", "unreadable-database"]
    scene = dataset.scene("20231119_051")
    assert scene.actor_ids == ("001", "002")
    assert scene.emotion is None


def test_an_empty_file_has_no_tables(tmp_path: Path) -> None:
    (tmp_path / "actors.db").write_bytes(b"")
    actors = read_actors(tmp_path / "actors.db")
    assert [finding.code for finding in actors.findings] == ["missing-table", "missing-table"]


def test_missing_tables_and_columns_are_told_and_the_rest_is_used(tmp_path: Path) -> None:
    path = write(
        tmp_path / "scenarios.db",
        """CREATE TABLE emotions (id INTEGER, name TEXT); INSERT INTO emotions VALUES (1, 'joy');
        CREATE TABLE scenarios (id INTEGER, primary_emotion_id INTEGER, scenario TEXT);
        INSERT INTO scenarios VALUES (51, 1, 'They meet.');""",
    )
    scenarios = read_scenarios(path)
    assert [finding.code for finding in scenarios.findings] == ["missing-table", "missing-column"]
    assert "'relationship_id', 'character_setup'" in scenarios.findings[1].message
    assert scenarios.texts[51].emotion == "joy"
    assert scenarios.texts[51].relationship is None


def test_ids_may_be_numbers_and_sexes_written_otherwise(tmp_path: Path) -> None:
    path = write(
        tmp_path / "actors.db",
        """CREATE TABLE actors (actor_id INTEGER, gender TEXT);
        INSERT INTO actors VALUES (1,'M'),(2,'Female');
        CREATE TABLE sessions (date INTEGER, male_id INTEGER, female_id INTEGER);
        INSERT INTO sessions VALUES (20231119, 1, 2);""",
    )
    actors = read_actors(path)
    assert actors.findings == ()
    assert actors.sexes == {"001": "male", "002": "female"}
    assert actors.sessions == {"20231119": (Session("20231119", "001", "002"),)}


def test_odd_rows_are_told_and_left_out(tmp_path: Path) -> None:
    path = write(
        tmp_path / "actors.db",
        """CREATE TABLE actors (actor_id, gender); INSERT INTO actors VALUES
        ('../x','male'), (NULL,'male'), ('003',NULL), ('004', CAST(x'ff' AS TEXT)), ('005','male');
        CREATE TABLE sessions (date, male_id, female_id);
        INSERT INTO sessions VALUES ('someday','005','006'), ('20231119','006','005');""",
    )
    actors = read_actors(path)
    assert [finding.code for finding in actors.findings] == ["odd-database-rows"]
    assert "6 invalid entries" in actors.findings[0].message
    assert actors.sexes == {"005": "male", "006": "male"}


def test_two_sessions_on_one_day_go_by_who_has_files(make_dataset: MakeDataset) -> None:
    root = make_dataset(["20231119_006_034", "20231119_008_034", "20231119_001_051", "20231119_002_051"])
    write(root / "actors.db", "INSERT INTO sessions VALUES ('20231119','008','006')")
    dataset = Dataset.open(root)
    assert dataset.scene("20231119_034").actor_ids == ("008", "006")
    assert dataset.scene("20231119_051").actor_ids == ("001", "002")
    assert all(scene.findings == () for scene in dataset.scenes())
