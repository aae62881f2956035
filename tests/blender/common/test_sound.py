# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices come and go, and the user's own strips of the same recording stay."""

from __future__ import annotations

import os
import shutil
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import tag_performance
from interact_addon.blender.common.ownership import OWNER, owned_by, remove_owned, tag_new
from interact_addon.blender.common.session import fresh_scene, save_copy
from interact_addon.blender.common.sound import add_voices, remove_voices
from interact_addon.blender.rendering.blend_movie import open_blend
from interact_addon.blender.rendering.strip_voices import strip_voices
from interact_addon.core.audio import read_samples
from interact_addon.core.options.movie import FrameRange
from tests.wave_files import odd_files, sine

aud = pytest.importorskip("aud", reason="this Blender is built without audio")

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(not compat.has_audio(), reason="this Blender is built without audio"),
]
OURS, OTHERS = "20231119_051", "20231126_319"


@pytest.fixture
def scene() -> bpy.types.Scene:
    return fresh_scene()


@pytest.fixture
def voice(demo_root: Path, tmp_path: Path) -> Path:
    recording = next((demo_root / "wav").glob("*.wav"))
    return Path(shutil.copy(recording, tmp_path / "voice.wav"))


def add(scene: bpy.types.Scene, voice: Path, owner: str) -> Any:
    with tag_new(owner):
        (strip,), findings = add_voices(scene, [(f"of {owner}", voice)], owner=owner)
    assert findings == ()
    return strip


def clear(scene: bpy.types.Scene, owner: str) -> None:
    remove_voices(scene, owner)
    remove_owned(owner, scene)


def sounds() -> dict[str, int]:
    return {sound.name: sound.users for sound in bpy.data.sounds}


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
@pytest.mark.parametrize("name", ["{a}", "back\\slash", os.fsdecode(b"\xe9t\xe9"), "/".join(["x" * 200] * 6)])
def test_a_voice_plays_from_any_folder(
    scene: bpy.types.Scene, voice: Path, tmp_path: Path, name: str
) -> None:
    """Also after the .blend was saved, from where Blender would not find the file itself."""
    first, last = compat.strip_range(add(scene, voice, OTHERS))
    clear(scene, OTHERS)
    folder = tmp_path / name
    folder.mkdir(parents=True)
    path = Path(shutil.move(voice, folder / f"{Path(name).name}.wav"))
    _, findings = add_voices(scene, [("a", path)])
    assert [finding.code for finding in findings] == ([] if name == "{a}" else ["voice-copied"])
    save_copy(tmp_path / "saved.blend")
    path.rename(tmp_path / "moved.wav")
    (strip,) = compat.strips_of(open_blend(tmp_path / "saved.blend"))
    assert compat.strip_range(strip) == (first, last)
    assert (strip.sound.packed_file is None) == (name == "{a}")


def test_a_recording_that_is_none_in_such_a_folder_is_told(scene: bpy.types.Scene, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xe9t\xe9.wav")
    path.write_bytes(b"no sound")
    assert [finding.code for finding in add_voices(scene, [("a", path)])[1]] == ["unreadable-voice"]


def test_two_scenes_with_one_recording_come_and_go_apart(scene: bpy.types.Scene, voice: Path) -> None:
    add(scene, voice, OURS)
    add(scene, voice, OTHERS)
    assert sorted(sounds().values()) == [1, 1]
    clear(scene, OURS)
    (strip,) = compat.strips_of(scene)
    assert strip.name == f"of {OTHERS}"
    assert strip.sound is not None
    clear(scene, OTHERS)
    assert not compat.strips_of(scene)
    assert sounds() == {}


@pytest.mark.parametrize("first", ["the user's", "ours"])
def test_a_strip_of_the_users_with_the_same_recording_stays(
    scene: bpy.types.Scene, voice: Path, first: str
) -> None:
    if first == "ours":
        add(scene, voice, OURS)
    compat.strips_of(scene).new_sound("mine", str(voice), 5, 1)
    if first == "the user's":
        add(scene, voice, OURS)
    clear(scene, OURS)
    (strip,) = compat.strips_of(scene)
    assert strip.name == "mine"
    assert strip.sound is not None
    assert Path(strip.sound.filepath) == voice
    assert owned_by(OURS) == []


def test_one_that_is_added_when_ours_is_gone_is_the_users(scene: bpy.types.Scene, voice: Path) -> None:
    """Blender gives it our sound, which is still there; an import of ours does not."""
    strips = compat.strips_of(scene)
    strips.remove(add(scene, voice, OURS))
    strips.new_sound("by hand", str(voice), 5, 1)
    (imported,), _ = add_voices(scene, [("imported", voice)])
    tag_performance(imported, "20231119_001_051")
    clear(scene, OURS)
    assert sorted(strip.name for strip in strips) == ["by hand", "imported"]
    assert all(strip.sound is not None for strip in strips)


def test_within_a_meta_strip(scene: bpy.types.Scene, voice: Path) -> None:
    meta = compat.strips_of(scene).new_meta("meta", 8, 1)
    add(scene, voice, OURS).move_to_meta(meta)
    clear(scene, OURS)
    assert not compat.strips_in(meta)
    assert sounds() == {}


def test_ours_with_a_sound_of_the_users_stays(scene: bpy.types.Scene, voice: Path) -> None:
    strip = add(scene, voice, OURS)
    cleaned = voice.with_name("cleaned.wav")
    cleaned.write_bytes(voice.read_bytes())
    strip.sound = bpy.data.sounds.load(str(cleaned))
    clear(scene, OURS)
    assert [strip.sound.name for strip in compat.strips_of(scene)] == ["cleaned.wav"]


def test_older_files_say_it_only_of_the_sound(scene: bpy.types.Scene, voice: Path) -> None:
    ours = add(scene, voice, OURS)
    del ours[OWNER]
    tag_performance(ours, "20231119_001_051")
    compat.strips_of(scene).new_sound("mine", str(voice), 5, 1)  # from 5.1 it plays the same sound
    clear(scene, OURS)
    assert [strip.name for strip in compat.strips_of(scene)] == ["mine"]
    assert [strip.sound.users for strip in compat.strips_of(scene)] == [1]


def test_older_faces_have_no_tag(scene: bpy.types.Scene, voice: Path) -> None:
    strip = add(scene, voice, OURS)
    del strip[OWNER]
    strip.name = "Voice 001"
    clear(scene, OURS)
    assert not compat.strips_of(scene)
    assert sounds() == {}


@pytest.mark.parametrize("name", ["rifx", "counts its text", "no padding", "zero, then text"])
def test_blender_plays_the_samples_that_the_movie_has(
    scene: bpy.types.Scene, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(odd_files()[name][0])
    (strip,), findings = add_voices(scene, [("odd", path)])
    assert [finding.code for finding in findings] == ["voice-copied"]
    assert Path(strip.sound.filepath) == path
    (tmp_path / "packed.wav").write_bytes(strip.sound.packed_file.data)
    played = aud.Sound(str(tmp_path / "packed.wav")).data()
    np.testing.assert_allclose(played[:, 0], sine(), atol=2.0**-14)
    (voice,), _ = strip_voices(scene, FrameRange(1, 30), Fraction(30), tmp_path / "packed")
    assert voice.path.name == "odd.wav"  # as findings about it name it
    np.testing.assert_array_equal(read_samples(voice.path)[1], read_samples(path)[1])


def test_text_is_not_played(scene: bpy.types.Scene, tmp_path: Path) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(odd_files()["text for samples"][0])
    strips, findings = add_voices(scene, [("odd", path)])
    assert (strips, [finding.code for finding in findings]) == ([], ["voice-empty"])
