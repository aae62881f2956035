# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers that do not keep to the protocol: they fail their own scene, never the others."""

from __future__ import annotations

import json
import queue
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.child_events import Ended, Event, Malformed, event_in
from interact_addon.core.rendering.worker_process import WorkerProcess

Make = Callable[..., Any]
REPORT = {
    "key": "k", "movie": "/m.mp4", "video": None, "frames": 3, "duration": 0.1, "error": None,
    "findings": [], "seconds": {"render": 0.1}, "motion": {}, "edit": None,
}  # fmt: skip


def line(event: object, **values: object) -> str:
    return json.dumps({"event": event, "request": 1, **values})


def done(**changes: object) -> str:
    return line("done", report={**REPORT, **changes})


MALFORMED = {
    "no frames": line("start"),
    "frames as text": line("start", frames="many"),
    "frames below zero": line("start", frames=-1),
    "frames without end": '{"event": "start", "request": 1, "frames": Infinity}',
    "frames that are no number": '{"event": "start", "request": 1, "frames": NaN}',
    "frames with 5000 digits": f'{{"event": "start", "request": 1, "frames": {"9" * 5000}}}',
    "half a frame": line("start", frames=1.5),
    "true frames": line("frame", frame=True),
    "a frame of nothing": line("frame"),
    "a step without words": line("step", text=None),
    "a long step": line("step", text="x" * 10_000),
    "a zero character": line("step", text="\0"),
    "no report": line("done"),
    "a report of nothing": line("done", report=None),
    "a report as a list": line("done", report=[]),
    "half a report": line("done", report={"frames": 3}),
    "no movie": done(movie=None),
    "a movie as a number": done(movie=7),
    "findings as a text": done(findings="none"),
    "a finding as a number": done(findings=[7]),
    "a finding of nothing": done(findings=[{}]),
    "seconds as a list": done(seconds=[1]),
    "seconds below zero": done(seconds={"render": -1}),
    "endless duration": done(duration="Infinity").replace('"Infinity"', "Infinity"),
    "an edit of nothing": done(edit={}),
    "an edit in 1/0": done(
        edit={"shots": [], "fps": "1/0", "table": {}, "notes": []},
    ),
    "versions as a list": line("done", report=REPORT, versions=["5.3"]),
    "no reason": line("failed"),
    "a reason as a table": line("failed", error={}),
    "permanent as a text": line("failed", error="x.", permanent="no"),
    "no kind": line(None),
    "a kind as a list": line(["done"]),
    "an unknown kind": line("finished"),
    "no request": '{"event": "frame", "frame": 1}',
    "a request to come": line("frame", frame=1, request=2),
    "nested without end": '{"event": "done", "report": ' + "[" * 50_000,
}


@pytest.mark.parametrize("form", MALFORMED)
def test_a_malformed_line_is_an_event_that_says_what_is_wrong(form: str) -> None:
    event = event_in(MALFORMED[form], 1)
    assert isinstance(event, Malformed)
    assert event.request == 1
    assert event.error.startswith("invalid answer from the worker: ")
    assert len(event.error) < 300


@pytest.mark.parametrize(
    "noise", ["", "{", "[1]", "7", '{"no": "event"}', "Infinity", "[" * 50_000, "\ufffd"]
)
def test_what_is_not_ours_is_ignored(noise: str) -> None:
    assert event_in(noise, 1) is None


def test_malformed_lines_fail_their_scenes_and_no_other(batch_of: Make) -> None:
    """All forms in one batch: each scene's first attempt is malformed in another way."""
    batch = batch_of(
        """
        forms = json.loads((HERE / "forms.json").read_text())
        number = order["name"][1:]
        if order["name"][0] == "m" and n == 1:
            # a report's movie is where it should be, so that only the form is wrong
            text = forms[int(number)].replace('"request": 1', f'"request": {REQUEST}')
            print(text, flush=True)
            time.sleep(600)
        movie(order)
        """
    )
    forms = [form for name, form in MALFORMED.items() if name != "a request to come"]
    (batch.here / "forms.json").write_text(json.dumps(forms))
    names = [f"m{number}" for number in range(len(forms))]
    result = batch.run(*names, "good", workers=2)
    assert [outcome.state for outcome in result.outcomes] == ["done"] * len(names) + ["done"]
    assert [outcome.attempts for outcome in result.outcomes] == [2] * len(names) + [1]
    assert len(batch.told("retry")) == len(names)
    assert all("invalid answer from the worker" in event["error"] for event in batch.told("retry"))
    assert batch.strays() == []


def test_what_two_workers_say_wrongly_is_not_tried_a_third_time(batch_of: Make) -> None:
    batch = batch_of("tell(event='start', frames='many') if order['name'] == 'a' else movie(order)")
    result = batch.run("a", "b", retries=5)
    assert [outcome.state for outcome in result.outcomes] == ["failed", "done"]
    assert len(batch.tries("a")) == 2
    assert "'many' is not a whole number" in str(result.outcomes[0].report.error)


def test_late_events_are_not_taken_for_the_next_scene(batch_of: Make) -> None:
    batch = batch_of(
        """
        if order["name"] == "b":
            tell(event="failed", error="too late.", permanent=True, request=REQUEST - 1)
            tell(event="start", frames=10**6, request=REQUEST - 1)
        movie(order)
        if order["name"] == "a":
            movie(order, frames=1)
        """
    )
    result = batch.run("a", "b", "c")
    assert [outcome.state for outcome in result.outcomes] == ["done"] * 3
    assert [outcome.report.frames for outcome in result.outcomes] == [3] * 3
    assert batch.told("retry") == []


@pytest.mark.parametrize("where", ["/etc/passwd", "../../../elsewhere/a.mp4"])
def test_a_movie_elsewhere_is_refused(batch_of: Make, where: str) -> None:
    batch = batch_of(
        f"""
        keep = globals()["tell"]
        def elsewhere(**event):
            if event["event"] == "done":
                event["report"]["movie"] = str(pathlib.Path(order["out"]) / {where!r})
            keep(**event)
        globals()["tell"] = elsewhere
        movie(order)
        """
    )
    result = batch.run("a", retries=0)
    assert result.outcomes[0].state == "failed"
    assert "not in the folder of its attempt" in str(result.outcomes[0].report.error)
    assert not (batch.out / "body_renders" / "a.mp4").exists()


def test_a_flood_of_events_fails_its_scene(batch_of: Make) -> None:
    batch = batch_of(
        """
        while order["name"] == "a":
            tell(event="frame", frame=1)
        movie(order)
        """
    )
    result = batch.run("a", "b", "c", retries=0, workers=2)
    assert [outcome.state for outcome in result.outcomes] == ["failed", "done", "done"]
    assert "it sent more than" in str(result.outcomes[0].report.error)


def listening(tmp_path: Path, body: str) -> tuple[WorkerProcess, queue.SimpleQueue[Any]]:
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    script = "import json, sys\nrequest = json.loads(sys.stdin.readline())['request']\n"
    return WorkerProcess(events, tmp_path / "log", [sys.executable, "-c", script + body]), events


def test_a_line_without_end_fills_no_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    body = """
for _ in range(200):
    sys.stdout.write('{"event": "step", "request": 1, "text": "' + "x" * (1 << 20))
print()
print('{"event": "frame", "request": 1, "frame": 1}', flush=True)
print('{"event": "frame", "requ', end="", flush=True)
"""
    worker, events = listening(tmp_path, body)
    worker.send({})
    first, second, third = (events.get(timeout=300)[1] for _ in range(3))
    assert isinstance(first, Malformed)
    assert second.frame == 1
    assert third == Ended()  # what it died over is nothing that it said
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100
    worker.end()


def test_a_flood_waits_until_events_are_taken(tmp_path: Path) -> None:
    body = """
tell = lambda **event: print(json.dumps({"request": request, **event}))
tell(event="start", frames=10**8)
for frame in range(40_000):
    tell(event="frame", frame=frame)
sys.stdout.flush()
"""
    worker, events = listening(tmp_path, body)
    worker.send({})
    heard: list[Event] = []
    most = 0
    while not heard or heard[-1] != Ended():
        heard.append(events.get(timeout=300)[1])
        most = max(most, events.qsize())
    assert len(heard) == 40_002
    assert most <= 10_000
    worker.end()
