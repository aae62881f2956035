# SPDX-License-Identifier: GPL-3.0-or-later
"""What Slurm's programs are asked; shell scripts stand in for them (the real ones answer in tests/farm)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import WorkError
from interact_addon.core.rendering.farms.slurm_programs import (
    Element,
    array_states,
    max_array_size,
    partition_cards,
    partition_limit,
    seconds_of,
    submit_slurm,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand in for Slurm's programs")


def _stand_in(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH but for the shell's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    return folder


@posix
def test_sbatch_is_asked_and_its_answer_read(programs: Path, tmp_path: Path) -> None:
    script = tmp_path / "job.sbatch"
    with pytest.raises(WorkError, match="not on this machine"):
        submit_slurm(script)
    _stand_in(programs, "sbatch", 'echo "$@" > "$0.args"; echo "4711;cluster"')
    assert submit_slurm(script, ("--account=lab",)) == "4711"
    assert (programs / "sbatch.args").read_text().split() == ["--parsable", "--account=lab", str(script)]
    _stand_in(programs, "sbatch", 'echo "sbatch: error: Invalid account" >&2; exit 1')
    with pytest.raises(WorkError, match="Invalid account"):
        submit_slurm(script)


@posix
def test_the_size_of_arrays_is_asked(programs: Path) -> None:
    assert max_array_size() == 1001
    _stand_in(programs, "scontrol", 'echo "MaxArraySize            = 4001"')
    assert max_array_size() == 4001
    _stand_in(programs, "scontrol", "exit 1")
    assert max_array_size() == 1001


@posix
def test_the_queue_is_asked(programs: Path) -> None:
    assert array_states("7") is None
    _stand_in(
        programs, "squeue", 'echo "0|RUNNING|None"; echo "12|PENDING|Resources"; echo "N/A|COMPLETING|"'
    )
    assert array_states("7") == {0: Element("RUNNING"), 12: Element("PENDING", "Resources")}
    _stand_in(programs, "squeue", 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1')
    assert array_states("7") == {}, "it has ended, and Slurm has forgotten it"
    _stand_in(programs, "squeue", 'echo "Unable to contact slurm controller" >&2; exit 1')
    assert array_states("7") is None


def test_what_waits_for_ever_is_said_with_its_cure() -> None:
    assert Element("PENDING", "launch failed requeued held").stuck("7").endswith("scontrol release 7")
    assert "shorter --time" in Element("PENDING", "PartitionTimeLimit").stuck("7")
    assert Element("PENDING", "Priority").stuck("7") == ""
    assert Element("RUNNING", "JobHeldUser").stuck("7") == ""


@posix
def test_the_limit_of_a_partition_is_asked(programs: Path) -> None:
    assert partition_limit(None) is None
    _stand_in(
        programs, "sinfo", 'echo "short|10:00"; echo "long*|2-00:00:00"; echo "open|infinite"; echo "gpu|n/a"'
    )
    assert partition_limit(None) == 2 * 86400
    assert partition_limit("short") == 600
    assert partition_limit("short,long") == 2 * 86400
    assert [partition_limit(name) for name in ("open", "short,open", "gpu", "nope")] == [None] * 4
    assert partition_limit(None, ["--partition=short"]) is None
    _stand_in(programs, "sinfo", "exit 1")
    assert partition_limit(None) is None


@posix
@pytest.mark.parametrize(
    ("listed", "partition", "cards"),
    [
        ("gpu*|gpu:8(S:0-1)\ncpu|(null)", None, 8),
        ("gpu*|gpu:8(S:0-1)\ncpu|(null)", "cpu", 0),
        ("gpu*|gpu:h100:4(S:0-1),shard:h100:16", None, 4),
        ("gpu*|gpu:a100_3g.40gb:2,gpu:a100_1g.10gb:3", None, 5),
        ("gpu*|(null)\ngpu*|gpu:tesla:2", "gpu", 2),
        ("gpu*|gpu", "gpu", 1),
        ("cpu*|lustre:1", "cpu", 0),
        ("cpu*|(null)", "other", None),
    ],
)
def test_the_cards_of_a_partition_are_asked(programs: Path, listed: str, partition, cards) -> None:
    assert partition_cards(partition) is None, "there is no sinfo"
    answers = "; ".join(f'echo "{line}"' for line in listed.splitlines())
    _stand_in(programs, "sinfo", f'test "$2" = "--format=%P|%G" && {{ {answers}; }}')
    assert partition_cards(partition) == cards
    assert partition_cards(partition, ["-p", "gpu"]) is None
    _stand_in(programs, "sinfo", "echo broken; exit 1")
    assert partition_cards(partition) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 5400),
        ("90:30", 5430),
        ("1:30:00", 5400),
        ("2-12", 216000),
        ("1-00:30", 88200),
        ("1-00:00:05", 86405),
        ("infinite", None),
        ("UNLIMITED", None),
        ("1:2:3:4", None),
        ("", None),
    ],
)
def test_slurm_s_times(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds
