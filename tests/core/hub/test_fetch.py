# SPDX-License-Identifier: GPL-3.0-or-later
"""One file, whatever the network, the servers and the disk do meanwhile."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import CancelledError, HubError, HubFileError, WorkError
from interact_addon.core.hub.client import HubClient
from interact_addon.core.hub.fetch import fetch, has_content, partial_name
from interact_addon.core.hub.remote_file import RemoteFile, parse_entry
from tests.hub_server import COMMIT, Fault, HubServer

NAME = "wav/20231119_001_051.wav"  # large: it is in the store
SMALL = "face_arkit/20231119_001_051.npy"
HALF = 4000


@pytest.fixture
def file(hub: HubServer) -> RemoteFile:
    found = parse_entry(hub.entry(NAME))
    assert isinstance(found, RemoteFile)
    assert len(found.digest) == 64
    return found


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "data" / NAME


@pytest.fixture
def get(client: HubClient, file: RemoteFile, target: Path) -> Callable[..., int]:
    """Fetch the file; return the bytes that were counted."""

    def run(what: RemoteFile = file) -> int:
        counts: list[int] = []
        fetch(client, COMMIT, what, target, counts.append)
        return sum(counts)

    return run


def partial(target: Path, file: RemoteFile) -> Path:
    return target.with_name(partial_name(file))


def ranges(hub: HubServer) -> list[str | None]:
    return [each.headers.get("Range") for each in hub.requests if each.server == "store"]


def alone(target: Path) -> bool:
    return [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize("name", [NAME, SMALL])
def test_a_file_is_whole_and_checked(
    client: HubClient, hub: HubServer, target: Path, name: str, get: Callable[..., int]
) -> None:
    found = parse_entry(hub.entry(name))
    assert isinstance(found, RemoteFile)
    assert get(found) == len(hub.files[name])
    assert target.read_bytes() == hub.files[name]
    assert has_content(target, found)
    assert alone(target)
    assert all(each.headers["Accept-Encoding"] == "identity" for each in hub.requests)


def test_an_empty_file_needs_no_request(hub: HubServer, get: Callable[..., int], target: Path) -> None:
    hub.files["empty.txt"] = b""
    found = parse_entry(hub.entry("empty.txt"))
    assert isinstance(found, RemoteFile)
    assert get(found) == 0
    assert target.read_bytes() == b""


def test_a_cut_connection_is_resumed_where_it_ended(
    hub: HubServer, get: Callable[..., int], file: RemoteFile, target: Path
) -> None:
    hub.faults[NAME] = [Fault(cut=HALF), Fault(cut=1000)]
    assert get() == file.size
    assert target.read_bytes() == hub.files[NAME]
    assert ranges(hub) == [None, f"bytes={HALF}-", f"bytes={HALF + 1000}-"]
    store = [each for each in hub.requests if each.server == "store"]
    assert store[1].headers["If-Range"] == store[2].headers["If-Range"]


def test_a_partial_file_of_before_is_resumed(
    hub: HubServer, get: Callable[..., int], file: RemoteFile, target: Path
) -> None:
    target.parent.mkdir(parents=True)
    partial(target, file).write_bytes(hub.files[NAME][:HALF])
    assert get() == file.size
    assert ranges(hub) == [f"bytes={HALF}-"]
    assert target.read_bytes() == hub.files[NAME]
    assert alone(target)


@pytest.mark.parametrize("extra", [0, 10])
def test_a_partial_file_that_is_damaged_is_fetched_again(
    hub: HubServer, get: Callable[..., int], file: RemoteFile, target: Path, extra: int
) -> None:
    target.parent.mkdir(parents=True)
    partial(target, file).write_bytes(b"\0" * (HALF if extra == 0 else file.size + extra))
    assert get() == file.size
    assert target.read_bytes() == hub.files[NAME]
    assert ranges(hub)[-1] is None


def test_a_server_that_ignores_the_range_sends_all(
    hub: HubServer, get: Callable[..., int], file: RemoteFile, target: Path
) -> None:
    hub.faults[NAME] = [Fault(cut=HALF), Fault(ignores_range=True)]
    assert get() == file.size
    assert target.read_bytes() == hub.files[NAME]


def test_it_does_not_go_on_for_ever_with_such_a_server(hub: HubServer, get: Callable[..., int]) -> None:
    hub.faults[NAME] = [Fault(cut=HALF, ignores_range=True)] * 50
    with pytest.raises(HubError, match=f"{NAME}: the connection was cut"):
        get()
    assert len(ranges(hub)) < 10


@pytest.mark.parametrize("fault", [Fault(), Fault(ignores_if_range=True)])
def test_a_file_that_changes_before_it_is_resumed(
    hub: HubServer, get: Callable[..., int], file: RemoteFile, target: Path, fault: Fault
) -> None:
    first = b"other content " * 1000
    hub.faults[NAME] = [Fault(cut=HALF, content=first), fault]
    assert get() == file.size
    assert target.read_bytes() == hub.files[NAME]
    assert ranges(hub)[1] == f"bytes={HALF}-"


def test_a_wrong_checksum_is_tried_once_more(hub: HubServer, get: Callable[..., int], target: Path) -> None:
    wrong = hub.files[NAME][::-1]
    hub.faults[NAME] = [Fault(content=wrong)]
    get()
    assert target.read_bytes() == hub.files[NAME]
    target.unlink()
    hub.faults[NAME] = [Fault(content=wrong)] * 2
    with pytest.raises(HubFileError, match="has not the checksum that it lists"):
        get()
    assert list(target.parent.iterdir()) == []


def test_more_than_the_listing_says_is_not_read(hub: HubServer, get: Callable[..., int]) -> None:
    hub.faults[NAME] = [Fault(content=hub.files[NAME] + b"more")] * 2
    with pytest.raises(HubFileError, match="has not the checksum"):
        get()


def test_less_than_the_listing_says(hub: HubServer, get: Callable[..., int]) -> None:
    hub.files[NAME] = hub.files[NAME][:HALF]
    with pytest.raises(HubError, match=r"another part of the file|connection was cut"):
        get()


def test_too_many_requests_for_files(
    hub: HubServer, get: Callable[..., int], file: RemoteFile, fake_time, lines: list[str]
) -> None:
    hub.faults[NAME] = [Fault(429, {"RateLimit": '"resolvers";r=0;t=77'}), Fault(503)]
    assert get() == file.size
    assert fake_time.seconds == pytest.approx(77 + 2)
    assert [("rate limit" in line, "trying again in 2 s" in line) for line in lines] == [
        (True, False),
        (False, True),
    ]


def test_a_file_that_is_not_there(hub: HubServer, get: Callable[..., int], target: Path) -> None:
    del hub.files[NAME]
    with pytest.raises(HubFileError, match=rf"{NAME}: this is not there .Entry not found.*/tree/main"):
        get()
    assert not target.exists()


def test_cancelling_leaves_a_partial_file(
    client: HubClient, hub: HubServer, file: RemoteFile, target: Path
) -> None:
    hub.faults[NAME] = [Fault(cut=HALF)]
    client.pace.cancelled = lambda: partial(target, file).exists() and len(hub.requests) > 1
    with pytest.raises(CancelledError):
        fetch(client, COMMIT, file, target, lambda count: None)
    assert [path.name for path in target.parent.iterdir()] == [partial_name(file)]
    client.pace.cancelled = lambda: False
    fetch(client, COMMIT, file, target, lambda count: None)
    assert target.read_bytes() == hub.files[NAME]


def test_a_partial_name_is_hidden_and_outlives_other_work(file: RemoteFile, tmp_path: Path) -> None:
    from interact_addon.core.foundation.atomic_file import remove_stale

    path = tmp_path / partial_name(file)
    path.touch()
    os.utime(path, (0, 0))
    remove_stale(tmp_path)
    assert path.exists()
    assert path.name.startswith(".")


def test_a_full_disk(get: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkError, match=r"051.wav: the file cannot be written .No space.*Free some space"):
        get()


def test_a_folder_in_the_place_of_the_file(get: Callable[..., int], target: Path) -> None:
    target.mkdir(parents=True)
    with pytest.raises(WorkError, match="this is a folder"):
        get()


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system follows links")
def test_a_link_in_the_place_of_the_partial_file(
    get: Callable[..., int], file: RemoteFile, target: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    target.parent.mkdir(parents=True)
    partial(target, file).symlink_to(mine)
    with pytest.raises(WorkError, match="cannot be written"):
        get()
    assert mine.read_text() == "mine"
