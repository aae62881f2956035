# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51, read_face
from interact_addon.core.face.arkit.arkit import HALVES
from interact_addon.core.face.arkit.column_order import judge_columns
from interact_addon.core.face.arkit.layouts import ANGLES, DIRECTIONS, Layout, layouts_of, widths_of

LAYOUTS = [(it.order, width) for width in widths_of() for it in layouts_of(width) if it.prior >= 0]
FAMILY = {"livelink": "listed", "apple": "listed"}  # they differ in the sides of jaw and mouth only


def same_family(first: str, second: str) -> bool:
    return FAMILY.get(first, first) == FAMILY.get(second, second)


@pytest.mark.parametrize(("order", "width"), LAYOUTS)
def test_a_made_face_in_each_order(face_array: Callable, order: str, width: int) -> None:
    for seed in range(3):
        for frames in (90, 10, 1):
            verdict = judge_columns(face_array(order, width, frames, seed), layouts_of(width))
            assert same_family(verdict.layout.order, order), (seed, frames)
            assert set(verdict.disputed) <= set(DIRECTIONS), (seed, frames, verdict)


def captured(track, layout: Layout) -> np.ndarray:
    """A capture in another order of columns."""
    out = np.zeros((track.frames, len(layout.columns)), np.float32)
    for place, name in enumerate(layout.columns):
        source = HALVES.get(name, name).replace("Raiser", "Squint")
        if source in track.names:
            out[:, place] = track.column(source)
        elif name in ANGLES:
            out[:, place] = 0.3 * np.sin(np.arange(track.frames) / 20 + place)
    return out


def test_real_captures_in_each_order(
    interact_mini: Path, interact_contact: Path, arkit_samples: Path
) -> None:
    files = [*(interact_mini / "face_arkit").glob("*.npy"), *(interact_contact / "face_arkit").glob("*.npy")]
    files.append(arkit_samples / "jmtechart_MySlate_3_iPhone.csv")
    for path in files:
        track = read_face(path)
        for order, width in LAYOUTS:
            layout = next(it for it in layouts_of(width) if it.order == order)
            table = captured(track, layout)
            for part in (table, table[len(table) // 2 :][:60], table[len(table) // 3 :][:5]):
                verdict = judge_columns(part, layouts_of(width))
                assert same_family(verdict.layout.order, order), (path.name, order, width, len(part))


def test_interacts_own_faces_are_read_silently_and_at_once(any_root: Path) -> None:
    for path in sorted((any_root / "face_arkit").glob("*.npy")):
        table = np.load(path)
        assert judge_columns(table, layouts_of(51)).rivals == ()
        track = read_face(path)
        assert (track.names, track.findings) == (ARKIT_51, ())
        np.testing.assert_array_equal(track.weights, table.astype(np.float32))
        if any_root.name != "interact_mini":  # the made captures have no sides that are alike
            continue
        # Also a part of them, and with a brow that never moves.
        table[:, 0] = 0
        for part in (table, table[100:101], table[200:230]):
            wide = np.concatenate((part, np.zeros((len(part), 1), part.dtype)), axis=1)
            for verdict in (judge_columns(part, layouts_of(51)), judge_columns(wide, layouts_of(52))):
                assert verdict.layout.order == "arkit"
                assert len(part) == 1 or verdict.rivals == ()
    times = []
    for _ in range(20):
        began = time.thread_time()
        judge_columns(table, layouts_of(51))
        times.append(time.thread_time() - began)
    assert min(times) < 0.02


def still(layout_width: int, **weights: float) -> Callable[[str], np.ndarray]:
    def make(order: str) -> np.ndarray:
        layout = next(it for it in layouts_of(layout_width) if it.order == order)
        table = np.full((4, layout_width), 1e-6, np.float32)
        for name, value in weights.items():
            table[:, layout.columns.index(name)] = value
        return table

    return make


@pytest.mark.parametrize("order", ["arkit", "mediapipe", "livelink"])
@pytest.mark.parametrize(
    "weights",
    [
        {"jawOpen": 0.6, "mouthSmileLeft": 0.4},
        {"eyeBlinkLeft": 0.9, "eyeBlinkRight": 0.8},
        {"mouthSmileLeft": 0.5, "mouthSmileRight": 0.5},
        {"jawOpen": 0.3},
    ],
)
def test_still_faces_of_few_shapes(order: str, weights: dict[str, float]) -> None:
    """They are likeliest in their own order, decided or not."""
    verdict = judge_columns(still(52, **weights)(order), layouts_of(52))
    assert same_family(verdict.layout.order, order)


def test_a_face_at_rest_is_in_any_order_the_same() -> None:
    for width in widths_of():
        verdict = judge_columns(np.zeros((30, width)), layouts_of(width))
        assert (verdict.rivals, verdict.layout) == ((), layouts_of(width)[0])


@pytest.mark.parametrize("width", [51, 52, 55, 61])
def test_noise_is_no_face_in_an_unusual_order(width: int) -> None:
    doubted = 0
    for seed in range(12):
        table = np.random.default_rng(seed).random((50, width))
        verdict = judge_columns(table, layouts_of(width))
        assert verdict.layout == layouts_of(width)[0]
        doubted += bool(verdict.rivals)
    assert doubted > 4


def test_the_voice_is_heard_only_where_it_is_needed(face_array: Callable) -> None:
    def no_voice() -> None:
        raise AssertionError("the values tell")

    judge_columns(face_array("arkit", 52), layouts_of(52), no_voice)
    # One column moves, which is jawOpen in one order and jawRight in another.
    jaw = 0.08 * (1 + np.sin(np.arange(60) / 3))
    table = np.zeros((60, 52))
    table[:, 25] = jaw
    assert judge_columns(table, layouts_of(52)).rivals
    verdict = judge_columns(table, layouts_of(52), lambda: jaw * 0.2)
    assert (verdict.layout.order, verdict.rivals) == ("mediapipe", ())


def test_the_sides_of_apples_and_live_links_order_are_said(face_array: Callable, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", face_array("livelink", 52))
    (finding,) = read_face(tmp_path / "a.npy").findings
    assert finding.code == "face-order-assumed"
    assert "jawLeft, jawRight, mouthLeft, mouthRight: Live Link Face (livelink) is assumed" in finding.message
    assert "it may be Apple (apple)" in finding.message


def test_a_mouth_aside_tells_live_links_order_from_apples(face_array: Callable) -> None:
    layout = next(it for it in layouts_of(52) if it.order == "livelink")
    table = face_array("livelink", 52).astype(float)
    at = layout.columns.index
    aside = 0.4 * np.sin(np.arange(len(table)) / 8)
    table[:, at("mouthLeft")], table[:, at("mouthRight")] = aside.clip(0), (-aside).clip(0)
    for name in ("mouthStretch", "mouthUpperUp"):
        table[:, at(f"{name}Right")] = table[:, at(f"{name}Left")] + 0.1 * aside
    verdict = judge_columns(table, layouts_of(52))
    assert (verdict.layout.order, verdict.rivals) == ("livelink", ())
