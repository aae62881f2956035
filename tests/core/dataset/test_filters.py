# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from interact_addon.core.dataset import FILTER_FIELDS, Dataset, SceneFilter
from interact_addon.core.foundation.errors import UsageError

PAIRS = ("20231119_001_051", "20231119_002_051", "20240126_008_034", "20240126_006_034")


@pytest.fixture
def dataset(make_dataset: Callable[..., Path]) -> Dataset:
    root = make_dataset(PAIRS)
    (root / "face_arkit" / "20240126_006_034.npy").unlink()
    return Dataset.open(root)


def _keys(dataset: Dataset, *words: str) -> list[str]:
    wanted = SceneFilter.parse(words)
    return [scene.key for scene in dataset.scenes() if wanted.matches(scene)]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ((), ["20231119_051", "20240126_034"]),
        (("emotion=JOY",), ["20231119_051"]),
        (("emotion = anger",), ["20240126_034"]),
        (("actor=1",), ["20231119_051"]),
        (("actor=006",), ["20240126_034"]),
        (("actor=00",), []),
        (("missing=none",), ["20231119_051"]),
        (("missing=face",), ["20240126_034"]),
        (("missing=face 006",), ["20240126_034"]),
        (("missing=voice",), []),
        (("date=2024",), ["20240126_034"]),
        (("key=_051",), ["20231119_051"]),
        (("relationship=old",), ["20231119_051", "20240126_034"]),
        (("relationship=old", "actor=8"), ["20240126_034"]),
        (("actor=1", "actor=8"), []),
        (("relationship==old",), []),
        (("relationship==Old Friends", "emotion==joy", "actor==001"), ["20231119_051"]),
        (("text=meet",), ["20231119_051"]),
        (("text=  friends they ",), ["20231119_051", "20240126_034"]),
        (("text=part joy",), []),
        (("text=",), ["20231119_051", "20240126_034"]),
    ],
)
def test_all_terms_have_to_hold(dataset: Dataset, words: tuple[str, ...], keys: list[str]) -> None:
    assert _keys(dataset, *words) == keys


@pytest.mark.parametrize("word", ["joy", "mood=joy", "=joy", ""])
def test_a_word_that_is_no_filter(word: str) -> None:
    with pytest.raises(UsageError, match="FIELD=TEXT") as caught:
        SceneFilter.parse([word])
    assert all(field in str(caught.value) for field in FILTER_FIELDS)


def test_what_is_missing(dataset: Dataset, make_dataset: Callable[..., Path]) -> None:
    assert [scene.missing for scene in dataset.scenes()] == [(), ("face 006",)]
    (dataset.root / "wav" / "20231119_001_051.wav").unlink()
    for folder in ("bvhs", "bvhs_retarget", "face_arkit", "face_ict", "wav"):
        for path in (dataset.root / folder).glob("*_002_051.*"):
            path.unlink()
    assert Dataset.open(dataset.root).scene("20231119_051").missing == ("voice 001", "partner")


def test_a_filter_tells_itself() -> None:
    wanted = SceneFilter.parse(["actor=1", "emotion=Joy"])
    assert str(wanted) == "actor=1 emotion=joy"
    assert SceneFilter.parse(str(wanted).split()) == wanted
