# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that are translated before they are formatted, and reports, have their German."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import interact_addon
from interact_addon.core.options.batch import BatchOptions
from interact_addon.core.schema.fields import options_of
from interact_addon.ui.german import GERMAN

UI = Path(interact_addon.__file__).parent / "ui"


def texts() -> Iterator[tuple[str, str]]:
    """(module, text) of what is passed to ``iface``, and of what cancelled work reports."""
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "iface":
                found = [node.args[0]]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "stopped":
                found = [node.value]
            else:
                continue
            for each in (part for start in found for part in ast.walk(start)):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield path.name, each.value


def words(text: str) -> str:
    """What is left of a text without its fields: letters."""
    return "".join(part for part, *_ in string.Formatter().parse(text) if any(map(str.isalpha, part)))


def test_formatted_texts_and_reports_have_their_german() -> None:
    every = list(texts())
    assert len(every) > 40
    assert not [(name, text) for name, text in every if words(text) and ("*", text) not in GERMAN]


def test_the_german_has_the_same_fields() -> None:
    for (_, english), german in GERMAN.items():
        fields = [
            sorted(
                f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None
            )
            for text in (english, german)
        ]
        assert fields[0] == fields[1], english


def test_the_options_of_batches_in_the_panel_have_their_german() -> None:
    labels = [each.spec.label for each in options_of(BatchOptions) if each.panel]
    assert "Check Content" in labels
    assert not [label for label in labels if ("*", label) not in GERMAN]
