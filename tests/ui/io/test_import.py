# SPDX-License-Identifier: GPL-3.0-or-later
"""The import operators as Blender calls them: from the file browser, from a drop, from the panel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat

pytestmark = [pytest.mark.blender, pytest.mark.usefixtures("extension")]

NAMES = ("import_body", "import_face", "import_voice", "import_performance", "open_job")
Module = Callable[[str], ModuleType]


@pytest.fixture(autouse=True)
def empty_file(extension: str) -> None:
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.render.fps = 30


def drop(operator: str, *paths: Path, **choices: Any) -> set[str]:
    """What Blender does with dropped files: the first path, its folder, and every file's name."""
    folder = paths[0].parent
    return getattr(bpy.ops.interact, operator)(
        "EXEC_DEFAULT",
        filepath=str(paths[0]),
        directory=str(folder) + "/",
        files=[{"name": path.name} for path in paths],
        **choices,
    )


def armatures() -> list[bpy.types.Object]:
    return [thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE"]


def face(*keys: str) -> bpy.types.Object:
    data = bpy.data.meshes.new("face")
    data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    thing = bpy.data.objects.new("face", data)
    bpy.context.scene.collection.objects.link(thing)
    for key in ("Basis", *keys):
        thing.shape_key_add(name=key).value = 0.0
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    return thing


def test_every_operator_is_named_and_told_as_blenders_own(extension: str) -> None:
    for name in NAMES:
        rna = getattr(bpy.ops.interact, name).get_rna_type()
        assert rna.name.istitle()
        assert rna.description
        assert not rna.description.endswith(".")
        for prop in rna.properties:
            if prop.identifier != "rna_type" and not prop.is_hidden:
                assert prop.description, f"{name}.{prop.identifier}"
                assert not prop.description.endswith(".")
        options = getattr(bpy.types, f"INTERACT_OT_{name}").bl_options
        assert {"REGISTER", "UNDO"} <= options
        assert ("PRESET" in options) == (name != "open_job")


def test_files_are_no_part_of_a_preset_and_not_remembered(extension: str) -> None:
    """If they were remembered, File > Import would skip the file browser after a drop."""
    for name in NAMES:
        properties = getattr(bpy.ops.interact, name).get_rna_type().properties
        for prop in ("filepath", "directory", "files"):
            assert properties[prop].is_skip_save
            assert properties[prop].is_skip_preset
        assert not properties["filter_glob"].is_skip_save or properties["filter_glob"].is_hidden
    from bl_operators.presets import AddPresetOperator

    class Adding:
        operator = "INTERACT_OT_import_body"

    values = AddPresetOperator.preset_values.fget(Adding)
    assert {"op.target", "op.look", "op.timing", "op.frame_start", "op.units", "op.up"} <= set(values)
    assert not {"op.filepath", "op.directory", "op.files"} & set(values)


def test_a_preset_is_saved_and_used(sample_root: Path) -> None:
    path = str(sample_root / "bvhs" / "20231119_001_051.bvh")
    choices = {"look": "none", "frame_start": 21, "timing": "keep", "extend": False}
    # As from the window: registered, and thus the active operator.
    bpy.ops.interact.import_body("EXEC_DEFAULT", True, filepath=path, **choices)
    operator = bpy.context.active_operator
    assert operator.bl_idname == "INTERACT_OT_import_body"
    assert bpy.ops.wm.operator_preset_add(name="Mine", operator=operator.bl_idname) == {"FINISHED"}
    folder = Path(bpy.utils.user_resource("SCRIPTS", path="presets/operator/interact.import_body"))
    preset = folder / "Mine.py" if (folder / "Mine.py").is_file() else folder / "mine.py"
    try:
        assert "20231119_001_051" not in preset.read_text()
        others = {"look": "none", "frame_start": 1, "timing": "resample", "extend": True}
        bpy.ops.interact.import_body("EXEC_DEFAULT", True, filepath=path, **others)
        operator = bpy.context.active_operator
        assert operator.frame_start == 1
        bpy.ops.script.execute_preset(filepath=str(preset), menu_idname="WM_MT_operator_presets")
        assert {name: getattr(operator, name) for name in choices} == choices
        assert operator.filepath == path
    finally:
        preset.unlink()


def test_file_handlers_name_operators_that_take_what_a_drop_gives(extension: str) -> None:
    handlers = {
        "INTERACT_FH_body": {".bvh", ".npy", ".npz", ".pkl", ".pickle", ".pt"},
        "INTERACT_FH_face": {".npy", ".csv", ".json", ".npz", ".tsv"},
        "INTERACT_FH_voice": {".wav"},
        "INTERACT_FH_performance": {".bvh", ".wav", ".npy", ".csv", ".json", ".npz", ".tsv"},
        "INTERACT_FH_job": {".txt", ".toml"},
    }
    for name, extensions in handlers.items():
        handler = getattr(bpy.types, name)
        assert set(handler.bl_file_extensions.split(";")) == extensions
        prefix, operator = handler.bl_import_operator.split(".")
        properties = getattr(getattr(bpy.ops, prefix), operator).get_rna_type().properties
        assert {"filepath", "directory", "files"} <= set(properties.keys())
        assert handler.poll_drop(bpy.context) is False  # there is no area here


def test_dropped_bodies_are_new_characters_that_are_selected(sample_root: Path) -> None:
    paths = [sample_root / "bvhs" / f"20231119_{actor}_051.bvh" for actor in ("001", "002")]
    assert drop("import_body", *paths, look="none", frame_start=3) == {"FINISHED"}
    assert [thing.name for thing in armatures()] == ["Actor 001", "Actor 002"]
    assert all(thing.select_get() for thing in armatures())
    assert bpy.context.view_layer.objects.active == armatures()[0]
    assert [thing["interact_performance"] for thing in armatures()] == [
        "20231119_001_051",
        "20231119_002_051",
    ]
    assert bpy.context.scene.frame_end == 3 + 943 - 1


def test_a_collection_that_is_not_shown_gets_new_characters_all_the_same(sample_root: Path) -> None:
    hidden = bpy.data.collections.new("hidden")
    bpy.context.scene.collection.children.link(hidden)
    layer = bpy.context.view_layer.layer_collection.children["hidden"]
    bpy.context.view_layer.active_layer_collection = layer
    layer.exclude = True
    assert drop("import_body", sample_root / "bvhs" / "20231119_001_051.bvh", look="none") == {"FINISHED"}
    assert len(armatures()) == 1


def test_one_body_goes_onto_who_is_selected_and_a_mesh_of_theirs_will_do(
    sample_root: Path, module: Module
) -> None:
    first, second = (sample_root / "bvhs" / f"20231119_{actor}_051.bvh" for actor in ("001", "002"))
    drop("import_body", first)
    mesh = next(thing for thing in bpy.context.scene.objects if thing.type == "MESH")
    for thing in bpy.context.scene.objects:
        thing.select_set(thing == mesh)
    bpy.context.view_layer.objects.active = mesh
    assert module("ui.io.importer").target_name(bpy.context) == "Actor 001"
    drop("import_body", second)
    assert [thing["interact_performance"] for thing in armatures()] == ["20231119_002_051"]
    # Who is not selected is not meant, nor is anybody where somebody new is asked for.
    mesh.select_set(False)
    assert module("ui.io.importer").target_name(bpy.context) is None
    drop("import_body", first, look="none")
    drop("import_body", second, look="none", target="NEW")
    assert len(armatures()) == 3


def test_joint_roles_come_out_of_a_chosen_file(sample_root: Path, tmp_path: Path) -> None:
    text = (sample_root / "bvhs" / "20231119_001_051.bvh").read_text()
    head, _, motion = text.partition("MOTION")
    rows = motion.strip().splitlines()
    path, roles = tmp_path / "take.bvh", tmp_path / "mine.toml"
    path.write_text("\n".join([head.replace("Hips", "Start") + "MOTION", "Frames: 2", *rows[1:4], ""]))
    roles.write_text('[roles]\nhips = "Start"\n')
    assert drop("import_body", path, look="none") == {"FINISHED"}
    assert drop("import_body", path, look="none", roles=str(roles), target="NEW") == {"FINISHED"}
    given = [thing.get("interact_roles") for thing in armatures()]
    assert [each and each.to_dict() for each in given] == [None, {"hips": "Start"}]
    roles.write_text('[roles]\nhips = "Nobody"\n')
    with pytest.raises(RuntimeError, match="does not have: Nobody"):
        drop("import_body", path, look="none", roles=str(roles), target="NEW")


def test_bodies_that_are_bad_are_told_and_good_ones_imported(
    sample_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "Übung mit Leerzeichen.bvh"
    shutil.copyfile(sample_root / "bvhs" / "20231126_003_319.bvh", good)
    cut = tmp_path / "cut.bvh"
    cut.write_text(good.read_text()[:700])
    assert drop("import_body", cut, good, look="none") == {"FINISHED"}
    assert [thing.name for thing in armatures()] == ["Übung mit Leerzeichen"]
    out = capfd.readouterr().out
    assert f"Warning: {cut}" in out
    before = len(bpy.data.objects)
    with pytest.raises(RuntimeError, match=r"cut\.bvh"):
        drop("import_body", cut)
    with pytest.raises(RuntimeError, match=r"absent\.bvh"):
        drop("import_body", tmp_path / "absent.bvh")
    with pytest.raises(RuntimeError, match="no file is chosen"):
        bpy.ops.interact.import_body("EXEC_DEFAULT", directory=str(tmp_path), files=[])
    assert len(bpy.data.objects) == before


def test_a_face_needs_a_face(sample_root: Path) -> None:
    path = sample_root / "face_arkit" / "20231119_001_051.npy"
    assert not bpy.ops.interact.import_face.poll()
    with pytest.raises(RuntimeError, match="Select a character, or a mesh with ARKit shape keys"):
        drop("import_face", path)
    thing = face("jawOpen", "eyeBlink_L", "mouthSmileLeft")
    assert bpy.ops.interact.import_face.poll()
    assert drop("import_face", path) == {"FINISHED"}
    weights = np.load(path)
    bpy.context.scene.frame_set(400)
    blocks = thing.data.shape_keys.key_blocks
    assert blocks["jawOpen"].value == pytest.approx(weights[399, 24], abs=1e-6)
    assert blocks["eyeBlink_L"].value == pytest.approx(weights[399, 8], abs=1e-6)


def test_weights_in_ict_order_become_arkits(sample_root: Path) -> None:
    thing = face("jawOpen", "browInnerUp")
    drop("import_face", sample_root / "face_ict" / "20231119_001_051.npy")
    weights = np.load(sample_root / "face_arkit" / "20231119_001_051.npy")
    bpy.context.scene.frame_set(400)
    blocks = thing.data.shape_keys.key_blocks
    assert blocks["jawOpen"].value == pytest.approx(weights[399, 24], abs=1e-6)
    assert blocks["browInnerUp"].value == pytest.approx(weights[399, 2], abs=1e-5)


def test_the_order_of_columns_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "face.npy"
    array = np.zeros((10, 52), np.float32)
    array[:, 25] = 0.1  # jawOpen after _neutral, else jawRight
    np.save(path, array)
    thing = face("jawOpen", "jawRight")
    blocks = thing.data.shape_keys.key_blocks
    for order, jaw in (("mediapipe", 0.1), ("arkit", 0.0)):
        drop(
            "import_face",
            path,
            face_columns=order,
            use_face_rate=True,
            face_rate=bpy.context.scene.render.fps,
        )
        bpy.context.scene.frame_set(5)
        assert blocks["jawOpen"].value == pytest.approx(jaw)
        assert blocks["jawRight"].value == pytest.approx(0.1 - jaw)


def test_an_export_of_audio2face(tmp_path: Path) -> None:
    path = tmp_path / "speech.json"
    document = {"exportFps": 24, "facsNames": ["jawOpen"], "weightMat": [[k / 30] for k in range(30)]}
    path.write_text(json.dumps(document))
    thing = face("jawOpen")
    bpy.context.scene.render.fps = 24
    assert drop("import_face", path) == {"FINISHED"}
    bpy.context.scene.frame_set(16)
    assert thing.data.shape_keys.key_blocks["jawOpen"].value == pytest.approx(0.5)


@pytest.mark.parametrize("kind", ["pickle", "columns", "headless", "absent"])
def test_faces_that_are_bad_are_told_with_their_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("face.csv" if kind == "headless" else "face.npy")
    if kind == "pickle":
        np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    elif kind == "columns":
        np.save(path, np.zeros((10, 37), dtype=np.float32))
    elif kind == "headless":
        path.write_text("0.1,0.2,0.3\n0.1,0.2,0.3\n")
    thing = face("jawOpen")
    with pytest.raises(RuntimeError, match=path.name) as caught:
        drop("import_face", path)
    assert "Traceback" not in str(caught.value)
    assert thing.data.shape_keys.animation_data is None


def test_a_live_link_recording(live_link: Path) -> None:
    thing = face("JawOpen", "EyeBlinkLeft")
    assert drop("import_face", live_link) == {"FINISHED"}
    assert thing.data.shape_keys.animation_data.action is not None


def test_a_voice_and_what_is_none(sample_root: Path, tmp_path: Path) -> None:
    strange = tmp_path / "voice.wav"
    strange.write_bytes(b"nothing")
    with pytest.raises(RuntimeError, match=r"voice\.wav"):
        drop("import_voice", strange)
    path = sample_root / "wav" / "20231119_001_051.wav"
    if not bpy.app.build_options.audaspace:
        assert drop("import_voice", path) == {"CANCELLED"}
        return
    assert drop("import_voice", path, frame_start=24) == {"FINISHED"}
    (strip,) = compat.strips_of(bpy.context.scene)
    assert strip["interact_performance"] == "20231119_001_051"
    assert compat.strip_range(strip)[0] == 24


def test_performances_come_whole_and_undo_takes_them_back(sample_root: Path) -> None:
    bpy.ops.ed.undo_push(message="before")
    kinds = ("objects", "meshes", "armatures", "actions", "materials", "collections", "shape_keys", "sounds")
    before = {kind: sorted(block.name for block in getattr(bpy.data, kind)) for kind in kinds}
    paths = [sample_root / "bvhs" / f"20231119_{actor}_051.bvh" for actor in ("001", "002")]
    bpy.ops.interact.import_performance(
        "EXEC_DEFAULT", True, directory=str(paths[0].parent), files=[{"name": path.name} for path in paths]
    )
    assert [thing.name for thing in armatures()] == ["Actor 001", "Actor 002"]
    for actor in ("001", "002"):
        skin = max(
            (thing for thing in bpy.data.objects[f"Actor {actor}"].children if thing.data.shape_keys),
            key=lambda thing: len(thing.data.vertices),
        )
        weights = np.load(sample_root / "face_arkit" / f"20231119_{actor}_051.npy")
        bpy.context.scene.frame_set(500)
        value = skin.data.shape_keys.key_blocks["jawOpen"].value
        assert value == pytest.approx(weights[499, 24], abs=1e-6)
    bpy.ops.ed.undo()
    after = {kind: sorted(block.name for block in getattr(bpy.data, kind)) for kind in kinds}
    assert after == before


def test_the_panels_buttons_play_the_chosen_scene_onto_who_is_selected(sample_root: Path) -> None:
    """A button gives nothing but the path."""
    bpy.ops.interact.import_body("EXEC_DEFAULT", filepath=str(sample_root / "bvhs" / "20231119_001_051.bvh"))
    bpy.ops.interact.import_face(
        "EXEC_DEFAULT", filepath=str(sample_root / "face_arkit" / "20231119_001_051.npy")
    )
    (armature,) = armatures()
    faces = [thing for thing in armature.children if thing.data.shape_keys]
    assert faces
    assert all(thing.data.shape_keys.animation_data.action is not None for thing in faces)


def test_a_job_is_read_and_its_first_scene_chosen(sample_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "a job.txt"
    path.write_text("# mine\n20990101_001\n20231126_319\r\n20231119_051\n20231119_051\n")
    bpy.context.scene.interact.dataset = str(sample_root)
    assert drop("open_job", path) == {"FINISHED"}
    rows = bpy.context.scene.interact_job_list.rows
    assert [row.key for row in rows] == ["20990101_001", "20231126_319", "20231119_051"]
    assert bpy.context.scene.interact.key == "20231126_319"
    path.write_text("nonsense\n")
    with pytest.raises(RuntimeError, match="nonsense"):
        drop("open_job", path)
    assert len(rows) == 3


def test_a_jobs_own_dataset_is_chosen_where_none_is(sample_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "job.toml"
    path.write_text(f'dataset = "{sample_root}"\n[[scene]]\nkey = "20231126_319"\n')
    assert drop("open_job", path) == {"FINISHED"}
    assert Path(bpy.context.scene.interact.dataset) == sample_root
    assert bpy.context.scene.interact.key == "20231126_319"


def test_nothing_is_left_in_the_menu_after_disabling(extension: str) -> None:
    def ours() -> list[str]:
        draws = getattr(bpy.types.TOPBAR_MT_file_import.draw, "_draw_funcs", [])
        return [draw.__module__ for draw in draws if draw.__module__.startswith(extension)]

    assert len(ours()) == 1
    bpy.ops.preferences.addon_disable(module=extension)
    try:
        assert ours() == []
        assert not hasattr(bpy.types, "INTERACT_FH_body")
        assert not hasattr(bpy.types, "INTERACT_FH_job")
    finally:
        bpy.ops.preferences.addon_enable(module=extension)
    assert len(ours()) == 1


def test_giving_up_an_import_takes_its_timer_away(module: Module, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else can where the extension is disabled meanwhile: its operators are gone by then."""
    ahead, live = module("ui.io.import_ahead"), module("ui.common.live_work")
    added, removed = [], []

    def add(seconds: float, window: Any) -> object:
        added.append(object())
        return added[-1]

    manager = SimpleNamespace(event_timer_add=add, event_timer_remove=removed.append)
    context = SimpleNamespace(window_manager=manager, window=None, scene=SimpleNamespace(session_uid=1))
    monkeypatch.setattr(live, "bpy", SimpleNamespace(context=context, data=SimpleNamespace(workspaces=[])))
    operator = SimpleNamespace(
        bl_idname="interact.import_body", as_keywords=lambda ignore: {}, filepath="", directory="", files=[]
    )
    order = ahead._Import(operator, context, lambda tell, cancelled: 1)
    monkeypatch.setattr(ahead, "_waiting", order)
    order.start(context)
    ahead.stop()
    ahead.stop()
    assert removed == added
    assert len(added) == 1
