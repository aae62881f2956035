# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51, FaceTrack
from interact_addon.core.measures import Person
from tests.core.measures.measuring import measured, value
from tests.people_in_motion import still

REGIONS = {"brows": 5, "eyes": 14, "mouth": 4 + 23, "cheeks": 3 + 2}  # ARKit's shapes in each


def person(weights: np.ndarray, names: tuple[str, ...] = ARKIT_51) -> Person:
    return Person("001", still(60), FaceTrack(names, weights.astype(np.float32), Fraction(30)))


def test_a_column_whose_variance_is_known() -> None:
    weights = np.full((60, 51), 0.25)
    weights[:, ARKIT_51.index("browInnerUp")] = np.arange(60) % 2  # variance 1/4
    assert value(person(weights), "face_variance_brows") == pytest.approx(0.25 / 5)
    for region in ("eyes", "mouth", "cheeks"):
        assert value(person(weights), f"face_variance_{region}") == 0.0


@pytest.mark.parametrize("region", REGIONS)
def test_each_shape_is_in_one_region(region: str) -> None:
    # Each shape goes by its own amplitude between two values, so its variance is that squared.
    sizes = np.linspace(0.01, 0.5, 51)
    weights = 0.5 + sizes * (-1.0) ** np.arange(60)[:, None]
    total = sum(value(person(weights), f"face_variance_{each}") * count for each, count in REGIONS.items())
    assert total == pytest.approx(float((sizes**2).sum()), rel=1e-5)
    stems = {"brows": "brow", "eyes": "eye", "mouth": ("jaw", "mouth"), "cheeks": ("cheek", "nose")}[region]
    own = [size for size, name in zip(sizes, ARKIT_51, strict=True) if name.startswith(stems)]
    assert len(own) == REGIONS[region]
    assert value(person(weights), f"face_variance_{region}") == pytest.approx(
        np.mean(np.square(own)), rel=1e-5
    )


def test_what_is_missing_says_so() -> None:
    assert measured(Person("001", still()), "face_variance_eyes").why == "no face"
    jaw = person(np.zeros((60, 1)), ("jawOpen",))
    assert measured(jaw, "face_variance_brows").value is None
    assert value(jaw, "face_variance_mouth") == 0.0


def test_frames_without_weights_are_left_out_and_lengths_differ() -> None:
    weights = np.tile((np.arange(90) % 2)[:, None], (1, 51)).astype(np.float64)
    weights[10:20] = np.nan
    for frames in (90, 40):
        found = measured(person(weights[:frames]), "face_variance_eyes")
        assert found.value == pytest.approx(0.25)
        assert found.why == "without the frames that lack weights"
        assert found.series is not None
        assert np.isnan(found.series[15])
        assert found.series[5] == pytest.approx(0.25)
    assert np.isnan(found.series[50])
