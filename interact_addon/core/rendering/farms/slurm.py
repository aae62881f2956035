# SPDX-License-Identifier: GPL-3.0-or-later
"""Slurm: a job array in which each element renders a few scenes.

Slurm's accounting is not needed: the result files show what is done. An element that is run again
(``--requeue``, a preemption, a dead node) skips what is done and continues.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import UsageError
from ..batch.html import duration
from ..costs.model import per_frame
from .chunks import Chunk, cut
from .job_manifest import JobManifest
from .needs import Needs, task_needs, wants_cards
from .quoting import check_words, one_line
from .slurm_programs import DEFAULT_MAX_ARRAY, seconds_of
from .task_list import ManifestTask

__all__ = [
    "SlurmOptions",
    "log_index",
    "sbatch_script",
    "slurm_chunks",
    "slurm_needs",
    "slurm_warnings",
    "time_limit",
]

# A limit is so many times the estimate: nodes differ from the machine that was measured, guesses are worse.
_MARGIN, _MARGIN_OF_GUESSES = 2, 4
_LEAST_MINUTES = 30
_CARDS = re.compile(r"(?:^|,)(?:gres/)?gpu(?::[^:,]*[a-z][^:,]*)?(?::(\d+))?(?=,|$)", re.IGNORECASE)
_PREVIEW = "use --preset preview"
_ESCAPE = re.compile(r"\\")  # in the path of a log: Slurm drops it, and then replaces nothing


@dataclass(frozen=True, slots=True)
class SlurmOptions:
    """Options of a Slurm job.

    Attributes:
        per_task: Scenes that one element of the array renders; more where the array would be too long.
        parallel: Maximum number of elements at a time; None for no limit.
        time: Time limit of an element, as Slurm writes it; None for the estimate with a margin.
        memory: As Slurm writes it, such as ``8G``; None for enough for all workers.
        cpus: Cores of an element; None by the presets and workers.
        gres: Such as ``gpu:1``; None for ``cards``.
        cards: Graphics cards of an element; None for one where presets want one and there are some.
        node_cards: The most cards of a node of the partition; None if that is unknown.
        partition: Where it runs; None for the default partition.
        workers: Blenders at a time in one element; None for one, or one on each of Cycles' cards.
        setup: Shell lines that come first on the node, such as ``module load blender``.
        extra: More arguments for ``sbatch``, such as ``--account=lab``.
        ffmpeg: The ffmpeg of the nodes; None for the one that is found there.
        longest: The partition's own limit, in seconds: elements that ask for more never begin; None if it is
            unknown, or there is none.
    """

    per_task: int = 1
    parallel: int | None = None
    time: str | None = None
    memory: str | None = None
    cpus: int | None = None
    gres: str | None = None
    cards: int | None = None
    node_cards: int | None = None
    partition: str | None = None
    workers: int | None = None
    setup: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    ffmpeg: Path | None = None
    longest: int | None = None

    def __post_init__(self) -> None:
        for what, number in (
            ("scenes in a task", self.per_task),
            ("tasks at a time", self.parallel),
            ("cores", self.cpus),
            ("workers", self.workers),
        ):
            if number is not None and number < 1:
                raise UsageError(f"invalid number of {what}: {number}", cure="Use 1 or more")
        if self.cards is not None and self.cards < 0:
            raise UsageError(f"invalid number of graphics cards: {self.cards}", cure="Use 0 or more")
        for text in (self.time, self.memory, self.gres, self.partition):
            if text is not None and not re.fullmatch(r"[\w.:,@/+=-]+", text):
                raise UsageError(f"invalid value for Slurm: {text!r}")


def slurm_chunks(job: JobManifest, options: SlurmOptions, max_array: int = DEFAULT_MAX_ARRAY) -> list[Chunk]:
    """Return the tasks of each element of the array.

    Args:
        job: The job.
        options: Its options, with the number of scenes in an element.
        max_array: Slurm's ``MaxArraySize``; the highest index is one less.
    """
    return cut(len(job.tasks), options.per_task, max(1, max_array))


def sbatch_script(
    job: JobManifest, options: SlurmOptions, program: Sequence[str], max_array: int = DEFAULT_MAX_ARRAY
) -> str:
    """Return the batch script.

    Args:
        job: The job, in a folder that all nodes can read.
        options: Its options.
        program: The command of this program on a node; see :func:`.launcher`.
        max_array: Slurm's ``MaxArraySize``.

    Raises:
        UsageError: a path cannot be written into it.
    """
    needs = slurm_needs(job, options)
    arguments = ["run-tasks", str(job.path), "--workers", str(needs.workers)]
    if options.ffmpeg is not None:
        arguments += ["--ffmpeg", str(options.ffmpeg)]
    check_words([*job.places, *program, *arguments], "a job")
    check_words([job.logs], "a Slurm script", _ESCAPE)
    chunks = slurm_chunks(job, options, max_array)
    each = len(chunks[0].indices)
    limit, why = time_limit(job, options, chunks)
    throttle = "" if options.parallel is None else f"%{options.parallel}"
    directives = [
        f"--job-name=interact-{job.id}",
        f"--array=0-{len(chunks) - 1}{throttle}",
        "--nodes=1",
        "--ntasks=1",
        f"--cpus-per-task={options.cpus or needs.cores}",
        f"--mem={options.memory or f'{needs.memory}G'}",
        f"--time={limit}",
        "--requeue",
        "--open-mode=append",
        "--signal=B:TERM@60",
        f"--output={str(job.logs).replace('%', '%%')}/%a.log",
    ]
    gres = options.gres
    if gres is None and needs.cards and not _asked_by_hand(options):
        gres = f"gpu:{needs.cards}"
    if gres is not None:
        directives.append(f"--gres={gres}")
    if options.partition is not None:
        directives.append(f"--partition={options.partition}")
    return "\n".join(
        [
            "#!/bin/bash",
            f"# {len(job.tasks)} scenes in {len(chunks)} tasks: {one_line(job.title)}",
            f"# --time {limit}: {one_line(why)}",
            *(f"#SBATCH {_quoted(directive)}" for directive in directives),
            "",
            *options.setup,
            f"first=$((SLURM_ARRAY_TASK_ID * {each}))",
            f"last=$((first + {each - 1}))",
            'echo "== $(date +%FT%T): tasks $first-$last on $(hostname), attempt ${SLURM_RESTART_COUNT:-0}"',
            "# exec: Slurm's signals reach the program itself, which then stops cleanly",
            f'exec {shlex.join([*program, *arguments])} --indices "$first-$last"',
            "",
        ]
    )


def log_index(job: JobManifest, chunks: Sequence[Chunk]) -> str:
    """Return a table of which log is whose, with tabs: scene, element of the array, file."""
    rows = [
        (job.tasks[index].name, str(element), str(job.logs / f"{element}.log"))
        for element, chunk in enumerate(chunks)
        for index in chunk.indices
    ]
    return "\n".join("\t".join(row) for row in [("scene", "element", "log"), *rows]) + "\n"


def slurm_needs(job: JobManifest, options: SlurmOptions) -> Needs:
    """Return what an element asks for, where its options do not say."""
    if options.gres is not None or _asked_by_hand(options):
        cards = sum(int(number or 1) for number in _CARDS.findall(options.gres or "gpu"))
    elif options.cards is not None:
        cards = options.cards
    else:  # where nothing is known of cards, an element that asks for one can wait for ever
        cards = 1 if options.node_cards and wants_cards(job) else 0
    return task_needs(job, cards=cards, workers=options.workers)


def _asked_by_hand(options: SlurmOptions) -> bool:
    """Return whether arguments of the user's own ask for cards."""
    return any(word.startswith(("--gres", "--gpus", "-G")) for word in options.extra)


def time_limit(job: JobManifest, options: SlurmOptions, chunks: Sequence[Chunk]) -> tuple[str, str]:
    """Return an element's time limit, in Slurm's ``hours:minutes:seconds``, and in words where it is from.

    Args:
        job: The job.
        options: Its options; their limit is taken if they have one.
        chunks: The tasks of each element.
    """
    if options.time is not None:
        return options.time, "as given"
    groups = [[job.tasks[index] for index in chunk.indices] for chunk in chunks]
    longest = max(groups, key=_with_margins)
    seconds = sum(task.seconds for task in longest)
    limit = _with_margins(longest)
    minutes = max(_LEAST_MINUTES, math.ceil(limit / 60.0 / 15.0) * 15)
    margins = sorted({_margin(task) for task in longest})
    known = "partly measured where it was submitted, partly guessed"
    if margins == [_MARGIN]:
        known = "measured where it was submitted, nodes differ"
    elif margins == [_MARGIN_OF_GUESSES]:
        known = "guessed, as nothing was measured where it was submitted"
    times = " to ".join(str(margin) for margin in margins)
    why = f"{times} x the estimate of {duration(seconds)} ({known}), at least {_LEAST_MINUTES} min"
    if options.longest is not None and minutes * 60 > options.longest:
        return _written(options.longest), f"the partition's own limit, less than {why}"
    return _written(minutes * 60), why


def _written(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def slurm_warnings(job: JobManifest, options: SlurmOptions) -> list[str]:
    """Return what will not begin or not end, and what is slow or idle by the requested graphics cards."""
    return [*_never_begins(options), *_never_ends(job, options), *_cards(job, options)]


def _never_ends(job: JobManifest, options: SlurmOptions) -> list[str]:
    longest = max((task.seconds for task in job.tasks), default=0.0)
    if options.time is not None or options.longest is None or longest <= options.longest:
        return []
    return [
        f"the longest scene takes {duration(longest)} by the estimate, and the partition allows "
        f"{_written(options.longest)}: choose another --partition, or give --segment-frames, so that what "
        "is ended goes on where it was with --only-failed"
    ]


def _never_begins(options: SlurmOptions) -> list[str]:
    asked = None if options.time is None else seconds_of(options.time)
    if asked is None or options.longest is None or asked <= options.longest:
        return []
    return [
        f"--time {options.time} is longer than the partition's limit, {_written(options.longest)}: such "
        "tasks wait for ever; use a shorter --time, or another --partition"
    ]


def _cards(job: JobManifest, options: SlurmOptions) -> list[str]:
    """Return what is slow without a graphics card, or leaves cards idle."""
    needs, wanted = slurm_needs(job, options), wants_cards(job)
    if not needs.cards:
        there = f"; the partition has none of Slurm's (sinfo): use another --partition, or {_PREVIEW}"
        cure = there if options.node_cards == 0 else f": request one, as with --gpus 1, or {_PREVIEW}"
        return [f"{preset} without a graphics card takes long{_pace(job, preset)}{cure}" for preset in wanted]
    if needs.cards > 1 and "final" in wanted:
        return [
            f"final draws on one card, and {needs.cards - 1} of the {needs.cards} of a task would be idle: "
            "request --gpus 1, and let more tasks run at a time (--parallel)"
        ]
    if options.node_cards and needs.cards > options.node_cards:
        return [
            f"a node of the partition has {options.node_cards} graphics cards at most (sinfo), and a task "
            f"asks for {needs.cards}: such tasks wait for ever; use fewer, or another --partition"
        ]
    return []


def _pace(job: JobManifest, preset: str) -> str:
    tasks = [
        task for task in job.tasks if task.seconds and task.request.options.compose.picture.preset == preset
    ]
    frames = sum(task.frames for task in tasks)
    return f", by the estimate {per_frame(sum(task.seconds for task in tasks) / frames)}" if frames else ""


def _with_margins(tasks: Sequence[ManifestTask]) -> float:
    return sum(task.seconds * _margin(task) for task in tasks)


def _margin(task: ManifestTask) -> int:
    return _MARGIN if task.measured else _MARGIN_OF_GUESSES


def _quoted(directive: str) -> str:
    """Quote a directive for Slurm, which reads quotes and backslashes but no other shell syntax."""
    if re.fullmatch(r"[\w.:,@%/+=-]+", directive):
        return directive
    return '"' + directive.replace("\\", "\\\\").replace('"', '\\"') + '"'
