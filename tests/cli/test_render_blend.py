# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.video import probe


@pytest.mark.blender
def test_a_blend_becomes_a_movie(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bpy = pytest.importorskip("bpy", reason="this test needs Blender (the bpy module)")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(scene.camera)
    scene.frame_start, scene.frame_end = 0, 2
    blend = tmp_path / "my take.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    before = blend.read_bytes()
    capsys.readouterr()  # Blender tells that it has saved
    words = ["render-blend", str(blend), "--out", str(tmp_path / "out"), "--frames", "0-9"]
    assert main([*words, "--preset", "preview", "--size", "64x36", "--json"]) == 0
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert "frames 0-9 reach beyond the scene, which has 0-2" in said.err
    assert report["movie"] == str(tmp_path / "out" / "body_renders" / "my take.mp4")
    assert probe(report["movie"]).frames == 3
    assert blend.read_bytes() == before
    small = [*words, "--preset", "preview", "--size", "64x36", "--json"]
    assert main([*small, "--existing", "replace"]) == 0
    assert json.loads(capsys.readouterr().out)["movie"] == report["movie"]
    assert main([*words, "--scene", "Other"]) == 1
    assert "the file has no scene 'Other'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--frames", "5-2"], "invalid frames 5"),
        (["--frames", "x"], "not a range of frames"),
        (["--name", "a/b"], "invalid file name 'a/b'"),
        (["--preset", "final", "--size", "33x32"], "invalid width of --size 33"),
        (["--quality", "low"], "--quality has no effect on a file's own render settings. Choose a --preset"),
    ],
)
def test_wrong_use(tmp_path: Path, more: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    blend = tmp_path / "a.blend"
    blend.write_bytes(b"")
    assert main(["render-blend", str(blend), "--out", str(tmp_path / "out"), *more]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render-blend", str(tmp_path / "no.blend"), "--out", str(tmp_path)]) == 2
    assert "no such file" in capsys.readouterr().err
