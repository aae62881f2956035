# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task asks for, in the words of each farm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.rendering.farms.flamenco import FlamencoOptions, flamenco_warnings, submitted_job
from interact_addon.core.rendering.farms.job_manifest import JobManifest
from interact_addon.core.rendering.farms.needs import Needs, mebibytes, task_needs, wants_cards
from interact_addon.core.rendering.farms.openjd import OpenJdOptions, job_template
from interact_addon.core.rendering.farms.slurm import SlurmOptions, sbatch_script, slurm_needs, slurm_warnings


def on(job: JobManifest, device: str) -> JobManifest:
    """The job with another device for Cycles."""
    tasks = []
    for task in job.tasks:
        options = task.request.options
        picture = replace(options.compose.picture, device=device)
        options = replace(options, compose=replace(options.compose, picture=picture))
        tasks.append(replace(task, request=replace(task.request, options=options)))
    return replace(job, tasks=tuple(tasks))


@pytest.mark.parametrize(
    ("preset", "asked", "needs"),
    [
        ("preview", {}, Needs(0, 1, 2, 6)),
        ("final", {}, Needs(1, 1, 4, 6)),
        ("pathtraced", {}, Needs(1, 1, 4, 6)),
        ("pathtraced", {"cards": 0}, Needs(0, 1, 8, 6)),
        ("pathtraced", {"cards": 4}, Needs(4, 4, 16, 18)),
        ("pathtraced", {"cards": 4, "workers": 2}, Needs(4, 2, 8, 10)),
        ("final", {"cards": 4}, Needs(4, 1, 4, 6)),
        ("preview", {"workers": 3}, Needs(0, 3, 6, 14)),
    ],
)
def test_the_needs_of_a_task(make_job, preset: str, asked: dict[str, int], needs: Needs) -> None:
    assert task_needs(make_job(3, preset=preset), **asked) == needs


def test_cycles_on_the_processor_needs_no_card(make_job) -> None:
    job = on(make_job(2, preset="pathtraced"), "cpu")
    assert wants_cards(job) == {}
    assert task_needs(job) == Needs(0, 1, 8, 6)
    assert slurm_warnings(job, SlurmOptions(node_cards=0)) == []
    mixed = replace(job, tasks=(*job.tasks, *make_job(1, preset="final").tasks))
    assert wants_cards(mixed) == {"final": False}
    assert task_needs(job).text == "8 cores, 6 GiB"
    assert task_needs(mixed).text == "1 graphics card, 8 cores, 6 GiB"


@pytest.mark.parametrize(
    ("preset", "options", "gres", "workers"),
    [
        ("pathtraced", {"node_cards": 8}, "gpu:1", 1),
        ("final", {"node_cards": 8}, "gpu:1", 1),
        ("preview", {"node_cards": 8}, None, 1),
        ("pathtraced", {"node_cards": 0}, None, 1),
        ("pathtraced", {}, None, 1),  # Slurm could not be asked
        ("pathtraced", {"cards": 4, "node_cards": 8}, "gpu:4", 4),
        ("pathtraced", {"cards": 4}, "gpu:4", 4),
        ("pathtraced", {"cards": 0, "node_cards": 8}, None, 1),
        ("pathtraced", {"gres": "gpu:a100:2", "node_cards": 8}, "gpu:a100:2", 2),
        ("pathtraced", {"gres": "gpu:a100,tmp:9G"}, "gpu:a100,tmp:9G", 1),
        ("pathtraced", {"gres": "gpu:2", "workers": 1}, "gpu:2", 1),
        ("pathtraced", {"extra": ("--gpus-per-node=1",), "node_cards": 8}, None, 1),
        ("final", {"gres": "gpu:4"}, "gpu:4", 1),
    ],
)
def test_slurm_is_asked_for_cards(make_job, program, preset, options, gres, workers) -> None:
    script = sbatch_script(make_job(4, preset=preset), SlurmOptions(**options), program)
    asked = [line.partition("=")[2] for line in script.splitlines() if line.startswith("#SBATCH --gres")]
    assert asked == ([] if gres is None else [gres])
    assert f"--workers {workers} " in script


def test_cores_are_fewer_where_a_card_renders(make_job) -> None:
    job = make_job(4, preset="pathtraced")
    assert slurm_needs(job, SlurmOptions()).cores == 8
    assert slurm_needs(job, SlurmOptions(node_cards=4)).cores == 4
    assert slurm_needs(job, SlurmOptions(cards=2)).cores == 8


@pytest.mark.parametrize(
    ("preset", "options", "said"),
    [
        ("final", {"node_cards": 0}, "the partition has none of Slurm's (sinfo)"),
        ("final", {}, "request one, as with --gpus 1"),
        ("final", {"cards": 0, "node_cards": 2}, "request one, as with --gpus 1"),
        ("final", {"gres": "gpu:4"}, "final draws on one card, and 3 of the 4 of a task would be idle"),
        ("pathtraced", {"cards": 4, "node_cards": 2}, "a node of the partition has 2 graphics cards at most"),
        ("pathtraced", {"cards": 2, "node_cards": 2}, None),
        ("preview", {"node_cards": 0}, None),
    ],
)
def test_what_is_slow_idle_or_never_begins_is_said(make_job, preset, options, said) -> None:
    warnings = slurm_warnings(make_job(2, preset=preset), SlurmOptions(**options))
    assert len(warnings) == (said is not None)
    assert said is None or said in warnings[0]


def test_openjd_is_asked(make_job, program) -> None:
    def amounts(preset: str, **options: int) -> dict[str, int]:
        template = job_template(make_job(2, preset=preset), OpenJdOptions(**options), program)
        (step,) = template["steps"]
        return {each["name"]: each["min"] for each in step["hostRequirements"]["amounts"]}

    assert amounts("preview") == {"amount.worker.vcpu": 2, "amount.worker.memory": 6144}
    on_card = {"amount.worker.gpu": 1, "amount.worker.gpu.memory": 4096}
    assert amounts("final") == {"amount.worker.vcpu": 4, "amount.worker.memory": 6144} | on_card
    assert amounts("final", cards=0) == {"amount.worker.vcpu": 4, "amount.worker.memory": 6144}
    chosen = amounts("pathtraced", cards=2, cores=12, memory=32000)
    assert chosen == on_card | {
        "amount.worker.vcpu": 12,
        "amount.worker.memory": 32000,
        "amount.worker.gpu": 2,
    }
    with pytest.raises(UsageError, match="invalid number of graphics cards: -1"):
        OpenJdOptions(cards=-1)


def test_flamenco_is_told_and_warned_about(make_job) -> None:
    options = FlamencoOptions("/shared/interact/interact_blender.py")
    values = {
        preset: submitted_job(make_job(2, preset=preset), options) for preset in ("final", "pathtraced")
    }
    assert [each["settings"]["workers"] for each in values.values()] == [1, 0], "0: as many as it has cards"
    assert values["final"]["metadata"]["interact.needs"] == "1 graphics card, 4 cores, 6 GiB"
    (said,) = flamenco_warnings(make_job(2, preset="final"), options)
    assert "--tag" in said
    assert flamenco_warnings(make_job(2, preset="final"), replace(options, tag="5f0d")) == []
    assert flamenco_warnings(make_job(2), options) == []


@pytest.mark.parametrize(
    ("size", "mib"), [("8G", 8192), ("8000M", 8000), ("8000", 8000), ("1T", 1 << 20), ("2048K", 2), ("1K", 1)]
)
def test_sizes(size: str, mib: int) -> None:
    assert mebibytes(size) == mib


@pytest.mark.parametrize("size", ["", "8 G", "8GB", "-1", "much"])
def test_what_is_no_size(size: str) -> None:
    with pytest.raises(UsageError, match="invalid size"):
        mebibytes(size)
