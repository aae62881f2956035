# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own settings of the Hugging Face Hub: address, access token, offline mode.

They are where huggingface_hub has them ("Environment variables" in its documentation), so that whoever has
logged in with ``hf auth login`` is logged in here too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..foundation.errors import InputError, UsageError
from ..foundation.online import check_online, is_address, on_this_machine
from ..foundation.reading.text_file import read_text

__all__ = ["HubSettings", "read_settings"]

_HUB = "https://huggingface.co"
_TRUE = ("1", "on", "yes", "true")
_MOST_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class HubSettings:
    """How to reach the Hub.

    Attributes:
        endpoint: Its address, without a slash at the end.
        token: The user's access token, or None. Never shown: not by ``repr`` either.
    """

    endpoint: str = _HUB
    token: str | None = field(default=None, repr=False)


def read_settings(environment: Mapping[str, str] | None = None) -> HubSettings:
    """Return the settings of this user.

    A token goes only over an encrypted connection, or to a program on this machine.

    Args:
        environment: The environment variables; those of this process by default.

    Raises:
        UsageError: The user, or Blender's preferences, do not allow going online, or a setting is invalid.
        InputError: The file of the token cannot be read.
    """
    variables = os.environ if environment is None else environment
    endpoint = (variables.get("HF_ENDPOINT", "").strip() or _HUB).rstrip("/")
    if not is_address(endpoint):
        raise UsageError(
            f"the environment variable HF_ENDPOINT is not an address: {endpoint}", cure=f"Write {_HUB}"
        )
    if _is_true(variables.get("HF_HUB_OFFLINE", "")):
        raise UsageError(
            "the environment variable HF_HUB_OFFLINE forbids asking the Hub", cure="Unset it to download"
        )
    check_online(endpoint, "the Hub")
    if not (endpoint.startswith("https:") or on_this_machine(endpoint)):
        return HubSettings(endpoint)
    return HubSettings(endpoint, _token(variables))


def _is_true(value: str) -> bool:
    return value.strip().casefold() in _TRUE


def _token(variables: Mapping[str, str]) -> str | None:
    if _is_true(variables.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "")):
        return None
    where, token = "the environment variable HF_TOKEN", variables.get("HF_TOKEN", "").strip()
    if not token:
        path = _token_path(variables)
        where, token = str(path), _from_file(path)
    if not token:
        return None
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise UsageError(
            f"{where} does not hold an access token", cure="Copy it again from your settings on the Hub"
        )
    return token


def _token_path(variables: Mapping[str, str]) -> Path:
    if named := variables.get("HF_TOKEN_PATH", "").strip():
        return Path(named).expanduser()
    if home := variables.get("HF_HOME", "").strip():
        return Path(home).expanduser() / "token"
    cache = variables.get("XDG_CACHE_HOME", "").strip() or "~/.cache"
    return Path(cache).expanduser() / "huggingface" / "token"


def _from_file(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
    except (OSError, ValueError):  # not to be looked at, or no path at all
        return ""
    return read_text(path, "the Hub's access token", InputError, most_bytes=_MOST_BYTES).strip()
