# SPDX-License-Identifier: GPL-3.0-or-later
"""A Hugging Face Hub on this machine, for tests: it answers as documented, can fail in any way, and records.

Two servers, as there: the Hub itself, which lists files and redirects, and a store of large files on another
host, which must never be shown the user's token.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import urllib.parse
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REPO = "leohocs/interact"
COMMIT = "152ba832f379c465f5b1e10c67166d646014d675"
OTHER_COMMIT = "0" * 39 + "1"


@dataclass
class Fault:
    """How one request fails; the next one is answered as usual.

    Attributes:
        status: Answered with this status and nothing else.
        headers: More headers.
        cut: The connection is cut after so many bytes of the content.
        ignores_range: The whole file is sent, whatever was asked for.
        ignores_if_range: Part of the file is sent, although it has changed.
        content: This is sent instead of the file.
        body: Sent with ``status``.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    ignores_range: bool = False
    ignores_if_range: bool = False
    content: bytes | None = None
    body: bytes = b"{}"


@dataclass
class Request:
    """What was asked: by which of the servers (``hub``, ``store``), for what, with which headers."""

    server: str
    path: str
    headers: Mapping[str, str]


class HubServer:
    """The servers, their files, and what they were asked."""

    def __init__(self, files: Mapping[str, bytes], *, page: int = 1000, large: int = 1000) -> None:
        self.files = dict(files)
        self.page, self.large = page, large
        self.listed: dict[str, dict[str, Any]] = {}  # entries that differ from the files
        self.more: list[object] = []  # entries of no file
        self.faults: dict[str, list[Fault]] = defaultdict(
            list
        )  # path of a file, "tree" or "revision" -> next
        self.requests: list[Request] = []
        self.token: str | None = None  # required, if it is not None
        self._hub, self._store = self._serve("hub"), self._serve("store")
        self.endpoint = f"http://127.0.0.1:{self._hub.server_port}"

    def paths(self, server: str = "hub") -> list[str]:
        return [each.path for each in self.requests if each.server == server]

    def asked(self, name: str) -> list[Request]:
        """Return the requests for one file."""
        return [each for each in self.requests if urllib.parse.unquote(each.path).endswith(f"/{name}")]

    def close(self) -> None:
        for server in (self._hub, self._store):
            server.shutdown()
            server.server_close()

    def entry(self, path: str) -> dict[str, Any]:
        content = self.files[path]
        size = len(content)
        git = hashlib.sha1(b"blob %d\0" % size + content).hexdigest()  # noqa: S324 (git's)
        entry: dict[str, Any] = {"type": "file", "oid": git, "size": size, "path": path}
        if size >= self.large:
            sha = hashlib.sha256(content).hexdigest()
            entry |= {"oid": "f" * 40, "lfs": {"oid": sha, "size": size, "pointerSize": 130}}
        return entry | self.listed.get(path, {})

    def _serve(self, name: str) -> ThreadingHTTPServer:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hub.requests.append(Request(name, self.path, dict(self.headers.items())))
                if name == "hub":
                    hub._answer(self)
                else:
                    hub._send_file(
                        self, urllib.parse.unquote(self.path.split("?")[0].removeprefix("/store/"))
                    )

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """The other side may hang up."""

        server = Server(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urllib.parse.urlsplit(handler.path)
        path, query = urllib.parse.unquote(parts.path), urllib.parse.parse_qs(parts.query)
        if self.token is not None and handler.headers.get("Authorization") != f"Bearer {self.token}":
            headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
            _send(handler, 401, headers, b'{"error": "Repository not found"}')
            return
        tree, resolve = f"/api/datasets/{REPO}/tree/", f"/datasets/{REPO}/resolve/"
        revision = f"/api/datasets/{REPO}/revision/"
        if path.startswith(tree):
            self._or_fault("tree", handler, lambda: self._tree(handler, path, query))
        elif path.startswith(revision):
            value = json.dumps({"id": REPO, "sha": OTHER_COMMIT, "gated": False}).encode()
            self._or_fault("revision", handler, lambda: _send(handler, 200, {}, value))
        elif path.startswith(resolve):
            self._resolve(handler, path.removeprefix(resolve).partition("/")[2])
        else:
            _send(handler, 404, {"X-Error-Code": "RepoNotFound"}, b"{}")

    def _or_fault(self, name: str, handler: BaseHTTPRequestHandler, answer: Any) -> None:
        if self.faults[name]:
            fault = self.faults[name].pop(0)
            _send(handler, fault.status or 200, fault.headers, fault.body)
        else:
            answer()

    def _tree(self, handler: BaseHTTPRequestHandler, path: str, query: Mapping[str, list[str]]) -> None:
        assert query["recursive"] == ["true"]
        folders = sorted({name.rpartition("/")[0] for name in self.files} - {""})
        entries: list[object] = [
            {"type": "directory", "oid": "0" * 40, "size": 0, "path": f} for f in folders
        ]
        entries += [self.entry(name) for name in sorted(self.files)] + self.more
        start = int(query.get("cursor", ["0"])[0])
        headers = {}
        if start + self.page < len(entries):
            following = f"{self.endpoint}{path}?recursive=true&cursor={start + self.page}"
            headers["Link"] = f'<{following}>; rel="next"'
        _send(handler, 200, headers, json.dumps(entries[start : start + self.page]).encode())

    def _resolve(self, handler: BaseHTTPRequestHandler, name: str) -> None:
        fault = self.faults[name][0] if self.faults[name] else None
        if fault is not None and fault.status is not None:
            self.faults[name].pop(0)
            _send(handler, fault.status, fault.headers, fault.body)
        elif name not in self.files:
            headers = {"X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"}
            _send(handler, 404, headers, b"{}")
        elif len(self.files[name]) >= self.large:
            address = f"http://127.0.0.1:{self._store.server_port}/store/{urllib.parse.quote(name)}?Signature=s3cret"
            _send(handler, 302, {"Location": address, "X-Repo-Commit": COMMIT}, b"")
        else:
            self._send_file(handler, name)

    def _send_file(self, handler: BaseHTTPRequestHandler, name: str) -> None:
        fault = self.faults[name].pop(0) if self.faults[name] else Fault()
        content = self.files[name] if fault.content is None else fault.content
        tag = f'"{hashlib.md5(content).hexdigest()}"'  # noqa: S324 (only a tag)
        wanted, condition = handler.headers.get("Range"), handler.headers.get("If-Range")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if fault.ignores_range or (condition not in (None, tag) and not fault.ignores_if_range):
            wanted = None
        headers = {"ETag": tag, "Accept-Ranges": "bytes", **fault.headers}
        if wanted and start >= len(content):
            _send(handler, 416, {"Content-Range": f"bytes */{len(content)}"}, b"")
        elif wanted:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            _send(handler, 206, headers, content[start:], fault.cut)
        else:
            _send(handler, 200, headers, content, fault.cut)


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    cut: int | None = None,
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body if cut is None else body[:cut])
    if cut is not None:
        handler.wfile.flush()
        handler.close_connection = True


@contextmanager
def serving(files: Mapping[str, bytes], **more: Any) -> Iterator[HubServer]:
    """Serve a repository while the block runs."""
    server = HubServer(files, **more)
    try:
        yield server
    finally:
        server.close()


def interact_files(tmp_path: Path) -> dict[str, bytes]:
    """Return a repository in the InterAct layout, with three scenes, of which one is joyful."""
    files = {
        "README.md": b"# InterAct\n",
        ".gitattributes": b"*.wav filter=lfs\n",
        "body_to_render.blend": b"B" * 3000,
        "blendshape_ict.npy": b"basis" * 400,
        "lip_acc_sentences.txt": b"Please come in.\n",
        "lip_acc/wav/20240128_006_001.wav": b"lip" * 500,
        "render/render_add_audio.py": b"print()\n",
    }
    for actor in ("001", "002", "003", "007"):
        files[f"face_ict_templates/{actor}.obj"] = f"v {actor}\n".encode() * 200
    for key, (first, second) in {
        "20231119_051": ("001", "002"),
        "20231119_052": ("001", "002"),
        "20231126_319": ("003", "007"),
    }.items():
        date, scenario = key.split("_")
        for actor in (first, second):
            stem = f"{date}_{actor}_{scenario}"
            files[f"bvhs/{stem}.bvh"] = f"HIERARCHY {stem}\n".encode() * 300
            files[f"bvhs_retarget/{stem}.bvh"] = f"RETARGET {stem}\n".encode() * 100
            files[f"face_arkit/{stem}.npy"] = f"arkit {stem}".encode() * 50
            files[f"face_ict/{stem}.npy"] = f"ict {stem}".encode() * 50
            files[f"wav/{stem}.wav"] = f"RIFF {stem}".encode() * 500
    for name, script in {
        "actors.db": "CREATE TABLE actors(actor_id TEXT, gender TEXT);"
        "INSERT INTO actors VALUES('001','male'),('002','female'),('003','male'),('007','female');"
        "CREATE TABLE sessions(date TEXT, male_id TEXT, female_id TEXT);"
        "INSERT INTO sessions VALUES('20231119','001','002'),('20231126','003','007');",
        "scenarios.db": "CREATE TABLE relationships(id INTEGER, name TEXT);"
        "INSERT INTO relationships VALUES(1,'old friends');"
        "CREATE TABLE emotions(id INTEGER, name TEXT); INSERT INTO emotions VALUES(1,'joy'),(2,'anger');"
        "CREATE TABLE scenarios(id INTEGER, relationship_id INTEGER, primary_emotion_id INTEGER,"
        " character_setup TEXT, scenario TEXT);"
        "INSERT INTO scenarios VALUES(51,1,1,'a','they hug'),(52,1,2,'b','they argue'),"
        "(319,1,1,'c','a toast');",
    }.items():
        path = tmp_path / f"made-{name}"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)
            connection.commit()
        files[name] = path.read_bytes()
    return files
