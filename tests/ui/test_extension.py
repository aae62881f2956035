# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension's life in this Blender: installed, enabled, disabled, again, and gone without a trace."""

from __future__ import annotations

import bpy
import pytest

pytestmark = pytest.mark.blender


def test_it_is_enabled_from_the_users_folder(extension: str, module) -> None:
    assert bpy.context.preferences.addons[extension].preferences is not None
    assert hasattr(bpy.context.scene, "interact")
    start = module("core.program").START
    assert start.is_file()
    assert start.is_relative_to(bpy.utils.user_resource("EXTENSIONS"))
