# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.ict import ICT_55

# A grid of 6 x 5 vertices, 20 quads: small, but with neighbours, which the checks look at.
COLUMNS, ROWS = 6, 5


def grid_text(scale: float = 1.0) -> str:
    lines = ["# a head"]
    for row in range(ROWS):
        lines += [
            f"v {column * 4 * scale:.4f} {row * 8 * scale:.4f} {(row * column % 3) * scale:.4f}"
            for column in range(COLUMNS)
        ]
    lines.append("usemtl M_Face")
    for row in range(ROWS - 1):
        for column in range(COLUMNS - 1):
            a = row * COLUMNS + column + 1
            lines.append(f"f {a} {a + 1} {a + COLUMNS + 1} {a + COLUMNS}")
    return "\n".join(lines) + "\n"


def smooth_basis(scale: float = 1.0) -> np.ndarray:
    """(55, V*3) offsets that neighbours share, each zero for a part of the vertices."""
    rng = np.random.default_rng(3)
    places = np.linspace(0, 1, COLUMNS * ROWS)
    offsets = np.zeros((55, COLUMNS * ROWS, 3), np.float32)
    for shape in range(55):
        bump = np.maximum(0, 1 - np.abs(places - rng.random()) * 2.5)[:, None]
        offsets[shape] = bump * rng.normal(size=3) * scale
    return offsets.reshape(55, -1)


@pytest.fixture
def head_files(tmp_path: Path) -> tuple[Path, Path]:
    """A template and its basis."""
    template, basis = tmp_path / "head.obj", tmp_path / "basis.npy"
    template.write_text(grid_text())
    np.save(basis, smooth_basis())
    return template, basis


def both_forms(root: Path) -> tuple[np.ndarray, np.ndarray]:
    files = sorted((root / "face_ict").glob("*.npy"))
    ict = np.concatenate([np.load(file) for file in files])
    arkit = np.concatenate([np.load(root / "face_arkit" / file.name) for file in files])
    return ict, arkit


@pytest.fixture(scope="session")
def forms(sample_root: Path) -> tuple[np.ndarray, np.ndarray]:
    """All clips that the made dataset has in both forms: (N, 55) and (N, 51)."""
    return both_forms(sample_root)


@pytest.fixture(scope="session")
def any_forms(any_root: Path) -> tuple[np.ndarray, np.ndarray]:
    """The same; also of real captures, where they are."""
    return both_forms(any_root)


@pytest.fixture(scope="session")
def uneven(forms: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """ICT weights with merged sides and cheekRaiser that differ, so that rules can be told apart."""
    weights = forms[0][::3].copy()
    rng = np.random.default_rng(1)
    for name in ("browInnerUp_R", "cheekPuff_R", "cheekRaiser_L", "cheekRaiser_R"):
        column = ICT_55.index(name)
        weights[:, column] *= rng.uniform(0.2, 6.0, len(weights)).astype(np.float32)
    return weights
