# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that runs this package where it cannot be imported by name."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import interact_addon

START = Path(interact_addon.__file__).with_name("start.py")


def test_the_modules_that_it_loads_by_name_are_there() -> None:
    names = re.findall(r'\{_NAME\}\.([a-z_.]+)"', START.read_text("utf-8"))
    assert len(names) >= 2
    for name in names:
        assert importlib.util.find_spec(f"interact_addon.{name}") is not None, name
