# SPDX-License-Identifier: GPL-3.0-or-later
"""Probes, rendered by a script that answers as a worker does and takes known times."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.costs.machine import Machine
from interact_addon.core.rendering.costs.model import CostModel
from interact_addon.core.rendering.costs.planned import picture_of
from interact_addon.core.rendering.costs.probe import ProbeScene, probe, probes_needed

HERE = Machine("here", "a processor", 8, "")
# People cost 5 s each, the first scene 1 s, a frame 0.1 s and 0.5 s for a million samples.
WORKER = """
import json, pathlib, sys
seen, n = set(), 0
for line in sys.stdin:
    order = json.loads(line)
    n += 1
    with open({asked!r}, "a") as file:
        file.write(line)
    if {fails!r} in order["key"]:
        print(json.dumps({{"event": "failed", "request": n, "error": "no such engine."}}), flush=True)
        continue
    first, last = order["frames"]
    frames, picture = last - first + 1, order["picture"]
    each = 0.1 + 0.5 * picture["width"] * picture["height"] * (picture["samples"] or 8) / 1e6
    new = 0 if order["key"] in seen else 2
    seen.add(order["key"])
    stages = dict(start=2.0 if n == 1 else 0.0, prepare=1.0 + (n == 1) + 5.0 * new,
                  first=each + 3.0 * (n == 1), rest=each * (frames - 1), end=0.1)
    timing = dict(frames=frames, fresh=n == 1, new_people=new, new_engine=n == 1, wall=stages, cpu=stages)
    report = dict(key=order["key"], done=True, movie=order["out"] + "/x.mp4", video=None, frames=frames,
                  duration=1.0, error=None, findings=[], seconds={{}}, motion={{}}, edit=None)
    print(json.dumps(dict(event="done", request=n, report=report, timing=timing)), flush=True)
"""


def scene(key: str, width: int = 640, height: int = 360, frames: int = 90, people: str = "ab") -> ProbeScene:
    picture = PictureOptions("preview", width, height, samples=8)
    options = MovieOptions(ComposeOptions(picture=picture), FrameRange(11, 10 + frames))
    return ProbeScene(RenderRequest(Path("/data"), key, Path("/never"), options), frames, tuple(people))


@pytest.fixture
def worker(tmp_path: Path):
    """Return the command of a worker, and what it was asked to render."""

    def make(fails: str = "never") -> tuple[list[str], Path]:
        script, asked = tmp_path / "worker.py", tmp_path / "asked"
        script.write_text(WORKER.format(asked=str(asked), fails=fails))
        return [sys.executable, str(script)], asked

    return make


def orders(asked: Path) -> list[dict]:
    return [json.loads(line) for line in asked.read_text().splitlines()]


def test_a_probe_shows_what_scenes_cost_and_the_job_need_not_be_probed_again(worker) -> None:
    command, _ = worker()
    job = [scene("s1"), scene("s2", people="cd"), scene("s3")]
    model = CostModel(HERE)
    found = probe(probes_needed(job, model), model, command=command)
    assert found.errors == {}
    known = CostModel(HERE, found.measurements)
    assert known.basis(picture_of(job[0].request)).kind == "probed"
    assert probes_needed(job, known) == []
    each = 0.1 + 0.5 * 640 * 360 * 8 / 1e6
    cost = known.cost(picture_of(job[0].request))
    assert cost.frame == pytest.approx(each, rel=0.05)
    assert cost.alone(90) == pytest.approx(2.0 + 12.0 + 3.0 + 90 * each + 0.1, rel=0.05)
    later = cost.stages(90, fresh=False, new_people=0, new_engine=False).all
    assert later == pytest.approx(1.0 + 90 * each + 0.1, rel=0.05)


def test_few_frames_from_the_middle_are_rendered_and_nothing_into_the_job_s_folder(worker) -> None:
    command, asked = worker()
    probe([[scene("s1"), scene("s2", people="cd")]], CostModel(HERE), command=command)
    assert [order["key"] for order in orders(asked)] == ["s1", "s2", "s1"]
    # The first, which is dearest, is a small picture.
    assert [order["picture"]["width"] for order in orders(asked)] == [160, 640, 640]
    for order in orders(asked):
        first, last = order["frames"]
        assert 40 <= first <= last <= 70
        assert 2 <= last - first + 1 <= 8
        assert "/never" not in order["out"]


def test_pictures_that_would_take_very_long_are_measured_smaller(worker) -> None:
    command, asked = worker()
    large = scene("s1", 7680, 4320)
    found = probe([[large]], CostModel(HERE), command=command)
    # 132 s a frame: more than a probe may take.
    assert max(order["picture"]["width"] for order in orders(asked)) == 3840
    known = CostModel(HERE, found.measurements)
    assert known.basis(picture_of(large.request)).kind == "scaled"
    true = 0.1 + 0.5 * 7680 * 4320 * 8 / 1e6
    assert known.cost(picture_of(large.request)).frame == pytest.approx(true, rel=0.1)


def test_what_fails_is_said_and_the_others_are_measured(worker) -> None:
    command, _ = worker(fails="bad")
    found = probe([[scene("bad")], [scene("s1")]], CostModel(HERE), command=command)
    assert list(found.errors.values()) == ["no such engine."]
    assert found.measurements
    gone = probe([[scene("s1")]], CostModel(HERE), command=[sys.executable, "-c", "raise SystemExit(3)"])
    assert "ended with code 3" in next(iter(gone.errors.values()))


def test_what_making_people_took_is_not_taken_for_what_scenes_take(worker, tmp_path: Path) -> None:
    command, asked = worker()
    script = tmp_path / "worker.py"
    slow = """
    stages["prepare"] += 9.0 * new
    stages["once"] = 9.0 * new
    timing["new_fits"] = new
    report ="""
    script.write_text(script.read_text().replace("\n    report =", slow))
    found = probe([[scene("s1"), scene("s2", people="cd")]], CostModel(HERE), command=command)
    assert [order["key"] for order in orders(asked)] == ["s1", "s2", "s1"], "nothing is rendered again for it"
    model = CostModel(HERE, found.measurements)
    cost = model.cost(picture_of(scene("s1").request))
    assert model.person == (pytest.approx(9.0), True)
    assert cost.stages(9, fresh=False, new_people=2, new_engine=False).prepare == pytest.approx(11.0, rel=0.1)


def test_only_what_was_not_measured_is_probed() -> None:
    model = CostModel(HERE)
    small, large, empty = scene("s1", 64, 36), scene("s2"), replace(scene("s3"), frames=0)
    assert probes_needed([small, large, empty], model) == [[small, large]]
