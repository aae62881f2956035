# SPDX-License-Identifier: GPL-3.0-or-later
"""The German translation of people as pictures, of characters of one's own and of the asset library."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

OPERATORS: dict[str, str] = {
    "Play on Character": "Auf Figur spielen",
    "Write Asset Library": "Asset-Bibliothek schreiben",
    "Play Take": "Aufnahme spielen",
}

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
    "Starting": "Beginnt",
    "Writing": "Wird geschrieben",
    "Folder": "Ordner",
    "The folder of the asset library; it is created if missing": (
        "Der Ordner der Asset-Bibliothek; er wird angelegt, wenn er fehlt"
    ),
    "Which built-in people are written": "Welche eingebauten Personen geschrieben werden",
    "Of the Scene": "Der Szene",
    "Those who always play the chosen scene's actors": (
        "Diejenigen, die immer die Darsteller der gewählten Szene spielen"
    ),
    "All People": "Alle Personen",
    "All built-in people, about five seconds each": "Alle eingebauten Personen, je etwa fünf Sekunden",
    "Takes": "Aufnahmen",
    "What the chosen scene's actors play, as actions": (
        "Was die Darsteller der gewählten Szene spielen, als Aktionen"
    ),
    "Replace files that are there; otherwise they are an error": (
        "Vorhandene Dateien ersetzen; sonst sind sie ein Fehler"
    ),
    "Asset Library": "Asset-Bibliothek",
    "Write Asset Library": "Asset-Bibliothek schreiben",
    "Write built-in people that fit no capture yet, and takes, as assets into the folder, and let Blender"
    " list it in its asset browser. It is done in the background": (
        "Eingebaute Personen, die noch keiner Aufnahme angepasst sind, und Aufnahmen als Assets in den Ordner"
        " schreiben, und ihn im Asset-Browser von Blender zeigen. Es geschieht im Hintergrund"
    ),
    "Writing the asset library was cancelled": "Schreiben der Asset-Bibliothek abgebrochen",
    "{count} files in the asset library {name}: {folder}": (
        "{count} Dateien in der Asset-Bibliothek {name}: {folder}"
    ),
    "Stop writing; files that are complete stay": "Schreiben anhalten; vollständige Dateien bleiben",
    "Nothing is being written": "Es wird nichts geschrieben",
    "Play Take": "Aufnahme spielen",
    "Let the selected person of the asset library play a take that was appended from it": (
        "Die ausgewählte Person der Asset-Bibliothek eine Aufnahme spielen lassen, die von dort angehängt"
        " wurde"
    ),
    "Take": "Aufnahme",
    "The action": "Die Aktion",
    "Select a person of the asset library": "Eine Person der Asset-Bibliothek auswählen",
    "Append a take from the asset browser first": "Erst eine Aufnahme aus dem Asset-Browser anhängen",
}
