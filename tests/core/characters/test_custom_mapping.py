# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.animation.bone_names import INTERACT_JOINTS, identify
from interact_addon.core.animation.bone_names.given_roles import is_role
from interact_addon.core.characters.custom_mapping import (
    ActorMapping,
    actor_id,
    mapping_path,
    read_mapping,
)
from interact_addon.core.foundation.errors import CharacterError

GOOD = """
[actors.001]
armature = "Armature.001"
faces = ["Head", "Lashes"]

[actors.2]
armature = "Rig"
faces = "Head.001"
roles = {hips = "Pelvis", "left_index.1" = "Finger A"}

[actors."006"]
armature = "Other"
"""


def test_a_mapping(tmp_path):
    path = tmp_path / "people.toml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert read_mapping(path) == {
        "001": ActorMapping("Armature.001", ("Head", "Lashes"), {}),
        "002": ActorMapping("Rig", ("Head.001",), {"hips": "Pelvis", "left_index.1": "Finger A"}),
        "006": ActorMapping("Other", None, {}),
    }


def test_the_toml_beside_a_blend(tmp_path):
    blend = tmp_path / "body.to.render.blend"
    assert mapping_path(blend) is None
    plain = tmp_path / "body.to.render.toml"
    plain.write_text("")
    assert mapping_path(blend) == plain
    special = tmp_path / "body.to.render.characters.toml"
    special.write_text("")
    assert mapping_path(blend) == special


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "no .actors.ID. table", None),
        ("[actors]", "no .actors.ID. table", None),
        ("actors = 3", "no .actors.ID. table", None),
        ("[actors.001\narmature=1", "invalid TOML", 1),
        ('[actors.001]\narmature = "A"\narmature = "B"', "invalid TOML", 3),
        ("[actors]\n001 = 3", "actors.001 is not a table", None),
        ("[actors.001]\nfaces = []", "names no armature", None),
        ("[actors.001]\narmature = 3", "names no armature", None),
        ('[actors.001]\narmature = "A"\nface = "B"', "has unknown keys: face", None),
        ('[actors.001]\narmature = "A"\nfaces = [1]', "not a list of names", None),
        ('[actors.001]\narmature = "A"\nroles = "x"', "not a table of names", None),
        ('[actors.001]\narmature = "A"\nroles = {hip = "x"}', "unknown roles: hip", None),
        ('[actors.1]\narmature = "A"\n[actors.001]\narmature = "B"', "mapped twice", None),
    ],
)
def test_what_a_mapping_must_not_say(tmp_path, text, message, line):
    path = tmp_path / "people.toml"
    path.write_text(text)
    with pytest.raises(CharacterError, match=message) as caught:
        read_mapping(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(CharacterError, match="cannot be read"):
        read_mapping(tmp_path / "absent.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b"[actors.001]\narmature = '\xff'")
    with pytest.raises(CharacterError, match="line 2: not a text file"):
        read_mapping(path)


def test_actor_ids():
    assert [actor_id(value) for value in (1, "1", "001", " 12 ", "1001", "anna")] == [
        *("001", "001", "001", "012", "1001", "anna")
    ]


def test_roles():
    assert all(is_role(role) for role in identify(INTERACT_JOINTS).roles)
    assert is_role("spine.12")
    for word in (
        "",
        "hip",
        "left_spine",
        "index.1",
        "left_index.4",
        "left_thumb",
        "spine",
        "Hips",
        "left_hand ",
    ):
        assert not is_role(word)
