# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of containers and clusters, on folders laid out as the kernel lays them out."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.rendering import processes
from interact_addon.core.rendering.cgroups import cpu_limit, memory_limit
from interact_addon.core.rendering.devices.crew import crew_size

GIB = 1 << 30


def with_layout(tmp_path: Path, own: str, files: dict[str, str]) -> tuple[Path, Path]:
    mount, groups = tmp_path / "cgroup", tmp_path / "self"
    mount.mkdir()
    groups.write_text(own)
    for name, text in files.items():
        path = mount / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return mount, groups


def test_the_narrowest_group_above_confines(tmp_path: Path) -> None:
    files = {
        "slurm/cpu.max": "350000 100000",
        "slurm/memory.max": str(8 * GIB),
        "slurm/memory.current": str(7 * GIB),
        "slurm/memory.stat": f"anon {4 * GIB}\ninactive_file {2 * GIB}\nactive_file 0",
        "slurm/job_1/cpu.max": "max 100000",
        "slurm/job_1/memory.max": str(6 * GIB),
        "slurm/job_1/memory.current": str(1 * GIB),
    }
    where = with_layout(tmp_path, "0::/slurm/job_1\n", files)
    assert cpu_limit(*where) == 3.5
    assert memory_limit(*where) == 3 * GIB


def test_the_older_control_groups(tmp_path: Path) -> None:
    files = {
        "cpu/job/cpu.cfs_quota_us": "150000",
        "cpu/job/cpu.cfs_period_us": "100000",
        "cpu/cpu.cfs_quota_us": "-1",
        "cpu/cpu.cfs_period_us": "100000",
        "memory/job/memory.limit_in_bytes": str(4 * GIB),
        "memory/job/memory.usage_in_bytes": str(3 * GIB),
        "memory/job/memory.stat": f"cache 0\ntotal_inactive_file {GIB}",
    }
    where = with_layout(tmp_path, "4:memory:/job\n2:cpu,cpuacct:/job\n1:name=systemd:/job\n0::/\n", files)
    assert cpu_limit(*where) == 1.5
    assert memory_limit(*where) == 2 * GIB


def test_in_a_container_the_hosts_path_is_passed_over(tmp_path: Path) -> None:
    files = {"cpu.max": "50000 100000", "memory.max": str(GIB), "memory.current": str(2 * GIB)}
    where = with_layout(tmp_path, "0::/../../docker/abc\n", files)
    assert cpu_limit(*where) == 0.5
    assert memory_limit(*where) == 0


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"cpu.max": "max 100000", "memory.max": "max", "memory.current": "5"},
        {"cpu.max": "nonsense", "memory.max": "", "memory.stat": "\n\n"},
    ],
)
def test_without_a_limit_there_is_none(tmp_path: Path, files: dict[str, str]) -> None:
    where = with_layout(tmp_path, "0::/\nodd\n", files)
    assert cpu_limit(*where) is None
    assert memory_limit(*where) is None
    assert memory_limit(tmp_path / "no", tmp_path / "where") is None


def test_no_more_blenders_than_the_confines_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda pid: range(16), raising=False)
    monkeypatch.setattr(processes, "_system_memory", lambda: 64 * GIB)
    monkeypatch.setattr(processes, "cpu_limit", lambda: None)
    monkeypatch.setattr(processes, "memory_limit", lambda: None)
    assert crew_size({"preview"}, 100)[0] == 16
    monkeypatch.setattr(processes, "cpu_limit", lambda: 3.5)
    assert crew_size({"preview"}, 100)[0] == 4
    monkeypatch.setattr(processes, "memory_limit", lambda: 3 * GIB)
    assert crew_size({"preview"}, 100)[0] == 2
    monkeypatch.setattr(processes, "memory_limit", lambda: 0)
    assert crew_size({"preview"}, 100)[0] == 1
