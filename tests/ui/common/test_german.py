# SPDX-License-Identifier: GPL-3.0-or-later
"""The German is whole: every text that the interface can show has it."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

import interact_addon
from interact_addon.core.characters.body.looks import all_looks
from interact_addon.ui.german import GERMAN, TABLES
from tests.ui.shown_texts import registered_texts, source_texts, untranslated_descriptions

UI = Path(interact_addon.__file__).parent / "ui"
MODULES = [path for path in sorted(UI.rglob("*.py")) if path.parent.name != "german"]

# Never translated: names of people, things, formats and axes.
NAMES = {look.id.capitalize() for look in all_looks()} | {
    *("X", "Y", "Z", "-X", "-Y", "-Z"),
    *("CMU", "MediaPipe", "Live Link Face", "Apple", "ICT-FaceKit"),  # orders of columns, after who has them
    *("NPY", "MDD", "PC2", "OBJ", "PLY"),
    *("InterAct", "Inter-X", "InterHuman", "BEAT", "BEAT2", "HERO, MoMask", "HumanML3D, ViMo", "InterMask"),
    *("MDM, priorMDM", "InterGen, in2IN", "AMASS, AIST++, BEDLAM, DD100: .npz, .pkl, .npy"),
    *("Full HD", "Text"),  # the same in German
}
# Constants of the source that read as words, and are not shown.
NOT_SHOWN = {
    "motion files",  # topics of the manual
    "own rigs",
    "movie rows",  # names of work that is put off
    "fade stills",
    "Error: ",  # what Blender puts before an operator's error
    "right ",  # parts of contacts' English
    "left ",
    "Brow",  # beginnings of ARKit's names
    "Eye",
    "Cheek",
    "there is no scene to go back to",  # errors
    " has no face scene in this file",
    ";  ...  for ",  # properties' tooltips, which are checked as registered
    ",  ...  years,  ...  m",
    "A slider for each shape.",  # documentation of classes that are made
    "The choices, saved with the file; ``Scene.interact``.",
    "The job and its options; ``Scene.interact_job_list``.",
}


@pytest.mark.blender
def test_all_that_is_registered_has_its_german(extension: str) -> None:
    every = list(registered_texts(extension))
    assert len(every) > 1000
    assert {"Operator", "*", "InterAct"} == {context for _, context, _ in every}
    untold = {each for each in every if each[2] and each[2] not in NAMES and each[1:] not in GERMAN}
    assert untold == set()


def test_all_that_the_source_draws_and_reports_has_its_german() -> None:
    every = [each for path in MODULES for each in source_texts(path)]
    assert len(every) > 500
    # Without numpy, the extension has no translations.
    shown = {each for each in every if not each[0].startswith("without_numpy")}
    left = NAMES | NOT_SHOWN
    untold = {
        (where, context, text)
        for where, context, text in shown
        if text not in left and not is_identifier(text) and not has_german(text, context)
    }
    assert untold == set()


def has_german(text: str, context: str) -> bool:
    """Whether a text is translated in a context; without one, in any."""
    return any((each, text) in GERMAN for each in ([context] if context else ["*", "Operator", "InterAct"]))


def is_identifier(text: str) -> bool:
    """``INTERACT_OT_wear``, ``InteractActor``, ``_Items``: no spaces, not a plain word."""
    return " " not in text and (text.lstrip("_") != text or "_" in text or text.startswith("Interact"))


def test_tooltips_that_depend_are_translated() -> None:
    assert [each for path in MODULES for each in untranslated_descriptions(path)] == []


def test_tables_do_not_contradict_each_other() -> None:
    for name in ("TITLES", "OPERATORS"):
        german: dict[str, set[str]] = {}
        for table in TABLES:
            for english, text in getattr(table, name, {}).items():
                german.setdefault(english, set()).add(text)
        assert {english: texts for english, texts in german.items() if len(texts) > 1} == {}


def test_the_german_has_the_same_fields() -> None:
    for (_, english), german in GERMAN.items():
        fields = [
            sorted(
                f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None
            )
            for text in (english, german)
        ]
        assert fields[0] == fields[1], english
