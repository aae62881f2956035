# SPDX-License-Identifier: GPL-3.0-or-later
"""Where compiled kernels are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.foundation.cache_folder import ENVIRONMENT
from interact_addon.core.rendering.devices.kernel_caches import kernel_caches
from interact_addon.core.rendering.program import worker_environment


def test_in_a_home_that_can_be_written_only_sizes_are_set(tmp_path: Path) -> None:
    found = kernel_caches({"HOME": str(tmp_path)})
    assert int(found["CUDA_CACHE_MAXSIZE"]) == 4 * 1024**3
    assert not [name for name in found if name.endswith(("_PATH", "_DIR"))]


def test_what_the_user_has_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "CUDA_CACHE_MAXSIZE" not in kernel_caches({"HOME": str(tmp_path), "CUDA_CACHE_MAXSIZE": "5"})
    monkeypatch.setenv("CUDA_CACHE_MAXSIZE", "5")
    assert worker_environment()["CUDA_CACHE_MAXSIZE"] == "5"
    monkeypatch.delenv("CUDA_CACHE_MAXSIZE")
    assert worker_environment()["CUDA_CACHE_MAXSIZE"] == str(4 << 30)


def test_without_a_home_they_are_in_our_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "cache" / "characters"))
    found = kernel_caches({"HOME": str(tmp_path / "absent"), "SYCL_CACHE_DIR": "/scratch"})
    assert found["CUDA_CACHE_PATH"] == str(tmp_path / "cache" / "kernels" / "cuda")
    assert Path(found["MESA_SHADER_CACHE_DIR"]).is_dir()
    assert "SYCL_CACHE_DIR" not in found
    assert "OPTIX_CACHE_PATH" not in found, "it needs no home, and may be on no network share"


def test_where_nothing_can_be_written_no_place_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "file" / "characters"))
    assert "CUDA_CACHE_PATH" not in kernel_caches({"HOME": str(tmp_path / "absent")})
