# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of MDM and priorMDM: who is in them, how long they are, where their joints are."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.motion_files import MotionReading, find_form, form_named, person_in
from interact_addon.core.foundation.errors import MotionError
from tools.fuzz.pickled_seeds import tensor, written

FORM = form_named("mdm")
# Y up: a person who stands with their arms out, in SMPL's order.
STANDING = np.array(
    [[0, 95, 0], [7, 87, 0], [-7, 87, 0], [0, 107, 0], [8, 48, 0], [-8, 48, 0], [0, 119, 0], [8, 9, -2],
     [-8, 9, -2], [0, 125, 0], [9, 3, 10], [-9, 3, 10], [0, 145, 0], [6, 140, 0], [-6, 140, 0], [0, 156, 3],
     [18, 142, 0], [-18, 142, 0], [44, 142, 0], [-44, 142, 0], [69, 142, 0], [-69, 142, 0]]
) / 100.0  # fmt: skip


def walked(count: int = 4, frames: int = 12) -> np.ndarray:
    """Return (count, 22, 3, frames): people who glide ahead, each beside the other."""
    at = np.zeros((count, 1, 3, frames))
    at[:, 0, 0] = np.arange(count)[:, None]
    at[:, 0, 2] = np.arange(frames) * 0.03
    return (STANDING[None, :, :, None] + at).astype(np.float32)


def results(path: Path, **changes: Any) -> Path:
    values = {
        "motion": walked(),
        "text": [f"text {n}" for n in range(4)],
        "lengths": np.array([12, 8, 12, 5]),
        "num_samples": 2,
        "num_repetitions": 2,
    }
    np.save(path, {**values, **changes}, allow_pickle=True)  # type: ignore[arg-type]
    return path


def reached(path: Path, person: str) -> np.ndarray:
    """Return the joints of the motion that is read, in the file's world."""
    return forward(FORM.read(path, person, MotionReading()).motion)[0][..., [0, 2, 1]] * (1, 1, -1)


def refusal(path: Path, person: str = "") -> str:
    with pytest.raises(MotionError) as caught:
        FORM.read(path, person, MotionReading())
    assert caught.value.path == str(path)
    return str(caught.value)


def test_samples_repetitions_and_lengths(tmp_path: Path) -> None:
    path = results(tmp_path / "results.npy")
    assert find_form(path).name == "mdm"
    assert FORM.people(path) == ("sample0_rep0", "sample1_rep0", "sample0_rep1", "sample1_rep1")
    assert [FORM.length(path, person) for person in FORM.people(path)] == [
        (n, Fraction(20)) for n in (12, 8, 12, 5)
    ]
    assert person_in(FORM, path, "3") == "sample0_rep1"
    for row, person in enumerate(FORM.people(path)):
        wanted = walked()[row].transpose(2, 0, 1)[: FORM.length(path, person)[0]]
        assert np.abs(reached(path, person) - wanted).max() < 0.001


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = results(tmp_path / "results.npy")
    assert len(FORM.people(path)) == 4
    results(path, motion=walked(1), lengths=np.array([7]), text=["one"], num_samples=1, num_repetitions=1)
    assert FORM.length(path, "sample0_rep0")[0] == 7


def test_two_people_are_one_row_shorter_than_their_length(tmp_path: Path) -> None:
    both = walked(2)
    path = results(
        tmp_path / "results.npy", motion=both[:1], other_motion=both[1:], lengths=np.array([9]),
        num_samples=1, num_repetitions=1,
    )  # fmt: skip
    assert FORM.people(path) == ("sample0_rep0_p1", "sample0_rep0_p2")
    assert FORM.length(path, "sample0_rep0_p2") == (8, Fraction(20))
    assert np.abs(reached(path, "sample0_rep0_p2") - both[1].transpose(2, 0, 1)[:8]).max() < 0.001


def test_tensors_of_torch_in_the_pickle(tmp_path: Path) -> None:
    motion = walked(1)
    path = tmp_path / "results.npy"
    head = repr({"descr": "|O", "fortran_order": False, "shape": ()}).encode().ljust(117) + b"\n"
    kept = tensor(motion.tobytes(), motion.shape, (792, 36, 12, 1), count=motion.size)
    path.write_bytes(
        b"\x93NUMPY\x01\0v\0" + head + written({"motion": kept, "text": ["walk"], "lengths": [12]})
    )
    assert FORM.people(path) == ("sample0_rep0",)
    assert np.abs(reached(path, "") - motion[0].transpose(2, 0, 1)).max() < 0.001


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"motion": None}, "motion is no array"),
        ({"motion": walked()[:, :21]}, "21 joints of KIT"),
        ({"motion": walked()[:, :20]}, "20 joints, not 22"),
        ({"motion": walked().reshape(4, 66, 12)}, "motion is no array"),
        ({"other_motion": walked(3)}, "not of one shape"),
        ({"lengths": np.array([12])}, "lengths are not 4 numbers"),
        ({"lengths": ["a"] * 4}, "lengths are not 4 numbers"),
        ({"lengths": np.array([0, 1, 1, 1])}, "sample0_rep0 has the length 0"),
        ({"lengths": np.full(4, np.nan)}, "lengths are not 4 numbers"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    assert words in refusal(results(tmp_path / "results.npy", **changes))


def test_a_frame_that_is_not_finite_and_a_person_who_is_not_there(tmp_path: Path) -> None:
    motion = walked()
    motion[1, 4, 1, 3] = np.nan
    motion[1, 4, 1, 9] = np.nan  # beyond the length
    path = results(tmp_path / "results.npy", motion=motion)
    assert "frame 3 of the joints of sample1_rep0" in refusal(path, "sample1_rep0")
    assert "there is no sample9_rep9" in refusal(path, "sample9_rep9")
    assert "there is no motion in it" in refusal(
        Path(np.save(tmp_path / "x.npy", {"a": 1}) or tmp_path / "x.npy")
    )


class Runs:
    def __reduce__(self) -> Any:
        return os.system, ("true",)


def test_results_that_would_run_a_program_say_so_whoever_reads_them(tmp_path: Path) -> None:
    path = results(tmp_path / "results.npy", text=[Runs()])
    assert "system, which is not data: it is not executed" in refusal(path)
    with pytest.raises(MotionError, match="it is not executed"):
        find_form(path)


def test_other_arrays_are_not_taken_for_results(tmp_path: Path) -> None:
    np.save(tmp_path / "joints.npy", walked()[0])
    assert not FORM.recognises(tmp_path / "joints.npy")
    assert not FORM.recognises(tmp_path / "none.npy")


def test_the_samples_agree_with_their_joints(layout_samples: Path) -> None:
    for name, key in (("results", "motion"), ("results_two_person_prior", "other_motion")):
        path = layout_samples / "mdm" / f"{name}.npy"
        person = FORM.people(path)[-1]
        wanted = np.load(path, allow_pickle=True).item()[key][-1].transpose(2, 0, 1)
        assert np.abs(reached(path, person) - wanted).max() < 0.01
