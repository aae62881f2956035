# SPDX-License-Identifier: GPL-3.0-or-later
"""A calibration in words: each outcome made with data that has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.face.ict import ICT_55, make_mapping
from interact_addon.core.face.ict.calibrate import calibrate
from interact_addon.core.face.ict.summary import summary_lines

Forms = tuple[np.ndarray, np.ndarray]


def test_sure(uneven: np.ndarray) -> None:
    order, columns, pairs = summary_lines(
        calibrate(uneven, make_mapping("alphabetical", "max").to_arkit(uneven))
    )
    assert order == "Sure: the columns are in alphabetical order, and nothing else fits"
    assert columns == f"Of the 51 columns, 51 have one explanation (compared 1 clip, {len(uneven)} frames)"
    assert pairs == "Pairs are merged by their max"


def test_what_the_datasets_own_data_say(any_forms: Forms) -> None:
    order, columns, pairs = summary_lines(calibrate(*any_forms, clips=5))
    assert order.startswith("Sure: ")
    assert "49 have one explanation, 2 several (compared 5 clips" in columns
    assert pairs == "Pairs are merged by their mean (also fitting: max, min, left, right)"


def test_nothing_moves() -> None:
    said = summary_lines(calibrate(np.zeros((9, 55), np.float32), np.zeros((9, 51), np.float32)))
    assert said[0] == "Unknown: the default order, alphabetical, is used"
    assert "51 never move" in said[1]


def test_no_known_order(uneven: np.ndarray) -> None:
    names = tuple(np.random.default_rng(5).permutation(ICT_55).tolist())
    ict = uneven[:, [ICT_55.index(name) for name in names]]
    said = summary_lines(calibrate(ict, make_mapping(names, "max").to_arkit(ict)))
    assert said[0] == "No known order: each column was identified separately"


def test_several_orders_and_columns_that_never_move(uneven: np.ndarray) -> None:
    sure = calibrate(uneven, make_mapping().to_arkit(uneven))
    tied = replace(sure, orders=("alphabetical", "config"), order_status="tied", merges=())
    said = summary_lines(tied)
    assert said[0] == "Several orders fit: alphabetical, config. The first is used"
    assert len(said) == 2  # nothing is known about pairs
    assert summary_lines(replace(sure, order_status="likely"))[0].startswith(
        "Likely: alphabetical order fits"
    )


@pytest.mark.parametrize("name", ["jawOpen", "eyeBlink_L"])
def test_a_column_that_never_moves_is_counted(uneven: np.ndarray, name: str) -> None:
    uneven = uneven.copy()
    uneven[:, ICT_55.index(name)] = 0.0
    found = calibrate(uneven, make_mapping().to_arkit(uneven))
    assert "1 never move" in summary_lines(found)[1]
    assert not any(line.endswith(".") for line in summary_lines(found))
