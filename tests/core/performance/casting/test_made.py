# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is made already, known without reading a body."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.performance.casting.made import note_made, unmade_people

NAME = "0123456789abcdef0123456789abcdef.npz"


@pytest.fixture
def source(interact_mini: Path) -> Scene:
    return Dataset.open(interact_mini).scenes()[0]


def options(folder: Path, **more) -> ComposeOptions:
    return ComposeOptions(**{"cache": folder} | more)


def made(cache: Path, source: Scene, *actors: str) -> dict:
    cache.mkdir(exist_ok=True)
    people = {actor: SimpleNamespace(file=cache / NAME.replace("0", actor[-1])) for actor in actors}
    for each in people.values():
        each.file.touch()
    return people


def test_who_was_made_is_known_until_something_changes(tmp_path: Path, source: Scene) -> None:
    cache = tmp_path / "cache"
    of = options(cache)
    one, two = source.actor_ids
    assert len(unmade_people(source, of)) == 2
    people = made(cache, source, one)
    note_made(source, of, people)
    left = unmade_people(source, of)
    assert len(left) == 1
    note_made(source, of, made(cache, source, two))
    assert unmade_people(source, of) == frozenset()
    for change in (
        {"height": {one: 1.2}},
        {"cast": {one: "kenji"}},
        {"wear": {one: ("hat",)}},
        {"girth": "average"},
        {"detail": "draft"},
        {"cache": tmp_path / "other"},
    ):
        many = len(unmade_people(source, options(cache, **change)))
        assert many == (1 if change.keys() & {"height", "cast", "wear"} else 2), change
    assert unmade_people(source, options(cache, characters=Path("own.blend"))) == frozenset()
    people[one].file.unlink()  # the cache was cleared
    assert unmade_people(source, of) != left
    assert len(unmade_people(source, of)) == 1


def test_a_file_that_changed_is_another_take(tmp_path: Path, source: Scene) -> None:
    body = tmp_path / "one.bvh"
    body.write_text("a")
    source = replace(source, performances=(replace(source.performances[0], body=body),))
    of = options(tmp_path / "cache")
    note_made(source, of, made(tmp_path / "cache", source, *source.actor_ids))
    assert unmade_people(source, of) == frozenset()
    body.write_text("ab")
    assert len(unmade_people(source, of)) == 1


@pytest.mark.parametrize("damage", [b"", b"../../x.npz", b"\xff" * 40, b"x" * 10_000])
def test_a_damaged_note_is_none_and_is_written_anew(tmp_path: Path, source: Scene, damage: bytes) -> None:
    cache = tmp_path / "cache"
    people = made(cache, source, *source.actor_ids)
    note_made(source, options(cache), people)
    notes = [path for path in (cache / "made").rglob("*") if path.is_file()]
    assert len(notes) == 2
    for path in notes:
        path.write_bytes(damage)
    assert len(unmade_people(source, options(cache))) == 2
    note_made(source, options(cache), people)
    assert unmade_people(source, options(cache)) == frozenset()


def test_a_cache_that_cannot_be_written_costs_only_the_note(tmp_path: Path, source: Scene) -> None:
    cache = tmp_path / "cache"
    people = made(cache, source, *source.actor_ids)
    (cache / "made").write_text("in the way")
    note_made(source, options(cache), people)
    assert len(unmade_people(source, options(cache))) == 2
