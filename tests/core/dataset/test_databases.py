# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset, databases
from interact_addon.core.dataset.databases import ScenarioText, Session, read_actors, read_scenarios

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


@pytest.mark.parametrize("first", ["51", 51, 51.0, b"51", "051", " 51 ", (51).to_bytes(8, "little")])
@pytest.mark.parametrize("second", ["1", 1, 1.0, b"1", (1).to_bytes(4, "little")])
def test_keys_are_the_same_whatever_their_type(tmp_path: Path, first: object, second: object) -> None:
    path = write(
        tmp_path / "scenarios.db",
        """CREATE TABLE relationships (id INTEGER PRIMARY KEY, name);
        INSERT INTO relationships VALUES (1, 'old friends');
        CREATE TABLE emotions (id TEXT, name); INSERT INTO emotions VALUES ('01', 'joy'), ('2', 'fear');
        CREATE TABLE scenarios (id, relationship_id, primary_emotion_id, character_setup, scenario);""",
    )
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO scenarios VALUES (?, ?, ?, ?, ?)", (first, second, second, b"setup", "text"))
        db.commit()
    scenarios = read_scenarios(path)
    assert scenarios.findings == ()
    assert scenarios.texts == {51: ScenarioText("old friends", "joy", "setup", "text")}


@pytest.mark.parametrize("day", ["2023-11-19 00:00:00", 20231119.0, 1700352000, b"20231119", "19.11.2023"])
def test_ids_of_numpy_and_dates_with_times(tmp_path: Path, day: object) -> None:
    path = write(
        tmp_path / "actors.db",
        "CREATE TABLE actors (actor_id, gender); CREATE TABLE sessions (date, male_id, female_id);",
    )
    one, two = (number.to_bytes(8, "little") for number in (1, 2))
    with closing(sqlite3.connect(path)) as db:
        db.executemany("INSERT INTO actors VALUES (?, ?)", [(one, b"male"), (two, "Female ")])
        db.execute("INSERT INTO sessions VALUES (?, ?, ?)", (day, one, 2.0))
        db.commit()
    actors = read_actors(path)
    assert actors.findings == ()
    assert actors.sexes == {"001": "male", "002": "female"}
    assert actors.sessions == {"20231119": (Session("20231119", "001", "002"),)}


def test_numbers_without_end_and_keys_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "scenarios.db",
        """CREATE TABLE relationships (id, name); INSERT INTO relationships VALUES (1, 'old friends');
        CREATE TABLE emotions (id, name); INSERT INTO emotions VALUES (9e999, 'joy');
        CREATE TABLE scenarios (id, relationship_id, primary_emotion_id, character_setup, scenario);
        INSERT INTO scenarios VALUES (9e999, 1, 1, '', ''), (51, 7, NULL, '', ''), (52, 1, 9e999, '', ''),
        (99999999999999999999999, 1, NULL, '', ''), (53.5, 1, NULL, '', '');""",
    )
    scenarios = read_scenarios(path)
    assert scenarios.texts[51].relationship is None
    assert scenarios.texts[52] == ScenarioText("old friends", "joy", None, None)
    assert "scenario id inf" in scenarios.findings[0].message
    assert "scenario 51 with the unknown relationship 7" in scenarios.findings[0].message
    assert "4 invalid entries" in scenarios.findings[0].message


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = write(
        tmp_path / "scenarios.db",
        """CREATE TABLE relationships (id, name);
        INSERT INTO relationships VALUES (1, CAST(x'436166e9' AS TEXT));
        CREATE TABLE emotions (id, name); INSERT INTO emotions VALUES (CAST(x'e9' AS TEXT), 'joy');
        CREATE VIEW scenarios AS SELECT 51 AS id, 1 AS relationship_id, CAST(x'e9' AS TEXT) AS
        primary_emotion_id, CAST(x'ff00' AS TEXT) AS character_setup, x'c3a9' AS scenario;""",
    )
    scenarios = read_scenarios(path)
    assert scenarios.findings == ()
    assert scenarios.texts == {51: ScenarioText("Café", "joy", "ÿ", "é")}


def test_messages_and_names_that_are_not_utf8(tmp_path: Path) -> None:
    """A damaged schema: sqlite quotes its bytes, and Python cannot decode what sqlite says."""
    path = write(
        tmp_path / "actors.db", "CREATE TABLE actors (actor_id, gender); CREATE TABLE sessions (date);"
    )
    sound = path.read_bytes()
    for damage in (
        (b"CREATE TABLE actors", b"CREATE TABLE \xff\xfe\xff\xfe\xff\xfe"),
        (b"CREATE TABLE actors", b"CREATE T\xffBLE actors"),
        (b"actor_id, gender", b"actor_id, ge\xffder"),
    ):
        assert damage[0] in sound
        path.write_bytes(sound.replace(*damage))
        assert read_actors(path).findings, damage


@pytest.mark.parametrize(
    "view",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS actor_id, 'male' AS gender FROM n WHERE i < 0",
        "SELECT 1 AS actor_id, hex(zeroblob(200000000)) AS gender",
    ],
)
def test_views_without_end(tmp_path: Path, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_SECONDS", 0.2)
    path = write(tmp_path / "actors.db", f"CREATE VIEW actors AS {view}")
    actors = read_actors(path)
    assert [finding.code for finding in actors.findings] == ["unreadable-database"]


def test_damaged_databases_are_findings(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    rng = np.random.default_rng(11)
    for name, read in (("actors.db", read_actors), ("scenarios.db", read_scenarios)):
        sound = np.frombuffer((root / name).read_bytes(), np.uint8)
        for _ in range(300):
            damaged = sound.copy()
            where = rng.integers(0, min(len(sound), rng.choice([200, 5000, len(sound)])), rng.integers(1, 30))
            damaged[where] = rng.integers(0, 256, len(where))
            (root / name).write_bytes(damaged.tobytes())
            for finding in read(root / name).findings:
                assert finding.path == str(root / name)


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
