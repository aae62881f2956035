# SPDX-License-Identifier: GPL-3.0-or-later
"""The German translation of people as pictures, of characters of one's own and of the asset library."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

OPERATORS: dict[str, str] = {"Play on Character": "Auf Figur spielen"}

TITLES: dict[str, str] = {
    "The built-in person: click the picture to choose another": (
        "Die eingebaute Person: ein Klick auf das Bild wählt eine andere"
    ),
    "Play on Character": "Auf Figur spielen",
    "Key on the selected character what an actor of this scene plays, as it is now, with all edits: a"
    " control rig such as Rigify's on its controls. What it played before stays in the file": (
        "Der ausgewählten Figur Keyframes von dem geben, was ein Darsteller dieser Szene spielt, so wie es"
        " jetzt ist, mit allen Änderungen: einem Steuer-Rig wie dem von Rigify auf seinen Steuerknochen. Was"
        " sie vorher spielte, bleibt in der Datei"
    ),
    "From": "Von",
    "Whose body and face are played": "Wessen Körper und Gesicht gespielt werden",
    "Hide Actor": "Darsteller ausblenden",
    "Hide the actor, who would stand in the same place": (
        "Den Darsteller ausblenden, der an derselben Stelle stünde"
    ),
    "Select an armature of your own that plays nothing of the dataset": (
        "Eine eigene Armatur auswählen, die nichts aus dem Datensatz spielt"
    ),
    "{name} plays {frames} frames": "{name} spielt {frames} Bilder",
    "Compose or import a performance first": "Erst eine Aufführung zusammenstellen oder importieren",
    "this actor is not in the scene": "Dieser Darsteller ist nicht in der Szene",
    "Own Character": "Eigene Figur",
    "{} rig: plays on its controls": "{}-Rig: spielt auf seinen Steuerknochen",
    "Play {} on Controls": "{} auf Steuerknochen spielen",
    "Play {} on Bones": "{} auf Knochen spielen",
}
