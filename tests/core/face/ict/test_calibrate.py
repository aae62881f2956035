# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.face.ict import CHEEK_RULES, ICT_55, MERGE_RULES, ORDERS, make_mapping
from interact_addon.core.face.ict.calibrate import calibrate
from interact_addon.core.foundation.errors import FaceError

Forms = tuple[np.ndarray, np.ndarray]


def in_order(weights: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    return weights[:, [ICT_55.index(name) for name in names]]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("merge", MERGE_RULES)
@pytest.mark.parametrize("cheek", CHEEK_RULES)
def test_each_preset_is_found(uneven: np.ndarray, order: str, merge: str, cheek: str) -> None:
    ict = in_order(uneven, ORDERS[order])
    truth = make_mapping(order, merge, cheek)
    found = calibrate(ict, truth.to_arkit(ict))
    assert (found.orders, found.order_status) == ((order,), "sure")
    assert (found.merges, found.cheeks) == ((merge,), (cheek,))
    assert found.mapping.arkit == truth.arkit
    assert {column.status for column in found.columns} == {"sure"}
    assert all(column.fit.residual < 1e-6 < column.runner_up for column in found.columns)


def test_the_datasets_own_arrays_convert_bit_by_bit(any_forms: Forms) -> None:
    ict, arkit = any_forms
    found = calibrate(ict, arkit, clips=5)
    assert (found.orders, found.order_status, found.frames) == (("alphabetical",), "sure", len(ict))
    # In this data both sides of the merged pairs are equal, and cheekRaiser is 0.3 of cheekSquint.
    assert found.merges == ("mean", "max", "min", "left", "right")
    assert found.cheeks == ("drop", "max")
    tied = {column.name for column in found.columns if column.status == "tied"}
    assert tied == {"browInnerUp", "cheekPuff"}
    assert {finding.code for finding in found.findings} == {"merge-tied", "cheek-raiser-tied"}
    assert np.array_equal(found.mapping.to_arkit(ict), arkit)
    assert np.array_equal(found.mapping.to_ict(arkit), ict)
    raisers = {column.name: column for column in found.mapping.ict if "Raiser" in column.name}
    assert raisers["cheekRaiser_L"].source == ARKIT_51.index("cheekSquintLeft")
    assert raisers["cheekRaiser_R"].scale == pytest.approx(0.3)
    assert found.inverse == {}


def test_an_order_that_nobody_knows(uneven: np.ndarray) -> None:
    names = tuple(np.random.default_rng(5).permutation(ICT_55).tolist())
    ict = in_order(uneven, names)
    truth = make_mapping(names, "max")
    arkit = truth.to_arkit(ict)
    found = calibrate(ict, arkit)
    assert (found.orders, found.order_status, found.merges) == ((), "found", ("max",))
    np.testing.assert_array_equal(found.mapping.to_arkit(ict), arkit)
    wrong = {
        name
        for name, other in zip(names, found.mapping.names, strict=True)
        if name != other and name.rstrip("LR") != other.rstrip("LR")
    }
    assert wrong == set()  # sides of a maximum or of an unused shape are not in the data
    assert "order-found" in {finding.code for finding in found.findings}


def test_nothing_moves() -> None:
    found = calibrate(np.zeros((50, 55)), np.zeros((50, 51)))
    assert found.order_status == "unknown"
    assert found.mapping.order == "alphabetical"
    assert {column.status for column in found.columns} == {"still"}
    (finding,) = (finding for finding in found.findings if finding.code == "order-unknown")
    assert "nothing moves" in finding.message


def test_unrelated_data() -> None:
    rng = np.random.default_rng(0)
    found = calibrate(rng.random((200, 55)), rng.random((200, 51)))
    assert found.order_status == "unknown"
    assert {column.status for column in found.columns} == {"unexplained"}
    assert all(column.fit.residual > 0.1 for column in found.columns)


def test_orders_that_differ_only_where_nothing_moves_are_tied(uneven: np.ndarray) -> None:
    """Apple's and Live Link's lists differ in the sides of jaw and mouth alone."""
    ict = in_order(uneven, ORDERS["apple"])
    for name in ("jawLeft", "jawRight", "mouthLeft", "mouthRight"):
        ict[:, ORDERS["apple"].index(name)] = 0
    found = calibrate(ict, make_mapping("apple").to_arkit(ict))
    assert (found.orders, found.order_status) == (("apple", "livelink"), "tied")
    (finding,) = (finding for finding in found.findings if finding.code == "order-tied")
    assert "apple, livelink" in finding.message


def test_a_still_column_makes_it_likely_only(uneven: np.ndarray) -> None:
    ict = uneven.copy()
    ict[:, ICT_55.index("mouthPucker")] = 0
    found = calibrate(ict, make_mapping().to_arkit(ict))
    assert (found.orders, found.order_status) == (("alphabetical",), "likely")
    assert [column.name for column in found.columns if column.status == "still"] == ["mouthPucker"]
    (finding,) = (finding for finding in found.findings if finding.code == "columns-still")
    assert finding.message.endswith("mouthPucker")


def test_a_column_made_some_other_way_is_named(uneven: np.ndarray) -> None:
    arkit = make_mapping("config").to_arkit(in_order(uneven, ORDERS["config"]))
    arkit[:, ARKIT_51.index("jawOpen")] **= 2
    found = calibrate(in_order(uneven, ORDERS["config"]), arkit)
    assert (found.mapping.order, found.order_status) == ("config", "likely")
    assert [column.name for column in found.columns if column.status == "unexplained"] == ["jawOpen"]
    (finding,) = (finding for finding in found.findings if finding.code == "columns-unexplained")
    assert "jawOpen (0." in finding.message


def test_two_merged_shapes_with_two_rules(uneven: np.ndarray) -> None:
    arkit = make_mapping(merge="max").to_arkit(uneven)
    arkit[:, ARKIT_51.index("cheekPuff")] = make_mapping(merge="sum").to_arkit(uneven)[:, 5]
    found = calibrate(uneven, arkit)
    assert found.merges == ()
    rules = {column.name: column.rule for column in found.mapping.arkit if len(column.sources) == 2}
    assert rules == {"browInnerUp": "max", "cheekPuff": "sum"}
    np.testing.assert_allclose(found.mapping.to_arkit(uneven), arkit, atol=1e-6)


def test_what_does_not_come_back_is_told(uneven: np.ndarray) -> None:
    found = calibrate(uneven, make_mapping().to_arkit(uneven))
    assert {name.rstrip("LR") for name in found.inverse} == {"browInnerUp_", "cheekPuff_", "cheekRaiser_"}
    left = uneven[:, ICT_55.index("browInnerUp_L")]
    right = uneven[:, ICT_55.index("browInnerUp_R")]
    assert found.inverse["browInnerUp_L"] == pytest.approx(np.abs(left - right).max() / 2, rel=1e-5)


def test_bad_input() -> None:
    with pytest.raises(FaceError, match="not two forms"):
        calibrate(np.zeros((5, 55)), np.zeros((6, 51)))
    with pytest.raises(FaceError, match="not two forms"):
        calibrate(np.zeros((0, 55)), np.zeros((0, 51)))
    with pytest.raises(FaceError, match="shapes"):
        calibrate(np.zeros((5, 51)), np.zeros((5, 55)))
