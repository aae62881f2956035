# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this process may use the network. Blender's extensions must respect the user's preference."""

from __future__ import annotations

import sys
import urllib.parse

from .errors import UsageError

__all__ = ["ALLOW_ONLINE", "check_online", "is_address", "on_this_machine", "online_access"]

ALLOW_ONLINE = "Allow online access (Preferences > System > Network), or start Blender with --online-mode"
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def online_access() -> bool:
    """Return whether this process may go online: Blender's preference, always true in a plain Python."""
    bpy = sys.modules.get("bpy")
    return bpy is None or not bpy.app.binary_path or bool(bpy.app.online_access)


def check_online(address: str, what: str) -> None:
    """Check that ``address`` may be asked. What runs on this machine may be, always.

    Args:
        address: An address such as ``http://farm:8080``.
        what: What is there, for the message.

    Raises:
        UsageError: this Blender may not go online.
    """
    if not online_access() and not on_this_machine(address):
        raise UsageError(
            f"this Blender may not go online, so {what} at {address} cannot be reached", cure=ALLOW_ONLINE
        )


def is_address(address: str) -> bool:
    """Return whether a text is the address of a web server."""
    try:
        parts = urllib.parse.urlsplit(address)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return named and parts.scheme in ("http", "https") and address.isprintable() and " " not in address


def on_this_machine(address: str) -> bool:
    """Return whether an address is that of a program on this machine."""
    return urllib.parse.urlsplit(address).hostname in _THIS_MACHINE
