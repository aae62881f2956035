# SPDX-License-Identifier: GPL-3.0-or-later
"""What Slurm's own programs are asked, where they are installed: sbatch, squeue, sinfo, scontrol."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import WorkError
from .handing_over import KeptJobError

__all__ = [
    "DEFAULT_MAX_ARRAY",
    "Element",
    "array_states",
    "max_array_size",
    "partition_cards",
    "partition_limit",
    "seconds_of",
    "submit_slurm",
]

DEFAULT_MAX_ARRAY = 1001
_PATIENCE = 60
_TIME = re.compile(r"(?:(?P<days>\d{1,5})-)?(?P<rest>\d{1,7}(?::\d{1,4}){0,2})")
_NO_REASON = ("", "None", "(null)")
# Waiting changes nothing for these; the others, such as Resources and Priority, pass.
_SHORTER = "the time limit is longer than the {} allows: submit with a shorter --time"
_STUCK = {
    "PartitionTimeLimit": f"{_SHORTER.format('partition')}, or another --partition",
    "QOSMaxWallDurationPerJobLimit": _SHORTER.format("quality of service"),
    "AssocMaxWallDurationPerJobLimit": _SHORTER.format("account"),
    "JobHeldUser": "they are held; let them begin with: scontrol release ID",
    "JobHeldAdmin": "an administrator holds them",
    "launch failed requeued held": "a node could not begin them; once it can: scontrol release ID",
}


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an array, in the queue.

    Attributes:
        state: Such as ``RUNNING``.
        reason: Why it waits, such as ``Resources``; empty if it does not, or no reason is said.
    """

    state: str
    reason: str = ""

    def __post_init__(self) -> None:
        if self.state != "PENDING" or self.reason in _NO_REASON:
            object.__setattr__(self, "reason", "")

    def stuck(self, job_id: str) -> str:
        """Return why it will not begin by itself, with the cure; empty if it will."""
        return _STUCK.get(self.reason, "").replace("ID", job_id)


class SlowError(WorkError):
    """A program of Slurm's did not end in time."""


def submit_slurm(script: Path, extra: Sequence[str] = ()) -> str:
    """Submit a script to Slurm.

    Args:
        script: The script.
        extra: More arguments for ``sbatch``.

    Returns:
        The array's job id.

    Raises:
        KeptJobError: Slurm is not installed here, or does not say whether it has the job.
        WorkError: it refused the job.
    """
    sbatch = shutil.which("sbatch")
    if sbatch is None:
        raise KeptJobError(
            "sbatch is not on this machine",
            cure=f"Run this where the cluster's jobs are submitted: sbatch {shlex.quote(str(script))}",
        )
    try:
        done = _run([sbatch, "--parsable", *extra, str(script)])
    except SlowError as error:
        raise KeptJobError(
            f"sbatch did not answer within {_PATIENCE} s, so whether Slurm has the job is unknown",
            path=script,
            cure="See with: squeue --me",
        ) from error
    if done.returncode:
        raise WorkError(
            f"sbatch refused the job: {done.stderr.strip() or done.stdout.strip()}",
            cure="Change the options that it names; --dry-run shows the script",
        )
    return done.stdout.strip().splitlines()[-1].partition(";")[0]  # "ID;cluster" in a federation


def max_array_size() -> int:
    """Return Slurm's ``MaxArraySize``, or its usual value if Slurm cannot be asked."""
    scontrol = shutil.which("scontrol")
    if scontrol is None:
        return DEFAULT_MAX_ARRAY
    try:
        text = _run([scontrol, "show", "config"]).stdout
    except WorkError:
        return DEFAULT_MAX_ARRAY
    match = re.search(r"^MaxArraySize\s*=\s*(\d+)", text, re.MULTILINE)
    return int(match[1]) if match else DEFAULT_MAX_ARRAY


def array_states(job_id: str) -> dict[int, Element] | None:
    """Return the elements of an array that are in Slurm's queue, by their index.

    Returns:
        None if Slurm cannot be asked.
    """
    squeue = shutil.which("squeue")
    if squeue is None:
        return None
    try:
        done = _run([squeue, "--jobs", job_id, "--array", "--noheader", "--format=%K|%T|%r"])
    except WorkError:
        return None
    if done.returncode:  # a job that ended a while ago is unknown
        return {} if "Invalid job id" in done.stderr else None
    rows = (line.split("|", 2) for line in done.stdout.splitlines())
    return {int(row[0]): Element(*row[1:]) for row in rows if len(row) == 3 and row[0].isdecimal()}


def partition_limit(partition: str | None, extra: Sequence[str] = ()) -> int | None:
    """Return the time limit of a partition, in seconds; of several the longest.

    Args:
        partition: Its name, or several with commas; None for the cluster's default.
        extra: Arguments for ``sbatch``: if they name a partition, its limit is not looked up.

    Returns:
        None if it is unknown, or there is none.
    """
    limits = [seconds_of(text) for text in _of_partition("%l", partition, extra)]
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None


def partition_cards(partition: str | None, extra: Sequence[str] = ()) -> int | None:
    """Return how many graphics cards a node of a partition has, at most.

    Args:
        partition: As for :func:`partition_limit`.
        extra: As there.

    Returns:
        None if it is unknown.
    """
    texts = _of_partition("%G", partition, extra)
    # Such as gpu:h100:4(S:0-1),shard:8; (null) for none.
    found = [re.findall(r"(?:^|,)gpu(?::[^:,(]*[^\d:,(][^:,(]*)?(?::(\d+))?", text) for text in texts]
    return max((sum(int(number or 1) for number in numbers) for numbers in found), default=None)


def _of_partition(column: str, partition: str | None, extra: Sequence[str]) -> list[str]:
    """Return what sinfo says in a column of a partition's lines; nothing if it cannot be asked."""
    sinfo = shutil.which("sinfo")
    if sinfo is None or any(word.startswith(("-p", "--partition")) for word in extra):
        return []
    try:
        done = _run([sinfo, "--noheader", f"--format=%P|{column}"])
    except WorkError:
        return []
    if done.returncode:
        return []
    rows = [line.strip().partition("|") for line in done.stdout.splitlines()]
    names = [f"{name}{star}" for name in (partition or "").split(",") if name for star in ("", "*")]
    return [text for name, _, text in rows if (name in names if names else name.endswith("*"))]


def seconds_of(text: str) -> int | None:
    """Return a time as Slurm reads it: ``90`` and ``90:00`` are minutes, ``1:30:00`` hours, ``2-12`` days.

    Returns:
        None for another form, such as ``infinite``.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    days, numbers = match["days"], [int(number) for number in match["rest"].split(":")]
    if days is not None:
        numbers = [*numbers, 0, 0][:3]  # hours, minutes, seconds
    elif len(numbers) < 3:
        numbers = [0, *numbers, 0][:3]  # minutes, seconds
    hours, minutes, seconds = numbers
    return ((int(days or 0) * 24 + hours) * 60 + minutes) * 60 + seconds


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise SlowError(f"{command[0]} did not end within {_PATIENCE} s") from error
    except OSError as error:
        raise WorkError(f"{command[0]} could not be run ({error})") from error
