# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.face.ict import CHEEK_RULES, ICT_55, MERGE_RULES, ORDERS, FaceMapping, make_mapping
from interact_addon.core.foundation.errors import FaceError, UsageError

RULES = {
    "mean": lambda a, b: (a + b) / 2,
    "max": max,
    "min": min,
    "sum": lambda a, b: a + b,
    "left": lambda a, b: a,
    "right": lambda a, b: b,
}


def by_hand(row: dict[str, float], merge: str, cheek: str) -> list[float]:
    """One frame, told in ICT's names, as ARKit's 51: written down independently."""
    out = []
    for name in ARKIT_51:
        if name in ("browInnerUp", "cheekPuff"):
            out.append(RULES[merge](row[f"{name}_L"], row[f"{name}_R"]))
        elif name in ("cheekSquintLeft", "cheekSquintRight") and cheek != "drop":
            side = name[len("cheekSquint")]
            out.append(RULES[cheek](row[f"cheekSquint_{side}"], row[f"cheekRaiser_{side}"]))
        elif name in ("mouthLeft", "mouthRight", "jawLeft", "jawRight"):
            out.append(row[name])
        elif name.endswith("Left"):
            out.append(row[f"{name[:-4]}_L"])
        elif name.endswith("Right"):
            out.append(row[f"{name[:-5]}_R"])
        else:
            out.append(row[name])
    return out


def test_the_55_are_the_table_of_the_formats() -> None:
    assert len(ICT_55) == len(set(ICT_55)) == 55
    assert list(ICT_55) == sorted(ICT_55, key=str.lower)
    assert ICT_55[8:12] == ("cheekRaiser_L", "cheekRaiser_R", "cheekSquint_L", "cheekSquint_R")
    assert ORDERS["config"][8] == "cheekSquint_L"
    assert ORDERS["config"][53:] == ("cheekRaiser_L", "cheekRaiser_R")
    assert ORDERS["config"][28] == "mouthClose"
    for names in ORDERS.values():
        assert sorted(names) == sorted(ICT_55)
    assert len(set(ORDERS.values())) == len(ORDERS)
    # What sets Live Link Face apart from Apple's list.
    assert ORDERS["livelink"].index("jawRight") < ORDERS["livelink"].index("jawLeft")
    assert ORDERS["apple"].index("mouthLeft") < ORDERS["apple"].index("mouthRight")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("merge", MERGE_RULES)
@pytest.mark.parametrize("cheek", CHEEK_RULES)
def test_against_plain_loops(uneven: np.ndarray, order: str, merge: str, cheek: str) -> None:
    frames = uneven[::101]
    names = ORDERS[order]
    columns = [ICT_55.index(name) for name in names]
    ours = make_mapping(order, merge, cheek).to_arkit(frames[:, columns])
    expected = [
        by_hand(dict(zip(ICT_55, row, strict=True)), merge, cheek) for row in frames.astype(float).tolist()
    ]
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, np.array(expected), atol=1e-6, rtol=0)


def test_the_datasets_own_arrays(any_forms: tuple[np.ndarray, np.ndarray]) -> None:
    ict, arkit = any_forms
    mapping = make_mapping()
    assert np.array_equal(mapping.to_arkit(ict), arkit)
    back = mapping.to_ict(arkit)
    differing = {name for name, moved in zip(ICT_55, (back != ict).any(axis=0), strict=True) if moved}
    assert differing == {"cheekRaiser_L", "cheekRaiser_R"}  # ARKit has none: 0 without calibration


@pytest.mark.parametrize("merge", MERGE_RULES)
@pytest.mark.parametrize("order", ORDERS)
def test_there_and_back_again(forms: tuple[np.ndarray, np.ndarray], order: str, merge: str) -> None:
    arkit = forms[1]
    mapping = make_mapping(order, merge)
    np.testing.assert_array_equal(mapping.to_arkit(mapping.to_ict(arkit)), arkit)
    with_tongue = np.concatenate((arkit, np.ones((len(arkit), 1), np.float32)), axis=1)
    np.testing.assert_array_equal(mapping.to_ict(with_tongue), mapping.to_ict(arkit))


def test_canonical_order(uneven: np.ndarray) -> None:
    columns = [ICT_55.index(name) for name in ORDERS["apple"]]
    np.testing.assert_array_equal(make_mapping("apple").canonical(uneven[:, columns]), uneven)


def test_a_mapping_survives_json() -> None:
    mapping = make_mapping("livelink", "max", "sum")
    assert FaceMapping.from_dict(json.loads(json.dumps(mapping.as_dict()))) == mapping


@pytest.mark.parametrize(
    "spoil",
    [
        lambda values: values.pop("arkit"),
        lambda values: values["arkit"].pop(),
        lambda values: values["arkit"][3].update(sources=[55]),
        lambda values: values["arkit"][3].update(sources=[1, 2]),
        lambda values: values["arkit"][2].update(rule="product"),
        lambda values: values["ict"][0].update(source=51),
        lambda values: values["ict"][0].update(scale=float("nan")),
        lambda values: values["ict"][0].update(name="browDown_R"),
        lambda values: values["ict"][0].update(scale="much"),
    ],
)
def test_a_spoilt_mapping_is_refused(spoil) -> None:
    values = make_mapping().as_dict()
    spoil(values)
    with pytest.raises(FaceError):
        FaceMapping.from_dict(values)


def test_wrong_use() -> None:
    with pytest.raises(UsageError, match="invalid order 'zodiac'"):
        make_mapping("zodiac")
    with pytest.raises(UsageError, match="invalid rule 'product'"):
        make_mapping(merge="product")
    with pytest.raises(UsageError, match="invalid rule 'min'"):
        make_mapping(cheek_raiser="min")
    with pytest.raises(UsageError, match="55 names"):
        make_mapping(ICT_55[1:])
    for shape in ((5, 51), (55,), (2, 5, 55)):
        with pytest.raises(FaceError, match="not \\(frames, 55\\)"):
            make_mapping().to_arkit(np.zeros(shape))
    with pytest.raises(FaceError, match=r"\(frames, 51\) or \(frames, 52\)"):
        make_mapping().to_ict(np.zeros((5, 55)))
