# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said about faces, and the inputs of the faults rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51, read_face
from interact_addon.core.face.arkit.layouts import layouts_of
from interact_addon.core.face.arkit.reading import read_rows
from interact_addon.core.foundation.errors import FaceError, UsageError

from .conftest import weights_by_name


def saved(path: Path, array: np.ndarray) -> Path:
    np.save(path, array)
    return path


def test_mediapipes_52_with_the_neutral_first(tmp_path: Path) -> None:
    """As in faults/mediapipe_neutral_first.npy."""
    array = np.full((4, 52), 1e-6, np.float32)
    array[:, 25], array[:, 44] = 0.6, 0.4
    track = read_face(saved(tmp_path / "a.npy", array))
    assert track.names == ARKIT_51
    assert track.column("jawOpen")[0] == np.float32(0.6)
    assert track.column("mouthSmileLeft")[0] == np.float32(0.4)
    assert track.weights[0].sum() == pytest.approx(1.0, abs=1e-3)
    (finding,) = track.findings
    assert (finding.code, finding.level) == ("face-order", "warning")
    assert "its 52 columns have no names" in finding.message
    assert "MediaPipe (mediapipe)" in finding.message
    assert "set the face columns (--face-columns)" in finding.message


def test_audio2faces_table_with_seconds(tmp_path: Path) -> None:
    """As in faults/a2f_seconds.csv."""
    rows = [f"{k},{k / 30:.6f},{k / 30:.6f},0.0" for k in range(30)]
    (tmp_path / "a.csv").write_text(
        "\n".join([",timeCode,blendShapes.JawOpen,blendShapes.EyeBlinkLeft", *rows])
    )
    track = read_face(tmp_path / "a.csv")
    assert (track.rate, track.frames) == (30, 30)
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(30) / 30, atol=1e-6)
    assert [finding.code for finding in track.findings] == ["face-columns"]


@pytest.mark.parametrize("order", ["arkit", "mediapipe", "livelink", "apple"])
def test_a_choice_is_taken_silently(tmp_path: Path, face_array: Callable, order: str) -> None:
    path = saved(tmp_path / "a.npy", face_array(order, 52))
    track = read_face(path, columns=order)
    assert track.findings == ()
    for name in ARKIT_51:
        np.testing.assert_allclose(track.column(name), weights_by_name(90)[name], atol=1e-6)
    # Also against what the values tell.
    layout = next(it for it in layouts_of(52) if it.order == "arkit")
    track = read_face(path, columns="arkit")
    np.testing.assert_array_equal(track.column("jawOpen"), np.load(path)[:, layout.columns.index("jawOpen")])
    assert track.findings == ()


@pytest.mark.parametrize(("order", "width"), [("ict", 53), ("ict", 55), ("ict_config", 55)])
def test_icts_weights_become_arkits(tmp_path: Path, face_array: Callable, order: str, width: int) -> None:
    track = read_face(saved(tmp_path / "a.npy", face_array(order, width)))
    assert track.names == ARKIT_51
    assert [(finding.code, finding.level) for finding in track.findings] == [("ict-converted", "info")]
    for name in ARKIT_51:
        np.testing.assert_allclose(track.column(name), weights_by_name(90)[name], atol=1e-6)


def test_live_links_61_columns(tmp_path: Path, face_array: Callable) -> None:
    path = saved(tmp_path / "a.npy", face_array("livelink", 61))
    track = read_face(path, columns="livelink")
    assert "headYaw" not in track.names
    np.testing.assert_allclose(track.column("jawRight"), weights_by_name(90)["jawRight"], atol=1e-6)
    np.testing.assert_allclose(
        read_face(path).column("mouthSmileLeft"), weights_by_name(90)["mouthSmileLeft"], atol=1e-6
    )


def test_angles_in_degrees_are_no_weights(tmp_path: Path, face_array: Callable) -> None:
    array = face_array("livelink", 61)
    array[:, 52:] *= 100
    track = read_face(saved(tmp_path / "a.npy", array), columns="livelink")
    assert track.findings == ()
    np.testing.assert_allclose(track.column("jawOpen"), weights_by_name(90)["jawOpen"], atol=1e-6)


@pytest.mark.parametrize("order", ["mediapipe", "apple"])
def test_percent_in_any_order(tmp_path: Path, face_array: Callable, order: str) -> None:
    track = read_face(saved(tmp_path / "a.npy", face_array(order, 52) * 100))
    codes = [finding.code for finding in track.findings]
    assert codes[0] == "face-percent"
    assert codes[1].startswith("face-order")
    np.testing.assert_allclose(track.column("jawOpen"), weights_by_name(90)["jawOpen"], atol=1e-5)


def test_tables_of_numbers_without_names_are_judged_too(tmp_path: Path, face_array: Callable) -> None:
    np.savetxt(tmp_path / "a.csv", face_array("mediapipe", 52), delimiter=",", fmt="%.7f")
    track = read_face(tmp_path / "a.csv")
    assert [finding.code for finding in track.findings] == ["face-order"]
    np.testing.assert_allclose(track.column("jawOpen"), weights_by_name(90)["jawOpen"], atol=1e-6)


def test_what_cannot_be_told_is_assumed_and_said(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).random((20, 52))
    track = read_face(saved(tmp_path / "a.npy", noise))
    (finding,) = track.findings
    assert finding.code == "face-order-assumed"
    for word in ("Alphabetical (arkit) is assumed", "mediapipe", "livelink", "apple", "face columns"):
        assert word in finding.message


def test_choices_that_do_not_fit(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npy", np.zeros((4, 51)))
    with pytest.raises(FaceError, match="has 51 columns, but the order ICT-FaceKit is of 53 or 55"):
        read_face(path, columns="ict")
    with pytest.raises(UsageError, match="order of columns"):
        read_face(path, columns="alphabet")


def test_mediapipes_51_without_the_neutral_are_the_alphabets(tmp_path: Path, face_array: Callable) -> None:
    path = saved(tmp_path / "a.npy", face_array("arkit", 51))
    for columns in ("auto", "mediapipe"):
        track = read_face(path, columns=columns)
        assert (track.names, track.findings) == (ARKIT_51, ())
        np.testing.assert_array_equal(track.weights, np.load(path))


def test_the_voice_is_compared_at_the_frames_times(tmp_path: Path) -> None:
    heard: list[np.ndarray] = []
    table = np.zeros((60, 52), np.float32)
    table[:, 25] = 0.08 * (1 + np.sin(np.arange(60) / 3))

    def loudness(times: np.ndarray) -> np.ndarray:
        heard.append(times)
        return table[:, 25] * 0.3

    path = saved(tmp_path / "a.npy", table)
    rows = read_rows(path, Fraction(60), loudness=loudness)
    assert [finding.code for finding in rows.findings] == ["face-order"]
    np.testing.assert_allclose(heard[0], np.arange(60) / 60)
