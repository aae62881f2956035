# SPDX-License-Identifier: GPL-3.0-or-later
"""A second run over finished work writes no file at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interact_addon.cli import main

pytest.importorskip("bpy", reason="these commands need Blender (the bpy module)")


@pytest.fixture(scope="module")
def data(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenes, alike."""
    root = tmp_path_factory.mktemp("two") / "data"
    shutil.copytree(demo_root, root)
    for folder in root.iterdir():
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.copy(path, path.with_stem(path.stem[:-3] + "002"))
    return root


def listing(out: Path) -> dict[str, tuple]:
    """Return everything about every file and folder: identity, times, size and content."""
    found = {}
    for path in [out, *sorted(out.rglob("*"))]:
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        times = (status.st_mtime_ns, status.st_ctime_ns)
        found[str(path.relative_to(out))] = (status.st_ino, *times, status.st_size, content)
    return found


@pytest.mark.parametrize("layout", ["body", "both-inset"])
def test_render_writes_nothing_where_all_is_done(data: Path, tmp_path: Path, layout: str) -> None:
    out = tmp_path / "out"
    command = ["render", "20260101_001", "20260101_002", "--dataset", str(data), "--out", str(out)]
    command += ["--size", "32x18", "--frames", "1-2", "--workers", "1", "--layout", layout, "--quiet"]
    assert main(command) == 0
    before = listing(out)
    assert {"report.html", "report.json"} <= set(before)
    for more in ([], ["--json"], ["--only-failed"]):
        assert main([*command, *more]) == 0
        assert listing(out) == before


def test_run_tasks_writes_nothing_where_all_is_done(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["submit", "20260101_001", "20260101_002", "--dataset", str(data), "--out", str(out)]
    assert main([*command, "--size", "32x18", "--frames", "1-2", "--to", "openjd"]) == 0
    (tasks,) = out.glob(".interact/farm/*/tasks.json")
    assert main(["run-tasks", str(tasks), "--workers", "1"]) == 0
    before = listing(out)
    for more in ([], ["--indices", "0"], ["--progress", "openjd"], ["--progress", "flamenco"]):
        assert main(["run-tasks", str(tasks), "--workers", "1", *more]) == 0
        assert listing(out) == before


@pytest.mark.parametrize(
    "harm",
    [
        lambda out: (out / "report.html").unlink(),
        lambda out: (out / "report.json").unlink(),
        lambda out: (out / "report.json").write_text("[" * 100_000),
        lambda out: (out / "report.json").write_text('{"scenes": [7]}'),
        lambda out: (out / "report.json").write_text(
            (out / "report.json").read_text().replace('"frames": 3', '"frames": 99')
        ),
    ],
)
def test_a_report_that_is_not_as_it_was_is_written_again(
    harm: Callable[[Path], object], batch_of_two: Callable[[], Path]
) -> None:
    out = batch_of_two()
    good = json.loads((out / "report.json").read_text())
    harm(out)
    batch_of_two()
    again = json.loads((out / "report.json").read_text())
    assert (out / "report.html").exists()
    assert [scene["frames"] for scene in again["scenes"]] == [scene["frames"] for scene in good["scenes"]]


@pytest.fixture
def batch_of_two(tmp_path: Path) -> Callable[[], Path]:
    from interact_addon.core.dataset import Performance, Scene
    from interact_addon.core.jobs.request import RenderRequest
    from interact_addon.core.rendering.batch import BatchOptions, Task, run_batch
    from interact_addon.core.rendering.batch.reports import write_reports

    worker = tmp_path / "worker.py"
    worker.write_text(
        """
import json, pathlib, sys
for line in sys.stdin:
    order = json.loads(line)
    paths = []
    for folder, ending in (("body_renders_noaudio", "mkv"), ("body_renders", "mp4")):
        path = pathlib.Path(order["out"]) / folder / f"{order['name']}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        paths.append(str(path))
    report = {"key": order["key"], "movie": paths[1], "video": paths[0], "frames": 3, "duration": 0.1,
              "error": None, "findings": [], "seconds": {}}
    print(json.dumps({"event": "done", "request": order["request"], "report": report}), flush=True)
"""
    )

    def run() -> Path:
        out = tmp_path / "out"
        source = Scene("20260101_001", "20260101", 1, (Performance("k", "001", "male"),))
        tasks = [Task(RenderRequest(tmp_path, source.key, out, name=name), source, 3) for name in "ab"]
        result = run_batch(tasks, out, BatchOptions(workers=1), command=[sys.executable, str(worker)])
        assert result.complete
        write_reports(result, out)
        return out

    return run
