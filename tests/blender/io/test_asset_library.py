# SPDX-License-Identifier: GPL-3.0-or-later
"""People and takes in an asset library: appended to a new file, a person plays a take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.fit_preview import fit_of_armature
from interact_addon.blender.common.actors import meshes_on
from interact_addon.blender.common.file_writers import every_block
from interact_addon.blender.io.asset_library import complete_previews, list_library, write_library
from interact_addon.blender.io.play_take import play_take, takes_here
from interact_addon.core.characters import cast_looks
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.errors import CharacterError, UsageError
from interact_addon.core.options.assets import AssetOptions
from interact_addon.core.performance.export.asset_catalogs import catalog_id, write_catalogs

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def source(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


@pytest.fixture(scope="module")
def who(source: Scene) -> str:
    """The person who plays the first actor."""
    first = source.performances[0]
    return cast_looks([(first.actor_id, first.sex)])[0].id


@pytest.fixture(scope="module")
def library(source: Scene, who: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with that person and the scene's takes."""
    folder = tmp_path_factory.mktemp("library")
    before = {block.session_uid for block in every_block()}
    steps: list[str] = []
    made = write_library(folder, AssetOptions(people=(who,)), [source], steps.append)
    assert {block.session_uid for block in every_block()} == before  # nothing stays in the loaded file
    assert steps == [who, source.key]
    assert [file.relative_to(folder).as_posix() for file in made.files] == [
        f"people/{who}.blend",
        f"takes/{source.key}.blend",
    ]
    complete_previews(made.files)
    return folder


def appended(path: Path, kind: str) -> list[Any]:
    with bpy.data.libraries.load(str(path), assets_only=True) as (there, here):
        setattr(here, kind, list(getattr(there, kind)))
    return list(getattr(here, kind))


def test_an_appended_person_plays_an_appended_take(library: Path, source: Scene, who: str) -> None:
    scene: Any = bpy.context.scene
    (person,) = appended(library / "people" / f"{who}.blend", "collections")
    scene.collection.children.link(person)
    asset = person.asset_data
    assert asset.catalog_id == catalog_id("InterAct/People")
    assert asset.license == "CC0 1.0"
    assert {tag.name for tag in asset.tags} >= {"person"}
    assert min(person.preview.image_size) > 100
    (rig,) = [thing for thing in person.objects if thing.type == "ARMATURE"]
    fit = fit_of_armature(scene, rig)  # what Cast says of it
    assert fit.problem is None
    assert not fit.face.missing
    assert not [joint for joint in fit.rig.missing if not joint.minor]

    appended(library / "takes" / f"{source.key}.blend", "actions")
    takes = {take["interact_take"]: take for take in takes_here()}
    assert set(takes) == {performance.key for performance in source.performances}
    take = takes[source.performances[0].key]
    assert who.capitalize() in take.asset_data.description
    assert {tag.name for tag in take.asset_data.tags} >= {"take", source.performances[0].actor_id}
    last = play_take(scene, rig, take)
    assert scene.frame_end >= last > 30
    keys = next(mesh for mesh in meshes_on(scene, rig) if mesh.data.shape_keys).data.shape_keys.key_blocks
    hands, mouths = [], []
    for frame in range(1, last + 1, 15):
        scene.frame_set(frame)
        seen = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
        hands.append(seen.pose.bones["mixamorig:RightHand"].head[:])
        mouths.append([key.value for key in keys])
    assert np.ptp(np.array(hands), axis=0).max() > 0.1
    assert np.ptp(np.array(mouths), axis=0).max() > 0.1


def test_files_are_not_replaced_unasked(library: Path, who: str) -> None:
    with pytest.raises(UsageError, match="exists already"):
        write_library(library, AssetOptions(people=(who,)))


def test_what_cannot_play_says_so(library: Path, source: Scene) -> None:
    rig = bpy.data.objects.new("rig", bpy.data.armatures.new("rig"))
    bpy.context.scene.collection.objects.link(rig)
    with pytest.raises(UsageError, match="not a take"):
        play_take(bpy.context.scene, rig, bpy.data.actions.new("Walk"))
    appended(library / "takes" / f"{source.key}.blend", "actions")
    with pytest.raises(CharacterError, match="none of the bones"):
        play_take(bpy.context.scene, rig, takes_here()[0])
    assert rig.animation_data is None or rig.animation_data.action is None


def test_catalogs_of_others_stay(tmp_path: Path) -> None:
    path = write_catalogs(tmp_path)
    mine = "11111111-1111-1111-1111-111111111111:Mine:Mine\n"
    path.write_text(f"VERSION 1\n\n{mine}", "utf-8")
    write_catalogs(tmp_path)
    once = path.read_text("utf-8")
    write_catalogs(tmp_path)
    assert path.read_text("utf-8") == once
    assert mine in once
    assert once.count("InterAct/People:") == once.count("InterAct/Takes:") == 1


def test_a_library_is_listed_once(tmp_path: Path) -> None:
    libraries: Any = bpy.context.preferences.filepaths.asset_libraries
    count = len(libraries)
    assert list_library(tmp_path) == list_library(tmp_path)
    assert len(libraries) == count + 1
    libraries.remove(libraries[count])
