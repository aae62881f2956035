# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.face.arkit import ARKIT_51, ARKIT_52, read_face
from interact_addon.core.face.arkit.layouts import layouts_of
from interact_addon.core.foundation.errors import FaceError

from .conftest import in_layout, weights_by_name

APPLE = next(it for it in layouts_of(52) if it.order == "apple").columns
JAW = np.arange(12) / 12


def saved(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value))
    return path


def audio2face(**more: Any) -> dict[str, Any]:
    """As Audio2Face exports: names in Apple's order, rows of weights, joints beside them."""
    matrix = np.zeros((12, 52))
    matrix[:, APPLE.index("jawOpen")] = JAW
    return {
        "exportFps": 60.0,
        "trackPath": "/World/audio.wav",
        "numPoses": 52,
        "numFrames": 12,
        "facsNames": list(APPLE),
        "weightMat": matrix.tolist(),
        "joints": ["jaw"],
        "rotations": [[[0, 0, 0, 1]]] * 12,
        "translations": [[[0, 0, 0]]] * 12,
    } | more


def beat(rate: float = 60.0) -> dict[str, Any]:
    """As BEAT's captures: the 51 names, frames of weights, a time and a rotation."""
    rows = np.zeros((12, 51))
    rows[:, ARKIT_51.index("jawOpen")] = JAW
    return {
        "names": list(ARKIT_51),
        "frames": [
            {"weights": row, "time": round(k / rate, 6), "rotation": [0.0] * 9}
            for k, row in enumerate(rows.tolist())
        ],
    }


def codes(track) -> list[str]:
    return [finding.code for finding in track.findings if finding.code != "face-columns"]


def test_audio2face(tmp_path: Path) -> None:
    track = read_face(saved(tmp_path / "a.json", audio2face()))
    assert (track.names, track.rate, track.frames, track.findings) == (ARKIT_52, 60, 12, ())
    np.testing.assert_allclose(track.column("jawOpen"), JAW, atol=1e-6)
    assert np.count_nonzero(track.weights) == 11
    assert read_face(tmp_path / "a.json", Fraction(30)).frames == 6
    track = read_face(saved(tmp_path / "a.json", audio2face(exportFps=29.97, numFrames=13)))
    assert (track.rate, codes(track)) == (Fraction(30000, 1001), ["face-frames-stated"])


@pytest.mark.parametrize("rate", [15, 24, 30, 60])
def test_beat(tmp_path: Path, rate: int) -> None:
    track = read_face(saved(tmp_path / "a.json", beat(rate)))
    assert (track.names, track.rate, track.frames, track.findings) == (ARKIT_51, rate, 12, ())
    np.testing.assert_allclose(track.column("jawOpen"), JAW, atol=1e-6)


def test_frames_that_name_their_weights(tmp_path: Path) -> None:
    for key, label, scale in (
        ("blendShapes", "timeCode", 1),
        ("weights", "timestamp_ms", 1000),
        ("", "t", 1),
    ):
        frames = []
        for k, jaw in enumerate(JAW):
            weights = {"JawOpen": jaw, "eyeBlink_L": 0.5}
            frames.append({label: k / 25 * scale} | ({key: weights} if key else weights))
        for whole in (frames, {"frames": frames}):
            track = read_face(saved(tmp_path / "a.json", whole))
            assert (track.rate, track.frames, codes(track)) == (25, 12, [])
            assert track.names == ("eyeBlinkLeft", "jawOpen")
            np.testing.assert_allclose(track.column("jawOpen"), JAW, atol=1e-6)


def test_mediapipes_categories(tmp_path: Path) -> None:
    frames = [
        {"timestamp": k * 40, "categories": [
            {"index": 0, "categoryName": "_neutral", "score": 1e-6, "displayName": ""},
            {"index": 25, "categoryName": "jawOpen", "score": jaw, "displayName": ""},
        ]}
        for k, jaw in enumerate(JAW)
    ]  # fmt: skip
    track = read_face(saved(tmp_path / "a.json", frames))
    assert (track.rate, track.names, codes(track)) == (25, ("jawOpen",), [])
    np.testing.assert_allclose(track.column("jawOpen"), JAW, atol=1e-6)


NAMED = [{"time": k / 25, "jawOpen": jaw, "_neutral": 0.0} for k, jaw in enumerate(JAW)]
SERIES = {key: [frame[key] for frame in NAMED] for key in NAMED[0]}


@pytest.mark.parametrize(
    "value",
    [
        {
            "info": {"frameRate": 25},
            "take": {"names": ["_neutral", "jawOpen"], "frames": [[0, j] for j in JAW]},
        },
        {"fps": "25", "names": ["jawOpen"], "frames": [[jaw] for jaw in JAW]},
        SERIES,
        {"fps": 25, "blendShapes": {"jawOpen": SERIES["jawOpen"]}},
        {key: {str(k): value for k, value in enumerate(values)} for key, values in SERIES.items()},
        {str(k): NAMED[k] for k in sorted(range(12), key=str)},
        [{"time": str(f["time"]), "jawOpen": f"{f['jawOpen']:.9f}".replace(".", ",")} for f in NAMED],
        {"fps": 25, "frames": [[{"categoryName": "jawOpen", "score": jaw}] for jaw in JAW]},
        [
            {
                "timestamp": f["time"],
                "faceBlendshapes": [{"categories": [{"categoryName": "jawOpen", "score": f["jawOpen"]}]}],
            }
            for f in NAMED
        ],
        {
            "fps": 25,
            "frames": [{"face_blendshapes": [[{"category_name": "jawOpen", "score": jaw}]]} for jaw in JAW],
        },
    ],
)
def test_what_other_programs_write(tmp_path: Path, value: Any) -> None:
    track = read_face(saved(tmp_path / "a.json", value))
    assert (track.rate, track.names, codes(track)) == (25, ("jawOpen",), [])
    np.testing.assert_allclose(track.column("jawOpen"), JAW, atol=1e-6)


def test_one_document_in_each_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("".join(json.dumps(frame) + "\n" for frame in NAMED))
    track = read_face(tmp_path / "a.json")
    assert (track.rate, track.frames, codes(track)) == (25, 12, [])


def test_a_matrix_of_frames_is_no_column_of_times(tmp_path: Path) -> None:
    track = read_face(saved(tmp_path / "a.json", {"names": ["jawOpen"], "frames": [[jaw] for jaw in JAW]}))
    assert (track.rate, codes(track)) == (30, ["no-timecode"])


def test_rows_without_names_are_an_array(tmp_path: Path) -> None:
    layout = next(it for it in layouts_of(52) if it.order == "mediapipe")
    shapes = weights_by_name(40)
    for whole in (
        in_layout(layout, shapes).tolist(),
        {"fps": 30, "data": in_layout(layout, shapes).tolist()},
    ):
        track = read_face(saved(tmp_path / "a.json", whole))
        assert codes(track) == ["face-order"]
        np.testing.assert_allclose(track.column("jawOpen"), shapes["jawOpen"], atol=1e-6)


def test_frames_in_another_order_or_without_a_face(tmp_path: Path) -> None:
    document = beat(30)
    document["frames"] = document["frames"][::-1]
    document["frames"][4]["weights"] = []
    track = read_face(saved(tmp_path / "a.json", document))
    assert codes(track) == ["face-rows-sorted", "face-untracked"]
    np.testing.assert_allclose(track.column("jawOpen"), JAW, atol=1e-5)


def test_without_a_rate_one_is_assumed_and_said(tmp_path: Path) -> None:
    document = audio2face()
    del document["exportFps"]
    track = read_face(saved(tmp_path / "a.json", document))
    assert (track.rate, codes(track)) == (30, ["no-timecode"])
    track = read_face(tmp_path / "a.json", Fraction(24))
    assert (track.rate, track.frames, codes(track)) == (24, 12, [])


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({}, "no frames with weights"),
        ([], "no frames with weights"),
        ({"frames": []}, "no frames with weights"),
        ({"frames": [1, 2]}, "no weights"),
        ({"frames": [[], []]}, "no weights"),
        ({"frames": [{}, {}]}, "no weights"),
        ({"jawOpen": [0.1, 0.2], "mouthClose": [0.1]}, "no frames with weights"),
        ({"frames": [{"weights": [0.1]}, 3], "names": ["jawOpen"]}, "some of its frames are objects"),
        ({"frames": [{"weights": [[0.1]]}], "names": ["jawOpen"]}, "not rows of numbers|no column"),
        (audio2face(facsNames=list(APPLE[:50])), "50 names, but 52 weights"),
        (audio2face(weightMat=[[0.1] * 52, [0.1] * 51]), "frame 2 does not have 52 weights"),
        (audio2face(weightMat=[["a"] * 52]), "not numbers"),
        (audio2face(weightMat=[[1e300] * 52]), "not finite"),
        (audio2face(weightMat=[[10**400] * 52]), "not numbers"),
        (audio2face(facsNames=[f"AU{k}" for k in range(52)]), "no column is an ARKit shape"),
        ({"names": ["jawOpen"], "frames": [{"weights": [0.1], "time": "soon"}]}, "neither a time"),
    ],
)
def test_other_documents(tmp_path: Path, value: Any, complaint: str) -> None:
    path = saved(tmp_path / "a.json", value)
    with pytest.raises(FaceError) as caught:
        read_face(path)
    assert str(path) in str(caught.value)
    assert any(part in str(caught.value) for part in complaint.split("|")), caught.value


@pytest.mark.parametrize(
    ("text", "line"),
    [('{"names": [\n"jawOpen",}', 2), ("{", 1), ("[" * 100_000, None), ("[1, 2", 1), ('{"a": 1}}', 1)],
)
def test_broken_json(tmp_path: Path, text: str, line: int | None) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(FaceError, match="JSON is broken") as caught:
        read_face(tmp_path / "a.json")
    assert caught.value.line == line


def test_a_large_document_takes_seconds(tmp_path: Path) -> None:
    rows = np.round(np.random.default_rng(0).random((6000, 52)), 4).tolist()
    path = saved(tmp_path / "a.json", audio2face(weightMat=rows, numFrames=6000))
    began = time.process_time()
    assert read_face(path).frames == 6000
    assert time.process_time() - began < 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=120)
@given(data=st.data())
def test_mutated_documents_give_a_track_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([audio2face(), beat()]))
    raw = bytearray(json.dumps(source).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(raw) - 1))
        piece = data.draw(
            st.sampled_from([b"[", b"]", b"{", b"null", b"1e999", b"NaN", b'"x"', b",", b"", b"-"])
        )
        raw[place : place + data.draw(st.integers(0, 9))] = piece
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    try:
        track = read_face(path)
    except FaceError as error:
        told = str(error)
        assert str(path) in told
    else:
        assert np.isfinite(track.weights).all()
        assert track.weights.shape == (track.frames, len(track.names))
