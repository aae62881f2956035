# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from interact_addon.core.foundation.errors import InputError, UsageError
from interact_addon.core.hub.settings import read_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for folder in ("named", "cache/huggingface", ".cache/huggingface"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "token").write_text(f"hf_{folder.partition('/')[0].strip('.')}_{len(folder)}\n")
    return tmp_path


def test_the_usual_places_of_a_token(home: Path) -> None:
    environment = {
        "HF_TOKEN": " hf_variable\n",
        "HF_TOKEN_PATH": str(home / "named" / "token"),
        "HF_HOME": str(home / "cache" / "huggingface"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    assert read_settings(environment).token == "hf_variable"
    del environment["HF_TOKEN"]
    assert read_settings(environment).token == "hf_named_5"
    del environment["HF_TOKEN_PATH"]
    assert read_settings(environment).token == "hf_cache_17"
    del environment["HF_HOME"]
    assert read_settings(environment).token == "hf_cache_17"
    del environment["XDG_CACHE_HOME"]
    assert read_settings(environment).token == "hf_cache_18"
    (home / ".cache" / "huggingface" / "token").unlink()
    assert read_settings(environment).token is None
    assert read_settings(environment).endpoint == "https://huggingface.co"


def test_a_token_that_shall_not_be_used() -> None:
    assert read_settings({"HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "HF_TOKEN": "hf_x"}).token is None


@pytest.mark.parametrize(
    ("endpoint", "sent"),
    [
        ("https://hub.example/", True),
        ("http://hub.example", False),
        ("http://127.0.0.1:8080", True),
        ("http://localhost:8080/", True),
    ],
)
def test_a_token_goes_over_no_open_line(endpoint: str, sent: bool) -> None:
    settings = read_settings({"HF_ENDPOINT": endpoint, "HF_TOKEN": "hf_secret"})
    assert settings.endpoint == endpoint.rstrip("/")
    assert settings.token == ("hf_secret" if sent else None)
    assert "secret" not in repr(settings)


def test_what_is_no_token_is_not_shown(home: Path) -> None:
    with pytest.raises(UsageError, match="HF_TOKEN does not hold an access token") as told:
        read_settings({"HF_TOKEN": "hf_s3cret\nhf_two"})
    assert "s3cret" not in str(told.value)
    (home / "named" / "token").write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(InputError, match="not a text file"):
        read_settings({"HF_TOKEN_PATH": str(home / "named" / "token")})


@pytest.mark.parametrize("value", ["1", "ON", "yes", "TRUE"])
def test_offline_is_obeyed(value: str) -> None:
    with pytest.raises(UsageError, match="HF_HUB_OFFLINE forbids"):
        read_settings({"HF_HUB_OFFLINE": value})
    assert read_settings({"HF_HUB_OFFLINE": "0"})


@pytest.mark.parametrize("endpoint", ["huggingface.co", "ftp://hub.example", "https://", "https://a b"])
def test_an_endpoint_that_is_none(endpoint: str) -> None:
    with pytest.raises(UsageError, match="HF_ENDPOINT is not an address"):
        read_settings({"HF_ENDPOINT": endpoint})


def test_blenders_preference_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = SimpleNamespace(binary_path="/opt/blender/blender", online_access=False)
    monkeypatch.setitem(sys.modules, "bpy", SimpleNamespace(app=app))
    with pytest.raises(UsageError, match=r"may not go online.*Preferences > System > Network"):
        read_settings({})
    assert read_settings({"HF_ENDPOINT": "http://127.0.0.1:1"})  # this machine is not "online"
    app.online_access = True
    assert read_settings({})
