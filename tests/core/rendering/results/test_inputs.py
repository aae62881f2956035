# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of files count for a movie, their paths do not: rest joints and body models."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import replace
from pathlib import Path

from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, MovieOptions
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.rendering.results.inputs import Hashes, Inputs, read_inputs
from interact_addon.core.video.pictures_mark import PicturesMark


def inputs(scene: Scene, root: Path, take: TakeOptions, kept: Path) -> Inputs:
    options = MovieOptions(compose=ComposeOptions(take=take))
    return read_inputs(scene, RenderRequest(root, scene.key, kept, options), Hashes(kept / "hashes"))


def test_rest_joints_count_by_content(demo_root: Path, tmp_path: Path) -> None:
    scene = Dataset.open(demo_root).scenes()[0]
    actor = scene.actor_ids[0]
    one, same, other = (tmp_path / name for name in ("one.npz", "same.npz", "other.npz"))
    for path, text in ((one, "a"), (same, "a"), (other, "b")):
        path.write_text(text)
    plain, first, second, third, all_of_them = (
        inputs(scene, demo_root, TakeOptions(skeleton=skeleton), tmp_path)
        for skeleton in ({}, {actor: one}, {actor: same}, {actor: other}, {"all": one})
    )
    assert first.fingerprint == second.fingerprint
    assert len({each.fingerprint for each in (plain, first, third, all_of_them)}) == 4
    assert first.pictures != third.pictures
    assert f"{actor} skeleton" in {file.role for file in first.files}


def test_a_body_model_counts_where_bodies_need_one(demo_root: Path, tmp_path: Path) -> None:
    scene = Dataset.open(demo_root).scenes()[0]
    (tmp_path / "SMPLX_MALE.npz").write_text("a")
    take = TakeOptions(body_model=tmp_path)
    assert "model SMPLX_MALE.npz" not in {
        file.role for file in inputs(scene, demo_root, take, tmp_path).files
    }
    people = tuple(dataclasses.replace(each, form="smpl") for each in scene.performances)
    scene = dataclasses.replace(scene, performances=people)
    before = inputs(scene, demo_root, take, tmp_path)
    assert "model SMPLX_MALE.npz" in {file.role for file in before.files}
    (tmp_path / "SMPLX_MALE.npz").write_text("another")
    assert inputs(scene, demo_root, take, tmp_path).fingerprint != before.fingerprint


def test_how_often_is_cut_counts_where_something_is_cut(demo_root: Path, tmp_path: Path) -> None:
    scene = Dataset.open(demo_root).scenes()[0]

    def fingerprint(camera: str, style: str) -> str:
        options = MovieOptions(compose=ComposeOptions(camera=camera, edit_style=style))
        request = RenderRequest(demo_root, scene.key, tmp_path, options)
        return read_inputs(scene, request, Hashes(tmp_path / "hashes")).fingerprint

    assert fingerprint("front", "auto") == fingerprint("front", "lively")
    assert fingerprint("edit", "auto") != fingerprint("edit", "lively")


def test_a_fingerprint_is_that_of_contents_and_options_as_json(demo_root: Path, tmp_path: Path) -> None:
    scene = Dataset.open(demo_root).scenes()[0]
    kept = Hashes(tmp_path / "hashes")
    options = MovieOptions(compose=ComposeOptions(cast={"001": "kenji"}))
    faces = [FaceRequest(actor=actor) for actor in scene.actor_ids]
    requests = [RenderRequest(demo_root, scene.key, tmp_path, options, face=face) for face in (None, *faces)]
    for request in [*requests, requests[0], replace(requests[0], options=replace(options, stereo=True))]:
        read = read_inputs(scene, request, kept)
        contents = {file.role: file.sha256 for file in read.files}
        text = json.dumps([contents, read.options], sort_keys=True, separators=(",", ":"))
        assert read.fingerprint == hashlib.sha256(text.encode()).hexdigest()


def test_where_a_faces_pictures_go_does_not_count(demo_root: Path, tmp_path: Path) -> None:
    scene = Dataset.open(demo_root).scenes()[0]
    plain = FaceRequest(scene.actor_ids[0])
    placed = replace(plain, pictures=tmp_path / "a", mark=PicturesMark(tmp_path / "a.json", "0123"))
    first, second = (
        read_inputs(scene, RenderRequest(demo_root, scene.key, tmp_path, face=face), Hashes(tmp_path / "h"))
        for face in (plain, placed)
    )
    assert (first.fingerprint, first.pictures) == (second.fingerprint, second.pictures)
    assert first.options == second.options
