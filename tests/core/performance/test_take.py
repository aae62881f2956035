# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import from_motion, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import FaceTrack, loudness_of, read_face
from interact_addon.core.foundation.errors import BvhError, DatasetError, FaceError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.prepare import prepare
from interact_addon.core.performance.read import ReadOptions, read_body
from interact_addon.core.performance.take import load_scene, load_take, performer, performer_of
from tests.people_in_motion import lying, turned, walking
from tests.wave_files import encoded, sine, wave

KEY = "20260101_001"


@pytest.fixture
def root(demo_root: Path, tmp_path: Path) -> Path:
    """A copy of the demo dataset that a test may damage."""
    return Path(shutil.copytree(demo_root, tmp_path / "dataset"))


def test_a_scene_is_read_whole(demo_root: Path) -> None:
    takes = load_scene(Dataset.open(demo_root).scene(KEY))
    assert [take.performance.actor_id for take in takes.takes] == ["001", "002"]
    assert (takes.frames, takes.rate, takes.seconds) == (120, Fraction(30), 4.0)
    assert takes.findings == ()
    for take in takes.takes:
        assert take.body.frames == 120
        assert take.face is not None
        assert take.face.weights.shape == (120, 51)
        assert take.voice is not None


def test_another_rate_resamples_body_and_face_and_says_so(demo_root: Path) -> None:
    scene = Dataset.open(demo_root).scene(KEY)
    native = load_take(scene.performances[0])
    doubled = load_take(scene.performances[0], TakeOptions(rate=Fraction(60)))
    assert doubled.body.rate == 60
    assert "resampled-body" in {finding.code for finding in doubled.findings}
    # frame k of the original is frame 2k of the doubled take
    assert np.allclose(forward(doubled.body)[0][::2][:119], forward(native.body)[0][:119], atol=1e-6)
    assert doubled.face is not None
    assert native.face is not None
    assert np.allclose(doubled.face.weights[::2][:119], native.face.weights[:119], atol=1e-6)


@pytest.mark.parametrize(("frame_time", "rate"), [("0.04", "25"), ("0.0083333", "120")])
def test_a_body_is_read_as_a_loose_file_is(root: Path, frame_time: str, rate: str) -> None:
    path = root / "bvhs" / "20260101_001_001.bvh"
    path.write_text(re.sub(r"Frame Time:.*", f"Frame Time: {frame_time}", path.read_text()))
    take = load_take(Dataset.open(root).scene(KEY).performances[0])
    motion, (loose,) = read_body(path, Fraction(30), ReadOptions("cm", "Y"))
    assert (motion.frames, take.body.frames) == (take.frames, round(120 * 30 / int(rate)))
    assert (motion.rotations == take.body.rotations).all()
    assert (motion.positions == take.body.positions).all()
    # The same is reported, by the codes that records of scenes and reports of imports have for it.
    (finding,) = take.findings
    assert (loose.code, finding.code) == ("resampled", "resampled-body")
    assert (finding.message, finding.path, finding.level) == (loose.message, loose.path, "info")
    assert f"{path} has {rate} frames per second" in finding.message


def test_units_that_were_guessed_are_reported(root: Path, chain_bvh: Path) -> None:
    shutil.copyfile(chain_bvh, root / "bvhs" / "20260101_001_001.bvh")
    performance = Dataset.open(root).scene(KEY).performances[0]
    guessed = load_take(performance, TakeOptions(units="auto", up="auto"))
    assert "units-guessed" in {finding.code for finding in guessed.findings}
    assert not [finding for finding in load_take(performance).findings if finding.code.endswith("guessed")]


def test_both_actors_have_the_axes_of_the_one_who_stands(root: Path) -> None:
    for actor, motion in (("001", lying(along=np.array([1.0, 0, 0]))), ("002", walking())):
        raw = to_motion(from_motion(motion, up="Y"), "cm", "Z")  # as it is
        document = from_motion(turned(raw, np.array([1.0, 0, 0]), 90), up="Z")
        bvh.write(root / "bvhs" / f"20260101_{actor}_001.bvh", document)
    scene = Dataset.open(root).scene(KEY)
    alone = load_take(scene.performances[0], TakeOptions(up="auto"))
    assert alone.body.origin.up == "Y"
    takes = load_scene(scene, TakeOptions(up="auto"))
    assert [take.body.origin.up for take in takes.takes] == ["Z", "Z"]
    prepared = prepare(scene, ComposeOptions(take=TakeOptions(up="auto")), own=("001", "002"))
    assert [take.body.origin.up for take in prepared.takes.takes] == ["Z", "Z"]
    assert "up-guessed" in {finding.code for finding in prepared.findings}


def test_a_voice_that_nobody_hears_is_told(root: Path) -> None:
    voices = {"001": np.stack([sine(), -sine()], axis=1), "002": 0.001 * sine()}
    for actor, signal in voices.items():
        channels = 1 if signal.ndim == 1 else 2
        path = root / "wav" / f"20260101_{actor}_001.wav"
        path.write_bytes(wave(encoded(signal), channels=channels))
    takes = load_scene(Dataset.open(root).scene(KEY))
    assert {"voice-cancels", "voice-inaudible"} <= {finding.code for finding in takes.findings}


def test_a_face_of_another_rate_follows_without_a_word(demo_root: Path) -> None:
    take = load_take(Dataset.open(demo_root).scene(KEY).performances[0], TakeOptions(rate=Fraction(24)))
    assert take.face is not None
    assert (take.face.rate, take.face.findings) == (Fraction(24), ())
    assert [finding.code for finding in take.findings] == ["resampled-body"]


def test_tables_of_a_dataset_are_taken_at_its_rate(root: Path, live_link: Path) -> None:
    (root / "face_arkit" / "20260101_001_001.npy").unlink()
    lines = live_link.read_text().splitlines()
    table = root / "face_arkit" / "20260101_001_001.csv"
    table.write_text("\n".join(lines))
    take = load_take(Dataset.open(root).scene(KEY).performances[0])
    assert take.face is not None
    assert (take.face.weights == read_face(table, Fraction(30)).weights).all()
    assert "resampled" not in {finding.code for finding in take.findings}
    table.write_text("\n".join(line.partition(",")[2] for line in lines[:91]))
    take = load_take(Dataset.open(root).scene(KEY).performances[0])
    assert take.face is not None
    assert (take.face.rate, take.face.frames) == (Fraction(30), 90)
    assert "no-timecode" in {finding.code for finding in take.findings}


def as_table(track: FaceTrack, rate: int = 30, mark: str = ",", label: str = "time") -> str:
    """A face as a table with times."""
    table = np.column_stack((np.arange(track.frames) / rate, track.weights))
    lines = [mark.join([label, *track.names]), *(mark.join(f"{cell:.6f}" for cell in row) for row in table)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", ["csv", "json", "tsv", "npz", "mediapipe"])
def test_a_face_plays_alike_in_any_form(root: Path, form: str) -> None:
    array = root / "face_arkit" / "20260101_001_001.npy"
    (plain, other) = (load_take(it) for it in Dataset.open(root).scene(KEY).performances)
    track = plain.face
    assert track is not None
    assert other.face is not None
    array.unlink()
    told: list[str] = []
    if form == "json":
        frames = [{"weights": row, "time": k / 30} for k, row in enumerate(track.weights.tolist())]
        array.with_suffix(".json").write_text(json.dumps({"names": list(track.names), "frames": frames}))
    elif form == "npz":
        np.savez(array.with_suffix(".npz"), weights=track.weights, names=np.array(track.names))
    elif form == "mediapipe":
        np.save(array, np.pad(track.weights, ((0, 0), (1, 0)), constant_values=1e-6))
        told = ["face-order"]
    else:
        array.with_suffix(f".{form}").write_text(as_table(track, mark="\t" if form == "tsv" else ","))
    dataset = Dataset.open(root)
    assert dataset.findings == ()
    takes = load_scene(dataset.scene(KEY))
    assert [finding.code for finding in takes.findings] == told
    face = takes.takes[0].face
    assert face is not None
    assert (face.names, face.rate, face.frames) == (track.names, 30, track.frames)
    np.testing.assert_allclose(face.weights, track.weights, atol=2e-6)


def test_how_faces_are_read_can_be_chosen(root: Path) -> None:
    performance = Dataset.open(root).scene(KEY).performances[0]
    plain = load_take(performance).face
    assert plain is not None
    assert performance.face_arkit is not None
    np.save(performance.face_arkit, np.pad(plain.weights, ((0, 0), (1, 0)), constant_values=1e-6))
    take = load_take(performance, TakeOptions(face_columns="mediapipe", face_rate=Fraction(60)))
    assert take.face is not None
    assert (take.face.frames, take.findings) == (60, ())
    np.testing.assert_allclose(take.face.weights, plain.weights[::2], atol=1e-6)
    scene = Dataset.open(root).scene(KEY)
    codes = [it.code for it in load_scene(scene, TakeOptions(face_rate=Fraction(60))).findings]
    assert codes.count("face-length-differs") == 2


def test_the_voice_tells_what_the_values_do_not(root: Path) -> None:
    """One column moves, with the voice: it is jawOpen, so the order is MediaPipe's."""
    performance = Dataset.open(root).scene(KEY).performances[0]
    assert performance.face_arkit is not None
    assert performance.voice is not None
    heard = loudness_of(performance.voice)
    assert heard is not None
    loud = heard(np.arange(120) / 30)
    assert loud is not None
    table = np.zeros((120, 52), np.float32)
    table[:, 25] = 0.15 * loud / loud.max()
    np.save(performance.face_arkit, table)
    take = load_take(performance)
    assert [finding.code for finding in take.findings] == ["face-order"]
    assert take.face is not None
    assert take.face.column("jawOpen").max() == np.float32(0.15)
    performance.voice.unlink()
    take = load_take(Dataset.open(root).scene(KEY).performances[0])
    assert [finding.code for finding in take.findings] == ["face-order-assumed"]


def test_ict_weights_among_arkits_are_converted_and_told(root: Path) -> None:
    np.save(root / "face_arkit" / "20260101_001_001.npy", np.zeros((120, 55), np.float32))
    take = load_take(Dataset.open(root).scene(KEY).performances[0])
    assert take.face is not None
    assert (take.face.frames, len(take.face.names)) == (120, 51)
    assert [finding.code for finding in take.findings] == ["ict-converted"]


def test_without_face_or_voice_the_take_still_plays(root: Path) -> None:
    (root / "face_arkit" / "20260101_002_001.npy").unlink()
    (root / "wav" / "20260101_001_001.wav").unlink()
    takes = load_scene(Dataset.open(root).scene(KEY))
    told = {finding.code: finding.message for finding in takes.findings}
    assert "20260101_002_001.npy" in told["missing-face"]
    assert "20260101_001_001.wav" in told["missing-voice"]
    assert takes.takes[1].face is None
    assert takes.takes[0].voice is None


def test_without_a_body_there_is_no_take(root: Path) -> None:
    for folder in ("bvhs", "bvhs_retarget"):
        (root / folder / "20260101_002_001.bvh").unlink()
    with pytest.raises(DatasetError, match="20260101_002_001"):
        load_scene(Dataset.open(root).scene(KEY))


def test_the_asked_bodies_are_taken_and_no_others(root: Path) -> None:
    scene = Dataset.open(root).scene(KEY)
    own = load_take(scene.performances[0], TakeOptions(bodies="bvhs"))
    other = load_take(scene.performances[0], TakeOptions(bodies="bvhs_retarget"))
    assert own.body.skeleton.content_hash() != other.body.skeleton.content_hash()
    (root / "bvhs_retarget" / "20260101_001_001.bvh").unlink()
    with pytest.raises(DatasetError, match="bvhs_retarget"):
        load_take(Dataset.open(root).scene(KEY).performances[0], TakeOptions(bodies="bvhs_retarget"))


def test_a_broken_body_or_face_is_named(root: Path) -> None:
    face = root / "face_arkit" / "20260101_001_001.npy"
    np.save(face, np.full((120, 51), np.nan, dtype=np.float32))
    with pytest.raises(FaceError) as caught:
        load_scene(Dataset.open(root).scene(KEY))
    assert caught.value.path == str(face)
    body = root / "bvhs" / "20260101_001_001.bvh"
    body.write_bytes(b"\x00\x01 not a motion file")
    with pytest.raises(BvhError) as broken:
        load_scene(Dataset.open(root).scene(KEY))
    assert broken.value.path == str(body)


def test_a_shorter_partner_does_not_shorten_the_scene_and_is_told(root: Path) -> None:
    path = root / "bvhs" / "20260101_002_001.bvh"
    motion = to_motion(bvh.read(path), units="cm", up="Y").sliced(0, 100)
    bvh.write(path, from_motion(motion, units="cm", up="Y"))
    takes = load_scene(Dataset.open(root).scene(KEY))
    assert takes.frames == 120
    assert [take.frames for take in takes.takes] == [120, 100]
    assert any(
        "20260101_002_001" in finding.message and "20" in finding.message for finding in takes.findings
    )


def test_a_performer_s_head_is_on_top_and_the_chest_faces_the_partner(demo_root: Path) -> None:
    takes = load_scene(Dataset.open(demo_root).scene(KEY))
    one, two = (performer(take.body) for take in takes.takes)
    assert (one.head[:, 2] > one.root[:, 2] + 0.4).all()
    towards = two.root[80:] - one.root[80:]
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    assert (np.sum(one.facing[80:] * towards, axis=1) > 0.8).all()
    assert (np.sum(two.facing[80:] * -towards, axis=1) > 0.8).all()


@pytest.mark.parametrize("neck", [[0.0, 0.0, 0.1], [0.1, 0.0, 0.0], [0.0, 0.0, 0.0]])
def test_cameras_see_the_head_of_a_skeleton_that_ends_at_the_base_of_the_skull(neck: list[float]) -> None:
    joints = np.array([[[0.0, 0.0, 0.9], [0.0, 0.0, 1.4], np.add([0.0, 0.0, 1.4], neck)]])
    seen = performer_of(
        joints, ["pelvis", "neck", "head"], {"hips": "pelvis", "neck": "neck", "head": "head"}
    )
    assert (seen.joints[:, :3] == joints).all()
    reach = seen.joints[0, 3] - seen.head[0]
    assert np.linalg.norm(reach) == pytest.approx(0.12)
    along = np.array(neck) if any(neck) else np.array([0.0, 0.0, 1.0])
    assert reach @ along == pytest.approx(0.12 * np.linalg.norm(along))
