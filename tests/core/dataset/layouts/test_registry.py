# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layout a folder has, and what is said where it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.dataset.layouts import LAYOUT_NAMES, LAYOUTS, layout_named, safe_key
from interact_addon.core.dataset.layouts.layout import actor_id
from interact_addon.core.dataset.names import split_key
from interact_addon.core.foundation.errors import DatasetError, UsageError


def test_every_layout_keeps_the_protocol() -> None:
    for name in LAYOUT_NAMES:
        layout = layout_named(name)
        assert layout.name == name
        assert layout.title
    assert len({choice.number for choice in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("name", LAYOUT_NAMES)
def test_an_empty_folder_looks_like_none_and_opened_as_one_is_told(tmp_path: Path, name: str) -> None:
    assert layout_named(name).recognise(tmp_path) is None
    with pytest.raises(DatasetError, match=re.escape(str(tmp_path))):
        assert Dataset.open(tmp_path, name).keys()


def test_interact_is_one_of_them(sample_root: Path) -> None:
    dataset = Dataset.open(sample_root)
    assert dataset.layout.title == "InterAct"
    assert "bvhs" in dataset.why
    assert dataset.describe().startswith("InterAct: ")
    assert "2 people, 30 fps, faces, voices" in dataset.describe()


def test_a_folder_of_nothing_known(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(DatasetError, match=r"not a dataset in a known layout .*dataset.toml"):
        Dataset.open(tmp_path)
    with pytest.raises(UsageError, match="unknown dataset layout"):
        Dataset.open(tmp_path, "betamax")


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("clip01", "sample0"), "clip01_sample0"),
        (("../../etc", "passwd"), "etc_passwd"),
        (("con",), "_con"),
        (("Ü b",), "b"),
        (("",), "_"),
        (("x" * 300,), "x" * 100),
        (("20231119_001_051",), "20231119-001-051"),
        (("20231119_51",), "20231119-51"),
        (("20231119_051",), "20231119_051"),
        (("walk.npz",), "walk_npz"),
        (("take.5",), "take.5"),
    ],
)
def test_keys_are_names_that_every_system_takes(parts: tuple[str, ...], key: str) -> None:
    assert safe_key(*parts) == key
    assert split_key(key) == (key, None)


def test_files_that_are_named_as_interacts_are_scenes_of_any_layout(tmp_path: Path) -> None:
    for name in ("20231119_001_051.npz", "20231119_002_051.npz", "walk.npz", "walk.pkl"):
        (tmp_path / name).write_bytes(b"")
    dataset = Dataset.open(tmp_path, "smpl-files")
    assert dataset.keys() == ["20231119-001-051", "20231119-002-051", "walk", "walk.pkl"]
    assert [dataset.scene(key).key for key in sorted(dataset.keys())] == dataset.keys()


def test_ids_of_actors() -> None:
    assert [actor_id(name) for name in ("7", "P1", "a.b c")] == ["007", "P1", "a_b_c"]
