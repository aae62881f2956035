# SPDX-License-Identifier: GPL-3.0-or-later
"""The bpy package of Python 3.11 names the Python that it is in, and nothing else of it changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interact_addon.core.foundation.wheel_tag import correct_wheel_tag

WRONG = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp39-cp39-manylinux_2_28_x86_64\n\n"
RIGHT = WRONG.replace("cp39", "cp311")


def installed(site: Path, text: str = WRONG, *, by: str = "uv", name: str = "bpy-5.0.1") -> Path:
    info = site / f"{name}.dist-info"
    info.mkdir(parents=True)
    (info / "INSTALLER").write_text(by)
    (info / "WHEEL").write_text(text)
    return info / "WHEEL"


def test_it_names_the_python_it_is_in_and_uvs_cache_keeps_its_own(tmp_path: Path) -> None:
    wheel = installed(tmp_path)
    cached = tmp_path / "in the cache"
    os.link(wheel, cached)
    assert correct_wheel_tag(tmp_path, (3, 11))
    assert wheel.read_text() == RIGHT
    assert cached.read_text() == WRONG
    assert not correct_wheel_tag(tmp_path, (3, 11)), "twice"


@pytest.mark.parametrize(
    ("text", "by", "name", "version"),
    [
        (RIGHT, "uv", "bpy-5.0.1", (3, 11)),
        (WRONG, "pip", "bpy-5.0.1", (3, 11)),  # pip never looks at it again
        (WRONG, "uv", "other-5.0.1", (3, 11)),
        (WRONG.replace("cp39-cp39", "py3-none"), "uv", "bpy-5.0.1", (3, 11)),
        (WRONG, "uv", "bpy-5.0.1", (3, 13)),  # right there; if it is not, that is another fault
    ],
)
def test_nothing_else_is_changed(
    tmp_path: Path, text: str, by: str, name: str, version: tuple[int, int]
) -> None:
    wheel = installed(tmp_path, text, by=by, name=name)
    assert not correct_wheel_tag(tmp_path, version)
    assert wheel.read_text() == text


def test_a_package_that_is_half_there_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "bpy-5.0.0.dist-info").mkdir()
    assert not correct_wheel_tag(tmp_path, (3, 11))
    installed(tmp_path)
    assert correct_wheel_tag(tmp_path, (3, 11))
