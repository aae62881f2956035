# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.dataset.names import (
    PerformanceKey,
    SceneKey,
    actor_of,
    parse_key,
    performance_key,
    split_key,
)
from interact_addon.core.foundation.errors import UsageError


@pytest.mark.parametrize(
    "text",
    [
        "20231119_051",
        " 20231119_51 ",
        "20231119_0051",
        "'20231119_051'",
        "20231119_051.mp4",
        "20231119_001_051",
    ]
    + ["20231119_1_51", "20231119_001_051.BVH", "20231119_051\r\n"],
)
def test_what_people_type_means_one_scene(text: str) -> None:
    assert str(SceneKey.parse(text)) == "20231119_051"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "051",
        "2023119_051",
        "20231119",
        "20231119-051",
        "20231119_001_002_051",
        "../20231119_051",
        "x" * 200,
    ]
    + ["20231119_051/..", "20231119_٠٥١", "20231119_-51", "20231119_5 1", "20231119_051\x00"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a scene key"):
        SceneKey.parse(text)


def test_ids_above_three_digits_keep_their_digits() -> None:
    assert str(SceneKey("20231119", 1051)) == "20231119_1051"
    assert PerformanceKey.from_stem("20231119_001_1051") == PerformanceKey("20231119", "001", 1051)


@pytest.mark.parametrize(
    "stem",
    ["20231119_01_051", "20231119_001_51", "20231119_001_0051", "20231119_0001_051", "20231119_001_051 ", "a"]
    + ["20231119_001_051_v2", "20231119_001", "٢٠٢٣١١١٩_001_051", "20231119_001_051\n"],
)
def test_only_the_exact_form_is_a_file_name(stem: str) -> None:
    assert PerformanceKey.from_stem(stem) is None


@given(
    date=st.integers(10_000_000, 99_999_999),
    actor=st.integers(0, 999_999),
    scenario=st.integers(0, 999_999),
)
def test_keys_survive_writing_and_reading(date: int, actor: int, scenario: int) -> None:
    key = PerformanceKey(str(date), f"{actor:03d}", scenario)
    assert PerformanceKey.from_stem(str(key)) == key
    assert parse_key(str(key)) == key
    assert SceneKey.parse(str(key.scene)) == key.scene


@pytest.mark.parametrize(
    ("scene", "actor", "key"),
    [
        ("20231119_051", "001", "20231119_001_051"),
        ("20231119_051", "P1", "20231119_051@P1"),
        ("G001T000A001R000", "P1", "G001T000A001R000@P1"),
    ],
)
def test_a_performance_s_key_leads_back_to_its_scene(scene: str, actor: str, key: str) -> None:
    assert performance_key(scene, actor) == key
    assert split_key(key) == (scene, actor)


@pytest.mark.parametrize(
    ("key", "actor"),
    [
        ("20231119_001_051", "001"),
        ("dance_take_3@leader", "leader"),  # three words with underlines are no date, actor and scenario
        ("five@a", "a"),
        ("20231119_051", "20231119_051"),
        ("my walk.bvh", "my walk.bvh"),
        ("", ""),
    ],
)
def test_the_actor_of_a_performance_is_told_in_any_layout(key: str, actor: str) -> None:
    assert actor_of(key) == actor
