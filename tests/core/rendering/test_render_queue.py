# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.foundation.errors import RenderError
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.rendering.child_events import Done, Event, Failed, Frame, Start, Step
from interact_addon.core.rendering.render_queue import JobState, RenderJob, RenderQueue, duration_text

REPORT = SceneReport("k", Path("k.mp4"), Path("k.mkv"), 2, 0.066667)


class Child:
    """A child that says what the test wants it to say."""

    pid = 4711

    def __init__(self) -> None:
        self.says: list[Event] = []
        self.running = True
        self.cancelled = False

    def poll(self) -> list[Event]:
        says, self.says = self.says, []
        return says

    def cancel(self) -> None:
        self.running, self.cancelled = False, True


class Stage:
    """A queue with such children and a clock that stands still until it is set."""

    def __init__(self) -> None:
        self.time = 100.0
        self.children: dict[str, Child] = {}
        self.queue = RenderQueue(self._start, lambda: self.time)  # type: ignore[arg-type]

    def _start(self, job: RenderJob) -> Child:
        if job.title == "impossible":
            raise RenderError("Blender could not be started")
        return self.children.setdefault(job.title, Child())

    def add(self, title: str, **more: Any) -> RenderJob:
        return self.queue.add(RenderJob(title, {"kind": "blend"}, Path("log"), **more))

    def say(self, title: str, event: Event) -> None:
        self.children[title].says.append(event)
        self.queue.poll()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_one_after_the_other(stage: Stage) -> None:
    first, second = stage.add("first"), stage.add("second")
    assert stage.queue.active
    assert stage.queue.poll()
    assert (first.state, second.state) == (JobState.RUNNING, JobState.WAITING)
    assert stage.queue.running is first
    assert stage.queue.child_pid == 4711
    assert not stage.queue.poll()  # nothing new
    stage.say("first", Start(1, 2))
    stage.say("first", Frame(1, 7))
    assert (first.frames, first.done, first.factor) == (2, 1, 0.5)
    stage.say("first", Done(1, REPORT))
    assert (first.state, first.factor, first.report.movie) == (JobState.DONE, 1.0, Path("k.mp4"))
    assert second.state is JobState.WAITING  # the first one's child is not gone yet
    stage.children["first"].running = False
    stage.queue.poll()
    assert second.state is JobState.RUNNING
    stage.say("second", Failed(1, "no camera."))
    assert (second.state, second.error) == (JobState.FAILED, "no camera.")
    assert stage.children["second"].cancelled
    assert not stage.queue.active
    assert not stage.queue.poll()
    stage.queue.forget([first])
    assert stage.queue.jobs == [second]
    stage.queue.forget()
    assert stage.queue.jobs == []


def test_cancelling(stage: Stage, tmp_path: Path) -> None:
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"")
    first, second, third = stage.add("first"), stage.add("second", parts=[copy]), stage.add("third")
    stage.queue.poll()
    stage.queue.cancel(second)
    assert second.state is JobState.CANCELLED
    assert not copy.exists()
    stage.queue.cancel(first)
    assert stage.children["first"].cancelled
    stage.queue.poll()
    assert third.state is JobState.RUNNING
    stage.queue.cancel(first)  # once more does no harm
    assert stage.queue.running is third


def test_closing_ends_everything(stage: Stage) -> None:
    jobs = [stage.add("first"), stage.add("second")]
    stage.queue.poll()
    stage.queue.close()
    assert [job.state for job in jobs] == [JobState.CANCELLED, JobState.CANCELLED]
    assert stage.children["first"].cancelled
    assert not stage.queue.active
    late = Stage()
    late.add("late")
    late.queue.poll()
    late.say("late", Done(1, REPORT))
    late.queue.close()
    assert late.children["late"].cancelled
    assert late.queue.jobs[0].state is JobState.DONE


def test_a_job_that_cannot_start_does_not_stop_the_others(stage: Stage) -> None:
    first, second = stage.add("impossible"), stage.add("second")
    stage.queue.poll()
    assert (first.state, first.error) == (JobState.FAILED, "Blender could not be started.")
    stage.queue.poll()
    assert second.state is JobState.RUNNING


def test_what_the_bar_says(stage: Stage) -> None:
    job = stage.add("first")
    queue = stage.queue

    def text() -> str:
        return job.text(stage.time)

    assert text() == "waiting"
    queue.poll()
    assert text() == "starting Blender"
    stage.say("first", Step(1, "opening the scene"))
    assert text() == "opening the scene"
    stage.say("first", Start(1, 943))
    stage.say("first", Step(1, "rendering"))
    assert text() == "rendering, 943 frames"
    stage.time += 20.0  # the first frame takes long and says nothing about the others
    stage.say("first", Frame(1, 1))
    assert text() == "frame 1 of 943"
    for frame in range(2, 44):
        stage.time += 0.2
        stage.say("first", Frame(1, frame))
    assert job.seconds_left(stage.time) == pytest.approx(180.0)
    assert text() == "frame 43 of 943, 3 min left"
    stage.time += 0.1
    assert job.seconds_left(stage.time) == pytest.approx(179.9)
    stage.time += 60.0  # a frame that takes long: nobody is told that it is nearly over
    assert job.seconds_left(stage.time) == pytest.approx(179.8)
    for frame in range(44, 944):
        stage.time += 1.0
        stage.say("first", Frame(1, frame))
    stage.say("first", Step(1, "mixing the voices"))
    assert text() == "mixing the voices"
    stage.say("first", Done(1, REPORT))
    assert text() == "done"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 s"),
        (3, "5 s"),
        (41, "40 s"),
        (58, "1 min"),
        (150, "2 min"),
        (3480, "58 min"),
        (3590, "1 h"),
        (4800, "1 h 20 min"),
        (7170, "2 h"),
        (86400, "24 h"),
    ],
)
def test_times_are_as_rough_as_they_are_known(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_frames_that_a_failed_card_has_rendered_are_rendered_again(stage: Stage) -> None:
    job = stage.add("a")
    stage.queue.poll()
    for event in (Start(1, 3), Frame(1, 1), Frame(1, 2), Start(1, 3), Frame(1, 1)):
        stage.say("a", event)
    assert (job.done, job.frames) == (1, 3)
