# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from interact_addon.core.foundation.errors import CancelledError, HubError
from interact_addon.core.hub.client import HubClient
from interact_addon.core.hub.settings import HubSettings
from interact_addon.core.hub.waiting import Pace
from tests.hub_server import COMMIT, OTHER_COMMIT, REPO, Fault, HubServer

Connected = Callable[..., HubClient]


def test_pages_are_followed_to_the_last(client: HubClient, hub: HubServer) -> None:
    hub.page = 7
    files, unsafe = client.tree(COMMIT)
    assert [file.path for file in files] == sorted(hub.files)
    assert {file.path: file.size for file in files} == {name: len(data) for name, data in hub.files.items()}
    assert {len(file.digest) for file in files} == {40, 64}
    assert unsafe == []
    assert len(hub.requests) > 5
    assert all(path.startswith(f"/api/datasets/{REPO}/tree/{COMMIT}?") for path in hub.paths())


def test_names_that_are_not_safe_are_set_apart(client: HubClient, hub: HubServer) -> None:
    evil = hub.entry("README.md") | {"path": "../../.bashrc"}
    hub.more = [evil]
    files, unsafe = client.tree(COMMIT)
    assert unsafe == ["../../.bashrc"]
    assert len(files) == len(hub.files)


def test_a_branch_is_a_commit(client: HubClient, hub: HubServer) -> None:
    assert client.commit("a/branch") == OTHER_COMMIT
    assert hub.paths() == [f"/api/datasets/{REPO}/revision/a%2Fbranch"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"RateLimit": '"api";r=0;t=43', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, 43),
        ({"Retry-After": "20"}, 20),
        ({}, 60),
    ],
)
def test_too_many_requests(
    client: HubClient, hub: HubServer, fake_time, lines: list[str], headers: dict[str, str], seconds: int
) -> None:
    hub.faults["tree"] = [Fault(429, headers)]
    assert client.tree(COMMIT)[0]
    assert fake_time.seconds == pytest.approx(seconds)
    assert lines == [f"the Hub's rate limit is reached: waiting {seconds} s, then going on"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_busy_hub_is_asked_again(client: HubClient, hub: HubServer, status: int, fake_time) -> None:
    hub.faults["tree"] = [Fault(status), Fault(status)]
    assert client.tree(COMMIT)[0]
    assert fake_time.seconds == pytest.approx(3)
    hub.faults["tree"] = [Fault(status)] * 7
    with pytest.raises(HubError, match=f"the Hub is busy .status {status}. .7 times in a row"):
        client.tree(COMMIT)


@pytest.mark.parametrize(
    ("status", "code", "token", "sentence"),
    [
        (401, "RepoNotFound", None, "only to people who are logged in.*/datasets/leohocs/interact.*HF_TOKEN"),
        (401, "", "hf_old", "does not accept your access token.*expired"),
        (
            403,
            "GatedRepo",
            "hf_x",
            r"does not allow this.*accept the dataset's terms, and check that your token",
        ),
        (403, "GatedRepo", None, "accept the dataset's terms, and make an access token"),
        (404, "RevisionNotFound", None, "no such revision"),
        (404, "RepoNotFound", None, "no such dataset"),
        (418, "", None, "refused with status 418"),
    ],
)
def test_refusals_say_what_to_do(
    connected: Connected, hub: HubServer, status: int, code: str, token: str | None, sentence: str
) -> None:
    headers = {"X-Error-Code": code, "X-Error-Message": "Sorry."} if code else {}
    hub.faults["tree"] = [Fault(status, headers)]
    with pytest.raises(HubError, match=sentence) as told:
        connected(token).tree(COMMIT)
    assert "hf_" not in str(told.value)
    assert len(hub.requests) == 1, "asking again would not help"


@pytest.mark.parametrize(
    "body",
    [b"<html>Log in to the network</html>", b"[" * 100_000, b'{"a": 1}', b'[{"type": "file"}]', b"\xff"],
)
def test_something_else_answers(client: HubClient, hub: HubServer, body: bytes) -> None:
    hub.faults["tree"] = [Fault(body=body)]
    with pytest.raises(HubError, match="does not answer as the Hub does"):
        client.tree(COMMIT)


def test_pages_without_end(client: HubClient, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interact_addon.core.hub.client._MOST_PAGES", 5)
    hub.faults["tree"] = [Fault(headers={"Link": '</api/again>; rel="next"'}, body=b"[]")] * 9
    hub._answer = lambda handler: hub._or_fault("tree", handler, None)  # type: ignore[method-assign]
    with pytest.raises(HubError, match="does not answer as the Hub does"):
        client.tree(COMMIT)
    assert len(hub.requests) == 5


def test_a_host_that_is_not_there(fake_time) -> None:
    client = HubClient(HubSettings("http://127.0.0.1:9"), REPO, Pace(fake_time.clock))
    with pytest.raises(
        HubError, match=r"127.0.0.1 cannot be reached \(Connection refused\) \(7 times"
    ) as told:
        client.tree(COMMIT)
    assert "http" not in told.value.message, "addresses can hold signatures"


def test_a_cancelled_request_is_not_sent(client: HubClient, hub: HubServer) -> None:
    client.pace.cancelled = lambda: True
    with pytest.raises(CancelledError):
        client.tree(COMMIT)
    assert hub.requests == []


def test_the_token_goes_to_the_hub_and_to_no_other_host(connected: Connected, hub: HubServer) -> None:
    hub.token = "hf_s3cret"
    client = connected("hf_s3cret")
    client.tree(COMMIT)
    name = "wav/20231119_001_051.wav"
    with client.open(client.file_address(COMMIT, name), name, {}) as answer:
        assert b"".join(client.chunks(answer)) == hub.files[name]
    assert [(each.server, each.headers.get("Authorization")) for each in hub.requests] == [
        ("hub", "Bearer hf_s3cret"),
        ("hub", "Bearer hf_s3cret"),
        ("store", None),
    ]


def test_the_token_does_not_follow_to_the_next_page_of_another_host(
    connected: Connected, hub: HubServer
) -> None:
    store = f"http://127.0.0.1:{hub._store.server_port}/store/README.md"
    hub.faults["tree"] = [Fault(headers={"Link": f'<{store}>; rel="next"'}, body=b"[]")]
    with pytest.raises(HubError, match="does not answer as the Hub does"):
        connected("hf_s3cret").tree(COMMIT)
    assert "Authorization" not in hub.requests[-1].headers
    assert hub.requests[-1].server == "store"


def test_passwords_of_netrc_are_not_sent(
    client: HubClient, hub: HubServer, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password s3cret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client.tree(COMMIT)
    assert "Authorization" not in hub.requests[0].headers


def test_redirects_without_encryption_or_end(client: HubClient, hub: HubServer) -> None:
    hub.faults["README.md"] = [Fault(302, {"Location": "http://store.example/x?Signature=s3cret"})]
    address = client.file_address(COMMIT, "README.md")
    with (
        pytest.raises(HubError, match=r"without encryption .store.example") as told,
        client.open(address, "README.md", {}),
    ):
        pass
    assert "s3cret" not in str(told.value)
    hub.faults["README.md"] = [Fault(307, {"Location": address})] * 20
    with pytest.raises(HubError, match="does not answer as"), client.open(address, "README.md", {}):
        pass


def test_without_requests_it_says_how_to_get_it(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    with pytest.raises(HubError, match=r"module requests is missing.*python3-requests"):
        connected()
