# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the Hugging Face Hub over HTTP: list a repository's files, open one of them.

``GET /api/datasets/REPO/tree/REVISION?recursive=true`` lists a thousand files a page; the header ``Link``
has the next page's address. ``GET /datasets/REPO/resolve/REVISION/PATH`` answers with a file, mostly by a
redirect to another host, which must not get the user's token. (The Hub's documentation, "Hub API endpoints".)

``requests`` sends: it comes with every Blender (which itself downloads with it) and with every bpy wheel,
keeps connections open over thousands of files, and brings certificates, which Blender's own Python has none
of on some systems.
"""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..foundation.errors import HubError
from ..foundation.online import on_this_machine
from ..foundation.version import __version__
from .rate_limit import asked_wait
from .refusals import refusal
from .remote_file import RemoteFile, parse_entry
from .settings import HubSettings
from .waiting import Again, Pace, Patience

if TYPE_CHECKING:
    import requests

__all__ = ["HubClient"]

_PATIENCE = (10.0, 30.0)  # seconds to connect, and from one piece of an answer to the next
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 8
_PASSING = (408, 500, 502, 503, 504)
_MOST_PAGES = 2000
_MOST_BYTES = 1 << 25  # of an answer that is not a file
_CUT = ("ChunkedEncodingError", "ConnectionError", "IncompleteRead", "ProtocolError")
_CHUNK, _SMALL = 1 << 18, 1 << 13


class HubClient:
    """The Hub, for one repository of data. Its methods can be called from several threads.

    Args:
        settings: Address and token.
        repo: The repository, such as ``leohocs/interact``.
        pace: The time between requests.

    Attributes:
        pace: The time between requests.
        page: The address of the dataset's page.
    """

    def __init__(self, settings: HubSettings, repo: str, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.page = f"{settings.endpoint}/datasets/{repo}"
        self._settings, self._repo = settings, repo
        self._origin = _origin(settings.endpoint)
        self._requests = _library()
        self._broken = self._requests.packages.urllib3.exceptions.HTTPError
        self._threads = threading.local()
        self._sessions: list[requests.Session] = []

    def __enter__(self) -> HubClient:
        return self

    def __exit__(self, *_: object) -> None:
        for session in self._sessions:
            session.close()

    def commit(self, revision: str) -> str:
        """Return the commit that a branch or tag is at now.

        Raises:
            HubError: There is none, or the Hub cannot be asked.
        """
        what = f"revision {revision} of {self._repo}"
        value, _ = self._json(self._api("revision", revision), what)
        commit = value.get("sha") if isinstance(value, dict) else None
        if not isinstance(commit, str) or not commit.isalnum():
            raise self._strange(what)
        return commit

    def tree(self, revision: str) -> tuple[list[RemoteFile], list[str]]:
        """List the files of a revision.

        Returns:
            The files, and the paths of those whose names cannot be used on this machine.

        Raises:
            HubError: There is no such repository or revision, or the Hub cannot be asked.
        """
        what = f"the list of files of {self._repo}, revision {revision[:8]}"
        files: dict[str, RemoteFile] = {}
        unsafe: list[str] = []
        address: str | None = self._api("tree", revision) + "?recursive=true"
        for _ in range(_MOST_PAGES):
            if address is None:
                return sorted(files.values(), key=lambda file: file.path), unsafe
            entries, address = self._json(address, what)
            try:
                for parsed in map(parse_entry, entries if isinstance(entries, list) else [None]):
                    if isinstance(parsed, str):
                        unsafe.append(parsed)
                    elif parsed is not None:
                        files[parsed.path] = parsed
            except ValueError as error:
                raise self._strange(what) from error
        raise self._strange(what)

    def file_address(self, revision: str, path: str) -> str:
        """Return where a file is downloaded from."""
        return f"{self.page}/resolve/{_quoted(revision, safe='')}/{_quoted(path)}"

    @contextmanager
    def open(self, address: str, what: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Send one request, and yield the answer, of which so far only the headers are here.

        Args:
            address: Of the Hub; redirects are followed.
            what: What is asked for, for messages.
            headers: More headers.

        Raises:
            Again: It failed in a way that can pass.
            HubError: The Hub refused.
            CancelledError: The user stopped the work.
        """
        self.pace.go_on()
        answer, token = self._follow(address, what, headers)
        with answer:
            status = answer.status_code
            if status == 429 or (status == 503 and asked_wait(answer.headers) is not None):
                self.pace.close(asked_wait(answer.headers))
                raise Again("the Hub had too many requests")
            if status in _PASSING:
                raise Again(f"the Hub is busy (status {status})")
            if status not in (200, 206, 416):
                raise refusal(status, answer.headers, what, self.page, token=token)
            yield answer

    def chunks(self, answer: requests.Response) -> Iterator[bytes]:
        """Yield the content of an answer piece by piece.

        Raises:
            Again: The connection was cut.
            CancelledError: The user stopped the work.
        """
        # What has come is handed on at once: a reader of whole chunks loses the last one if it is cut.
        read1 = getattr(answer.raw, "read1", None)  # urllib3 2.1 and newer
        read, size = (answer.raw.read, _SMALL) if read1 is None else (read1, _CHUNK)
        while True:
            if self.pace.cancelled():
                self.pace.go_on()  # raises
            try:
                piece = read(size, decode_content=True)
            except (OSError, HTTPException, self._broken) as error:
                raise Again(_reason(error)) from error
            if not piece:
                return
            yield piece

    def _json(self, address: str, what: str) -> tuple[Any, str | None]:
        """Return the value that an address answers with, and the address of the next page, if any."""
        patience = Patience(self.pace, what)
        while True:
            try:
                with self.open(address, what, {"Accept": "application/json"}) as answer:
                    content = bytearray()
                    for piece in self.chunks(answer):
                        content += piece
                        if len(content) > _MOST_BYTES:
                            raise self._strange(what)
                    following = answer.links.get("next", {}).get("url")
                    break
            except Again as why:
                patience.failed(why)
        try:
            value = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise self._strange(what) from error
        return value, None if following is None else urllib.parse.urljoin(address, following)

    def _follow(self, address: str, what: str, headers: dict[str, str]) -> tuple[requests.Response, bool]:
        """Send a request and follow redirects; return the answer, and whether its server got the token."""
        for _ in range(_MOST_REDIRECTS):
            own = _origin(address) == self._origin
            if not (own or address.startswith("https:") or on_this_machine(address)):
                raise HubError(f"{what}: the Hub sends this elsewhere without encryption ({_host(address)})")
            sent = {"Accept-Encoding": "identity", "User-Agent": f"interact-addon/{__version__}", **headers}
            if own and self._settings.token is not None:
                sent["Authorization"] = f"Bearer {self._settings.token}"
            try:
                answer = self._session().get(
                    address,
                    headers=sent,
                    # Else requests looks into the user's .netrc for a password, which the Hub need not see.
                    auth=lambda request: request,
                    stream=True,
                    timeout=_PATIENCE,
                    allow_redirects=False,  # followed here, to see which host gets the token
                )
            except self._requests.exceptions.SSLError as error:
                raise HubError(
                    f"{_host(address)} does not prove that it is that host ({_reason(error)})",
                    cure="Check this machine's date and time; behind a company's proxy, set"
                    " REQUESTS_CA_BUNDLE to its certificates",
                ) from error
            except self._requests.RequestException as error:
                raise Again(f"{_host(address)} cannot be reached ({_reason(error)})") from error
            except ValueError as error:  # an address that is none
                raise self._strange(what) from error
            if answer.status_code not in _REDIRECTS or "Location" not in answer.headers:
                return answer, "Authorization" in sent
            answer.close()
            address = urllib.parse.urljoin(address, answer.headers["Location"])
        raise self._strange(what)

    def _session(self) -> requests.Session:
        session = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = self._requests.Session()
            self._sessions.append(session)
        return session

    def _api(self, kind: str, revision: str) -> str:
        return f"{self._settings.endpoint}/api/datasets/{self._repo}/{kind}/{_quoted(revision, safe='')}"

    def _strange(self, what: str) -> HubError:
        return HubError(
            f"{what}: {self._settings.endpoint} does not answer as the Hub does",
            cure="Check HF_ENDPOINT, if you have set it, and whether a proxy answers instead",
        )


def _library() -> ModuleType:
    try:
        # Here: it is slow to import, and a distribution's Blender can lack it.
        import requests
    except ImportError as error:
        raise HubError(
            "Python's module requests is missing",
            cure="Install it where this runs: 'apt-get install python3-requests' for Debian's Blender, else"
            " 'pip install requests'",
        ) from error
    return requests


def _quoted(text: str, safe: str = "/") -> str:
    return urllib.parse.quote(text, safe=safe)


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urllib.parse.urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = -1  # no server's
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)


def _host(address: str) -> str:
    """Return an address's host: the rest of it can hold a signature that gives access to a file."""
    return urllib.parse.urlsplit(address).hostname or "the Hub"


def _reason(error: BaseException) -> str:
    """Return why the network failed, in the system's words: those of requests hold whole addresses."""
    seen: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in seen:
        seen.append(inner)
        causes = [inner.__cause__, inner.__context__, getattr(inner, "reason", None), *inner.args]
        inner = next((cause for cause in causes if isinstance(cause, BaseException)), None)
    for each in reversed(seen):
        if (why := getattr(each, "verify_message", None) or getattr(each, "strerror", None)) is not None:
            return str(why)
    name = type(error).__name__
    if "Timeout" in name:
        return "it does not answer"
    return "the connection was cut" if name in _CUT else name
