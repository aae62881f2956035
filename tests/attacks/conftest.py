# SPDX-License-Identifier: GPL-3.0-or-later
"""An output folder as batches leave it, with each kind of file that later ones read."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from interact_addon.cli import main
from interact_addon.core.camera.editing import Edit, EditShot, EditTable
from interact_addon.core.foundation.errors import InteractError
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.jobs import JobEntry, JobOptions
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.options.movie import FrameRange, MovieOptions
from interact_addon.core.performance.motion_kind import note_path, noted_motion, write_note
from interact_addon.core.rendering.batch import BatchOptions, Coordinator, Task, plan_tasks
from interact_addon.core.rendering.batch.composite import made_before
from interact_addon.core.rendering.batch.estimate import Calibration
from interact_addon.core.rendering.batch.scene_run import SceneRun
from interact_addon.core.rendering.child_events import Done
from interact_addon.core.rendering.farms import Chunk, list_manifests, make_manifest
from interact_addon.core.rendering.farms.sent import read_sent, write_sent
from interact_addon.core.rendering.results.clips import made_here
from interact_addon.core.rendering.results.failure import read_failure
from interact_addon.core.rendering.results.inputs import Hashes
from interact_addon.core.rendering.results.layout import Layout, write_whole
from interact_addon.core.rendering.results.lock import SceneLock
from interact_addon.core.rendering.results.record import read_record
from interact_addon.core.rendering.results.state import keep_state, panel_state
from interact_addon.core.rendering.results.watch import BatchWatch
from interact_addon.core.video.pictures import frame_path

KEY = "20231119_051"
FACE = "one_face"
NAMES = ("one", "two", "three", FACE)
ID = "20260101-000000-0000"
_MOST_SECONDS = 60.0

# A worker that delivers texts as movies.
WORKER = """
import json, pathlib, sys
for line in sys.stdin:
    order = json.loads(line)
    kind = "face" if order.get("face") else "body"
    paths = []
    for folder, ending in ((f"{kind}_renders_noaudio", "mkv"), (f"{kind}_renders", "mp4")):
        path = pathlib.Path(order["out"]) / folder / f"{order['name']}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a movie")
        paths.append(str(path))
    if order.get("face"):
        folder = pathlib.Path(order["face"]["pictures"])
        folder.mkdir(parents=True, exist_ok=True)
        for frame in (1, 2):
            (folder / f"{frame:06d}.png").write_text("a picture")
    report = {"key": order["key"], "movie": paths[1], "video": paths[0], "frames": 2, "duration": 0.1,
              "error": None, "findings": [], "seconds": {"render": 0.1}}
    answer = {"event": "done", "request": order["request"], "report": report, "memory": 1000, "versions": {}}
    print(json.dumps(answer), flush=True)
"""


@dataclass(frozen=True)
class Target:
    """An output folder that is attacked.

    Attributes:
        out: The folder.
        pristine: A copy of it as it was.
        root: Its dataset.
        job: The job file that it was made of.
        tasks: All its tasks.
        kinds: Kinds of files, and one of each, relative to the folder.
        command: Starts a worker.
    """

    out: Path
    pristine: Path
    root: Path
    job: Path
    tasks: tuple[Task, ...]
    kinds: dict[str, Path]
    command: tuple[str, ...]

    def restore(self) -> None:
        """Put everything back."""
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.pristine, self.out)  # with its times

    def content(self, kind: str) -> bytes:
        """Return a file of a kind as it was."""
        return (self.pristine / self.kinds[kind]).read_bytes()

    def put(self, kind: str, content: bytes) -> None:
        """Write a file of a kind."""
        (self.out / self.kinds[kind]).write_bytes(content)


def _delivered(task: Task, out: Path, edit: dict[str, Any] | None = None) -> None:
    """Deliver a task as a coordinator does."""
    work = SceneRun(task, Layout(out), Hashes(Layout(out).hashes))
    assert work.claim()
    order = work.begin(None)
    layout = Layout(out).of(task.request)
    video, movie = layout.paths(Path(order["out"]), task.name)
    movie.parent.mkdir(parents=True)
    movie.write_text("a movie")
    if layout.face:
        folder = Path(order["face"]["pictures"])
        folder.mkdir(parents=True)
        for frame in (1, 2):
            frame_path(folder, frame).write_text("a picture")
    else:
        video.parent.mkdir(parents=True)
        video.write_text("a video")
    report = SceneReport(
        task.request.key,
        movie,
        video,
        frames=2 if layout.face else 24,
        duration=0.08 if layout.face else 0.8,
        findings=(Finding("odd", "something is odd", "a.wav", 3),),
        seconds={"compose": 2.0, "render": 1.0},
        motion={"001": "capture"},
        edit=edit,
    )
    work.deliver(Done(work.attempts, report))
    work.release()
    work._hashes.save()


def _edit() -> dict[str, Any]:
    shots = (EditShot("front", 0, 12, "opening"), EditShot("close_a", 12, 24, "001 speaks"))
    return Edit(shots, Fraction(30), EditTable(2, 0.4, 0.1, 1.0), ("a note",)).as_dict()


def _finished(root: Path, out: Path) -> tuple[tuple[Task, ...], dict[str, Path]]:
    """Fill an output folder; return its tasks, and the kinds of files in it."""
    picture = JobOptions(preset="preview", frames=FrameRange(1, 24))
    entries = [JobEntry(KEY, output=name, options=picture) for name in NAMES[:3]]
    entries.append(
        JobEntry(KEY, output=FACE, actor="001", options=JobOptions(preset="preview", frames=FrameRange(1, 2)))
    )
    tasks = plan_tasks(entries, out, MovieOptions(), dataset=root)
    assert [task.error for task in tasks] == [None] * 4
    one, two, _, face = tasks
    job = make_manifest(tasks, out, BatchOptions(retries=0), title="night.toml", job_id=ID)
    job.write()
    write_sent(job, "slurm", "4711", [Chunk(0, 3)])
    layout = Layout(out)
    _delivered(one, out, _edit())
    _delivered(face, out)
    SceneRun(two, layout, Hashes(layout.hashes)).fail("it broke.")
    lock = layout.lock("three")
    lock.parent.mkdir(exist_ok=True)
    lock.write_text(json.dumps({"host": "another", "pid": 17, "since": 1_700_000_000}))
    os.utime(lock, (1_700_000_000, 1_700_000_000))
    both = out / "both_renders" / "one_strip.mp4"
    both.parent.mkdir()
    both.write_text("a movie")
    values = {"format": 2, "key": KEY, "mark": "f" * 64, "size": both.stat().st_size, "frames": 24}
    values |= {"duration": 0.8, "arrangement": "strip", "motion": {"001": "capture"}}
    values |= {"findings": [Finding("odd", "something is odd").as_dict()]}
    write_whole(both.with_suffix(".json"), json.dumps(values))
    unfinished = layout.new_work("two")
    shutil.copytree(out / "body_renders", unfinished / "body_renders")
    for path in (unfinished / "body_renders").iterdir():
        path.rename(path.with_stem(path.stem.replace("one", "two")))
    (unfinished / "body_renders" / "two.json").rename(unfinished / "record.json")
    with keep_state(panel_state(out)) as state:
        assert state is not None
        state.expect(tasks)
        state.hear({"event": "batch", "done": 3, "total": 9, "left": 12.5, "workers": 2})
        state.hear({"event": "begin", "name": "two", "attempt": 1})
    for movie in (layout.movie("one"), both):  # else ffmpeg tries to make one of each
        small = layout.thumbnail(movie.stem, format(movie.stat().st_mtime_ns, "x"))
        small.parent.mkdir(exist_ok=True)
        small.write_bytes(b"a small picture")
    body = out / "bvhs" / "20231119_001_051.bvh"
    body.parent.mkdir()
    write_note(note_path(body), {"20231119_001_051": "contact"})
    kinds = {
        "record": layout.record("one"),
        "face-record": layout.of(face.request).record(FACE),
        "composite-record": both.with_suffix(".json"),
        "unfinished-record": unfinished / "record.json",
        "hashes": layout.hashes,
        "failure": layout.failure("two"),
        "lock": lock,
        "pictures-mark": layout.of(face.request).pictures_mark(FACE),
        "frozen-list": job.path,
        "sent": job.folder / "sent.json",
        "panel-state": panel_state(out),
        "motion-note": note_path(body),
    }
    return tuple(tasks), {kind: path.relative_to(out) for kind, path in kinds.items()}


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    """Lets no test compute without end."""
    if sys.platform == "win32":
        yield
        return

    def too_long(*_: object) -> None:
        raise TimeoutError(f"still busy after {_MOST_SECONDS} seconds of computing")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, _MOST_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.fixture(scope="session")
def finished(sample_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Target:
    """The folder, made once."""
    here = tmp_path_factory.mktemp("attacked")
    out = here / "out"
    tasks, kinds = _finished(sample_root, out)
    shutil.copytree(out, here / "pristine")
    job = here / "job.toml"
    lines = [f"dataset = {json.dumps(sample_root.as_posix())}", "[defaults]", 'frames = "1-24"']
    lines += [f'preset = "preview"\n[[scene]]\nkey = "{KEY}"\noutput = "one"']
    job.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (here / "worker.py").write_text(WORKER)
    command = (sys.executable, str(here / "worker.py"))
    return Target(out, here / "pristine", sample_root, job, tasks, kinds, command)


@pytest.fixture
def target(finished: Target) -> Target:
    """The folder, as new for each test."""
    finished.restore()
    return finished


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command and checks that it ends with an exit code of ours, and with words where it fails."""

    def call(*words: object) -> tuple[int, str]:
        code = main([str(word) for word in words])
        shown = capfd.readouterr()
        assert code in (0, 1, 2)
        assert "Traceback" not in shown.err + shown.out
        if code == 2:
            assert len(shown.err.strip()) > 20
        return code, shown.out + shown.err

    return call


@pytest.fixture
def read_everything(target: Target) -> Callable[[], None]:
    """Reads an output folder in each way in which the program does; only errors of ours may be raised."""

    def read() -> None:
        out, layout = target.out, Layout(target.out)
        _ours(lambda: [job.thaw(range(len(job.tasks))) for job in list_manifests(out)])
        _ours(lambda: [job.batch_options() for job in list_manifests(out)])
        _ours(lambda: [read_sent(job) for job in list_manifests(out)])
        watch = BatchWatch(out)
        for _ in range(2):
            state = watch.look(NAMES)
            assert (
                state.count("done", "failed", "new", "waiting", "running", "left", "kept", "elsewhere") >= 0
            )
            assert all(isinstance(words, str) for pair in state.failed for words in pair)
            assert [state.scene(name).total + state.scene(name).done for name in NAMES]
            assert state.done / max(1, state.total) <= max(1, state.done)
            assert round(state.left or 0.0) >= 0
        request = target.tasks[0].request
        seconds = Calibration.from_records((out / "body_renders").glob("*.json"))
        assert 0 < seconds.seconds(replace(target.tasks[0], frames=100)) < 1e7
        assert 0 <= seconds.bytes(request.options, 100) < 1 << 50
        hashes = Hashes(layout.hashes)
        for task in target.tasks:
            work = SceneRun(task, layout, hashes)
            if (record := work.done_before()) is not None:
                json.dumps(work.report(record).as_dict(), allow_nan=False).encode()
            made_here(layout.of(task.request).movie(task.name))
            made_before(task, target.tasks[3:], out, hashes)
            read_record(layout.of(task.request).record(task.name))
            read_failure(layout.failure(task.name))
            SceneLock.owner(layout.lock(task.name))
            SceneLock.live_owner(layout.lock(task.name))
        hashes.save()
        assert noted_motion(out / "bvhs" / "20231119_001_051.bvh") in ("capture", "contact")

    return read


def _ours(read: Callable[[], object]) -> None:
    with suppress(InteractError):
        read()


@pytest.fixture
def run_batch(target: Target) -> Callable[[], dict[str, str]]:
    """Runs the batch again, with a worker that delivers texts; returns name -> state."""

    def run() -> dict[str, str]:
        options = BatchOptions(workers=1, retries=0)
        batch = Coordinator(target.tasks, target.out, options, lambda event: None, target.command)
        return {outcome.task.name: outcome.state for outcome in batch.run().outcomes}

    return run
