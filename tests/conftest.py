# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the real captures lie, and what tests do when they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def _shared_data() -> Path:
    return Path(os.environ.get("INTERACT_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))


def _folder(name: str) -> Path:
    folder = _shared_data() / name
    if not folder.is_dir():
        pytest.skip(f"the real captures are not on this machine ({folder} is absent)")
    return folder


@pytest.fixture(scope="session")
def interact_mini() -> Path:
    """A dataset of three scenes in the InterAct layout, read-only."""
    return _folder("interact_mini")


@pytest.fixture(scope="session")
def bvh_samples() -> Path:
    """BVH files of many makes, read-only."""
    return _folder("bvh")


@pytest.fixture(scope="session")
def arkit_samples() -> Path:
    """Live Link Face recordings, read-only."""
    return _folder("arkit")
