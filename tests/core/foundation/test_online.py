# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.online import check_online, is_address, online_access


def test_blenders_preference_counts_only_in_blender(monkeypatch: pytest.MonkeyPatch) -> None:
    app = SimpleNamespace(binary_path="/opt/blender/blender", online_access=False)
    monkeypatch.setitem(sys.modules, "bpy", SimpleNamespace(app=app))
    assert not online_access()
    check_online("http://localhost:8080", "the farm")
    with pytest.raises(UsageError, match="the farm at http://farm:8080 cannot be reached"):
        check_online("http://farm:8080", "the farm")
    app.binary_path = ""  # Blender as a module of a plain Python
    assert online_access()
    check_online("http://farm:8080", "the farm")
    monkeypatch.delitem(sys.modules, "bpy")
    assert online_access()


@pytest.mark.parametrize("address", ["http://farm", "https://farm:8080/x", "http://[::1]:80"])
def test_addresses(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address", ["farm", "ftp://farm", "http://", "http://a b", "http://farm:x", "http://a\n"]
)
def test_what_is_none(address: str) -> None:
    assert not is_address(address)
