# SPDX-License-Identifier: GPL-3.0-or-later
"""The people: enough of them, distinct, and always the same for the same actor."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.characters import all_looks, cast_looks, look_by_id, look_for_actor
from interact_addon.core.characters.body.looks import read_looks
from interact_addon.core.foundation.errors import CharacterError

MEN = ("001", "003", "005", "008")
WOMEN = ("002", "006", "007")


def test_the_dataset_s_seven_actors_have_people_of_their_sex() -> None:
    looks = {actor: look_for_actor(actor) for actor in (*MEN, *WOMEN)}
    assert len({look.id for look in looks.values()}) == 7
    assert {looks[actor].sex for actor in MEN} == {"male"}
    assert {looks[actor].sex for actor in WOMEN} == {"female"}


def test_an_actor_always_looks_the_same() -> None:
    assert look_for_actor("003").id == "marcus"
    assert look_for_actor("003", "male").id == "marcus"
    assert look_for_actor("kim", "female").id == look_for_actor("kim", "female").id


@pytest.mark.parametrize("sex", ["male", "female"])
def test_unknown_actors_get_a_spare_person_of_their_sex(sex: str) -> None:
    chosen = [look_for_actor(f"actor {number}", sex) for number in range(40)]
    assert {look.sex for look in chosen} == {sex}
    assert not any(look.actors for look in chosen)
    assert len({look.id for look in chosen}) >= 3


def test_what_the_dataset_says_of_the_sex_counts() -> None:
    assert look_for_actor("003", "female").sex == "female"


def test_no_two_actors_of_a_scene_look_alike() -> None:
    for pair in (
        [("a", "male"), ("b", "male")],
        [("001", "male"), ("009", "male")],
        [("x", None), ("y", None)],
    ):
        first, second = cast_looks(pair)
        assert first.id != second.id
    crowd = cast_looks([(f"p{number}", "female") for number in range(6)])
    assert len({look.id for look in crowd}) == 6


def test_a_known_actor_keeps_their_person_whoever_comes_first() -> None:
    rival = next(f"r{n}" for n in range(500) if look_for_actor(f"r{n}", None).id == "erik")
    chosen = cast_looks([(rival, "male"), ("001", "male")])
    assert chosen[1].id == look_for_actor("001").id
    assert [look.id for look in cast_looks([("002", None), ("002", None)])] == ["clara", "clara"]


def test_more_actors_than_people_is_no_error() -> None:
    men = [look for look in all_looks() if look.sex == "male"]
    assert len(cast_looks([(f"m{number}", "male") for number in range(len(men) + 2)])) == len(men) + 2


def test_people_are_found_by_id() -> None:
    assert look_by_id("clara").sex == "female"
    with pytest.raises(CharacterError, match="no built-in person 'nobody'") as caught:
        look_by_id("nobody")
    assert "clara" in (caught.value.cure or "")


def test_a_person_s_hash_is_theirs_alone() -> None:
    hashes = {look.content_hash() for look in all_looks()}
    assert len(hashes) == len(all_looks())
    assert look_by_id("clara").content_hash() == look_by_id("clara").content_hash()


@pytest.mark.parametrize(
    "text",
    [
        "nothing = 1",
        "[[look]]\nid = 'a'",
        "[[look]]\nid = 'a'\nsex = 'other'\nage = 30\nheight = 1.7",
        "[[look]]\nid = 'a'\nsex = 'male'\nage = 9\nheight = 1.7",
        "[[look]]\nid = 'a'\nsex = 'male'\nage = 30\nheight = 17",
        "[[look]]\nid = 'a'\nsex = 'male'\nage = 30\nheight = 1.7\nweight = 3",
        "[[look]]\nid = 'a'\nsex = 'male'\nage = 30\nheight = 1.7\nethnicity = { martian = 1 }",
        "[[look]]\nid = 'a'\nsex = 'male'\nage = 'old'\nheight = 1.7",
        "[[look]]\nid = 'a'\nsex = 'male'\nage = 30\nheight = 1.7\n" * 2,
        "= broken",
    ],
)
def test_senseless_people_are_errors_that_name_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "looks.toml"
    path.write_text(text)
    with pytest.raises(CharacterError) as caught:
        read_looks(path)
    assert caught.value.path == str(path)
