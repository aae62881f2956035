# SPDX-License-Identifier: GPL-3.0-or-later
"""Flamenco: the job type compiled by node, jobs sent to a server that checks them as the Manager would."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from flamenco_schema import AVAILABLE_JOB_SETTING, SUBMITTED_JOB, faults, setting_faults

from interact_addon.core.foundation.errors import UsageError, WorkError
from interact_addon.core.rendering.farms.flamenco import (
    JOB_TYPE,
    FlamencoOptions,
    check_job_type,
    job_type_script,
    submit_flamenco,
    submitted_job,
)

OPTIONS = FlamencoOptions("/shared/interact/interact_blender.py", per_task=4)
TAG = "b8b4a5b0-1f2a-4b52-9d3e-2b5e5f0c6a11"
JOB_ID = "3f2a4b52-b8b4-4b52-9d3e-2b5e5f0c6a11"
COMPILER = Path(__file__).with_name("compile_job.js")

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


class Manager:
    """A Manager that remembers what it was sent."""

    def __init__(self) -> None:
        self.types: list[dict[str, Any]] = [{"name": JOB_TYPE, "label": "x", "settings": [], "etag": "tag1"}]
        self.jobs: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answer: tuple[int, bytes] | None = None
        manager = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                manager.paths.append(f"GET {self.path}")
                self._say(200, {"job_types": manager.types})

            def do_POST(self) -> None:
                manager.paths.append(f"POST {self.path}")
                if manager.answer is not None:
                    self._send(*manager.answer)
                    return
                job = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                wrong = faults(job, SUBMITTED_JOB)
                if self.headers["Content-Type"] != "application/json":
                    wrong.append("this is no JSON")
                if job.get("type_etag") not in (None, manager.types[0]["etag"]):
                    self._say(
                        412, {"code": 412, "message": "rejecting job because its settings are outdated"}
                    )
                elif wrong:
                    self._say(400, {"code": 400, "message": "; ".join(wrong)})
                else:
                    manager.jobs.append(job)
                    self._say(200, {**job, "id": JOB_ID, "status": "queued", "activity": ""})

            def _say(self, code: int, values: dict[str, Any]) -> None:
                self._send(code, json.dumps(values).encode())

            def _send(self, code: int, body: bytes) -> None:
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Tests say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def manager() -> Iterator[Manager]:
    manager = Manager()
    thread = threading.Thread(target=manager.server.serve_forever, daemon=True)
    thread.start()
    yield manager
    manager.server.shutdown()
    manager.server.server_close()
    thread.join()


def test_the_schema_finds_faults() -> None:
    good = {"name": "x", "type": "y", "priority": 50, "submitter_platform": "linux", "metadata": {"a": "b"}}
    assert faults(good, SUBMITTED_JOB) == []
    bad = (
        {"priority": "50"},
        {"metadata": {"a": 1}},
        {"worker_tag": "mine"},
        {"colour": "red"},
        {"name": None},
    )
    assert all(faults(good | change, SUBMITTED_JOB) for change in bad)
    assert faults({}, SUBMITTED_JOB)


def test_a_job_is_what_the_published_schema_asks_for(make_job, manager: Manager) -> None:
    values = submitted_job(make_job(9), FlamencoOptions(OPTIONS.entry, per_task=4, priority=70, tag=TAG))
    assert submit_flamenco(manager.address + "/", values) == JOB_ID
    assert manager.paths == ["GET /api/v3/jobs/types", "POST /api/v3/jobs"]
    (sent,) = manager.jobs
    assert (sent["name"], sent["type"], sent["priority"]) == ("InterAct night.toml", "interact-scenes", 70)
    assert sent["worker_tag"] == TAG
    assert sent["type_etag"] == "tag1"
    assert sent["submitter_platform"] in ("linux", "windows", "darwin")
    assert sent["settings"]["tasks_file"] == str(make_job(9).path)
    assert json.loads(sent["settings"]["chunks"]) == [
        {"name": "scene0, scene1, scene2 and 1 more", "indices": "0-3", "steps": 4},
        {"name": "scene4, scene5, scene6 and 1 more", "indices": "4-7", "steps": 4},
        {"name": "scene8", "indices": "8", "steps": 1},
    ]


def test_a_manager_without_the_job_type_is_told_before_anything_is_sent(make_job, manager: Manager) -> None:
    manager.types[0] = {"name": "simple-blender-render", "etag": "x"}
    with pytest.raises(WorkError, match="does not know the job type") as caught:
        submit_flamenco(manager.address, submitted_job(make_job(1), OPTIONS))
    assert "scripts" in str(caught.value)
    assert manager.jobs == []


def test_a_refusal_is_told_in_the_managers_words(make_job, manager: Manager) -> None:
    values = submitted_job(make_job(1), OPTIONS)
    with pytest.raises(WorkError, match="400 job: priority is missing"):
        submit_flamenco(manager.address, {key: value for key, value in values.items() if key != "priority"})
    manager.answer = (500, b"<html>\nbroken")
    with pytest.raises(WorkError, match="500 <html> broken"):
        submit_flamenco(manager.address, values)
    manager.answer = (200, b"{}")
    with pytest.raises(WorkError, match="invalid answer from the Flamenco Manager"):
        submit_flamenco(manager.address, values)


def test_no_manager_is_told(manager: Manager) -> None:
    with pytest.raises(UsageError, match="invalid address of a Flamenco Manager"):
        check_job_type("file:///etc/passwd")
    manager.server.shutdown()
    manager.server.server_close()
    with pytest.raises(WorkError, match="no Flamenco Manager answers"):
        check_job_type(manager.address)


@pytest.mark.parametrize(
    "address",
    ["http://[::1", "http://farm:80x", "http://fa rm:8080", "http://farm:99999", "http://:80", "http://a\tb"],
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(UsageError, match="invalid address of a Flamenco Manager"):
        check_job_type(address)


def test_a_blender_that_may_not_go_online_asks_nobody(
    manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = SimpleNamespace(binary_path="/opt/blender/blender", online_access=False)
    monkeypatch.setitem(sys.modules, "bpy", SimpleNamespace(app=app))
    with pytest.raises(UsageError, match="may not go online"):
        check_job_type("http://farm.invalid:8080")
    assert check_job_type(manager.address) == "tag1"  # on this machine
    app.online_access = True
    with pytest.raises(WorkError, match="no Flamenco Manager answers"):
        check_job_type("http://farm.invalid:8080")
    app.online_access, app.binary_path = False, ""  # a plain Python with Blender as a module
    with pytest.raises(WorkError, match="no Flamenco Manager answers"):
        check_job_type("http://farm.invalid:8080")


def test_something_else_that_answers_is_no_manager() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as visitor:
                visitor.recv(1 << 16)
                visitor.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(WorkError, match="no Flamenco Manager answers"):
            check_job_type(f"http://127.0.0.1:{server.getsockname()[1]}")
        thread.join()


def test_invalid_numbers_are_reported() -> None:
    for bad in ({"priority": 101}, {"priority": -1}, {"workers": 0}, {"per_task": 0}):
        with pytest.raises(UsageError, match=r"invalid (priority|number of)"):
            FlamencoOptions("x", **bad)


def _compiled(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    (folder / "type.js").write_text(job_type_script())
    (folder / "job.json").write_text(json.dumps(values))
    command = ["node", str(COMPILER), str(folder / "type.js"), str(folder / "job.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_the_job_type_makes_a_task_of_each_chunk(make_job, tmp_path: Path) -> None:
    options = FlamencoOptions(OPTIONS.entry, per_task=2, workers=3, maps=(("/data", "D:\\data"),))
    values = submitted_job(make_job(3), options)
    made = _compiled(values, tmp_path)
    available = made["type"]["settings"]
    assert [fault for each in available for fault in faults(each, AVAILABLE_JOB_SETTING, each["key"])] == []
    assert setting_faults(values["settings"], available) == []
    assert [(task["name"], task["type"]) for task in made["tasks"]] == [
        ("scene0, scene1", "blender"),
        ("scene2", "blender"),
    ]
    (command,) = made["tasks"][0]["commands"]
    assert command["name"] == "blender-render"
    assert command["totalStepCount"] == 2
    parameters = command["parameters"]
    assert parameters["exe"] == "{blender}"
    assert parameters["blendfile"] == "", "Flamenco 3.5 takes that for: no file"
    assert parameters["argsBefore"][:2] == ["--background", "--factory-startup"]
    assert parameters["args"] == [
        *("--python", "/shared/interact/interact_blender.py", "--"),
        *("run-tasks", str(make_job(3).path), "--indices", "0-1", "--workers", "3"),
        *("--progress", "flamenco", "--map", "/data", "D:\\data"),
    ]
    assert all(isinstance(word, str) for word in parameters["args"])


@needs_node
def test_the_job_type_takes_no_words_for_indices(make_job, tmp_path: Path) -> None:
    values = submitted_job(make_job(1), OPTIONS)
    values["settings"]["chunks"] = json.dumps([{"name": "x", "indices": "0 --map / /", "steps": 1}])
    with pytest.raises(AssertionError, match="invalid task indices"):
        _compiled(values, tmp_path)
