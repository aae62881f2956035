# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes that are read whole: in other processes, and once."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.rendering.checking import KeptReadings, Reading, SceneOrder, read_orders
from interact_addon.core.rendering.checking import read as reading

KEY = "20260101_001"


@dataclass(frozen=True)
class Fatal:
    """An order that ends the process that reads it."""

    where: int  # the process that is spared

    def read(self) -> Reading:
        """End this process, as a crash does."""
        if os.getpid() != self.where:
            os._exit(11)
        raise AssertionError("it was read where it must not be")


@dataclass(frozen=True)
class Told:
    """An order that says which process reads it."""

    def read(self) -> Reading:
        """Return the process's number as frames."""
        return Reading(os.getpid())


@pytest.fixture
def root(demo_root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_root, tmp_path / "data"))


def order(root: Path) -> SceneOrder:
    return SceneOrder(Dataset.open(root).scene(KEY), TakeOptions())


def test_many_are_read_by_other_processes_and_few_by_this_one() -> None:
    few = read_orders({number: Told() for number in range(5)}, readers=2)
    assert {one.frames for one in few.values()} == {os.getpid()}
    many = read_orders({number: Told() for number in range(40)}, readers=2)
    assert sorted(many) == list(range(40))
    assert os.getpid() not in {one.frames for one in many.values()}


def test_a_scene_that_kills_its_process_fails_alone() -> None:
    orders: dict[int, Fatal | Told] = {number: Told() for number in range(40)}
    orders[7] = orders[30] = Fatal(os.getpid())
    counted: list[int] = []
    found = read_orders(orders, readers=2, on_read=counted.append)
    assert sorted(number for number, one in found.items() if one.error is not None) == [7, 30]
    assert "ended the process" in str(found[7].error)
    assert counted == list(range(1, 41))


def test_a_scene_is_read_again_only_when_its_content_is_another(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    once = reading.read_order
    monkeypatch.setattr(reading, "read_order", lambda each: read.append(each.scene.key) or once(each))

    def go() -> Reading:
        return read_orders({0: order(root)}, kept=KeptReadings(tmp_path / "kept"))[0]

    first = go()
    assert (first.error, first.frames, len(read)) == (None, 120, 1)
    assert go() == first
    body = next((root / "bvhs").iterdir())
    os.utime(body, (1, 1))
    assert (go(), len(read)) == (first, 1), "its time is another, its content is not"
    text = body.read_text().splitlines(keepends=True)
    body.write_text("".join(text[:-5]))
    assert (go().findings != first.findings, len(read)) == (True, 2)
    body.write_text("no motion")
    assert go().error is not None
    assert (go().error is not None, len(read)) == (True, 4), "errors are not kept"


def test_what_findings_depend_on_is_a_part_of_the_key(root: Path, tmp_path: Path) -> None:
    kept = KeptReadings(tmp_path / "kept")
    plain = order(root)
    strange = Path(shutil.copytree(root, tmp_path / "öther"))
    keys = {
        kept.ticket(each).key
        for each in (
            plain,
            order(strange),  # its messages can have it in other words: only this very folder counts
            replace(plain, options=replace(plain.options, up="Z")),
            replace(plain, scene=replace(plain.scene, findings=())),
            replace(plain, scene=replace(plain.scene, key="20260101_002")),
        )
    }
    assert len(keys) == 5 - (plain.scene.findings == ())


def test_a_dataset_that_was_copied_is_not_read_again_and_named_as_it_is_now(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    once = reading.read_order
    monkeypatch.setattr(reading, "read_order", lambda each: read.append(each.scene.key) or once(each))
    quiet = next((root / "wav").glob("*_001_001.wav"))
    quiet.write_bytes(quiet.read_bytes()[:44] + bytes(len(quiet.read_bytes()) - 44))

    def go(place: Path) -> Reading:
        return read_orders({0: order(place)}, kept=KeptReadings(tmp_path / "kept"))[0]

    first = go(root)
    assert str(quiet) in str(first.findings)
    copy = Path(shutil.copytree(root, tmp_path / "a copy"))
    second = go(copy)
    assert len(read) == 1
    assert second == once(order(copy)), "it says what reading it says"
    assert (go(root), len(read)) == (first, 1)
    body = next((copy / "bvhs").iterdir())
    status = body.stat()
    body.write_bytes(body.read_bytes().replace(b"1", b"2", 1))
    os.utime(body, ns=(status.st_atime_ns, status.st_mtime_ns))
    go(copy)
    assert len(read) == 2, "another place has other files, also of the same size and time"


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 2}',
        '{"format": 99, "entries": {}}',
        "[" * 9999,
        '{"format": 1e999}',
    ],
)
def test_a_damaged_cache_is_read_as_none(root: Path, tmp_path: Path, damage: str) -> None:
    first = read_orders({0: order(root)}, kept=KeptReadings(tmp_path / "kept"))
    (file,) = (tmp_path / "kept").iterdir()
    whole = json.loads(file.read_text())
    file.write_text(damage)
    assert read_orders({0: order(root)}, kept=KeptReadings(tmp_path / "kept")) == first
    assert json.loads(file.read_text()) == whole


def test_a_cache_with_other_types_is_read_as_none(root: Path, tmp_path: Path) -> None:
    first = read_orders({0: order(root)}, kept=KeptReadings(tmp_path / "kept"))
    (file,) = (tmp_path / "kept").iterdir()
    whole = json.loads(file.read_text())
    (entry,) = whole["entries"].values()
    for name, value in (
        ("frames", "120"),
        ("frames", -1),
        ("states", []),
        ("hashes", [1]),
        ("findings", [3]),
    ):
        damaged = {**entry, name: value}
        file.write_text(json.dumps({"format": 2, "entries": dict.fromkeys(whole["entries"], damaged)}))
        assert read_orders({0: order(root)}, kept=KeptReadings(tmp_path / "kept")) == first


def test_what_cannot_be_kept_costs_only_time(root: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    assert read_orders({0: order(root)}, kept=KeptReadings(tmp_path / "kept"))[0].error is None
