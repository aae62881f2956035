# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of who plays whom, people as pictures, own characters, and the asset library."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

OPERATORS: dict[str, str] = {
    "Play on Character": "Auf Figur spielen",
    "Write Asset Library": "Asset-Bibliothek schreiben",
    "Play Take": "Aufnahme spielen",
}

TITLES: dict[str, str] = {
    "Character": "Figur",
    "Who plays this actor": "Wer diesen Darsteller spielt",
    "Automatic": "Automatisch",
    "The built-in person who always plays this actor": (
        "Die eingebaute Person, die diesen Darsteller immer spielt"
    ),
    "Built-in": "Eingebaut",
    "A built-in person of your choice": "Eine eingebaute Person Ihrer Wahl",
    "Armature": "Skelett",
    "A rigged character in this file": "Eine Figur mit Rig in dieser Datei",
    "Person": "Person",
    "The built-in person": "Die eingebaute Person",
    "male, 31 years, 1.80 m": "männlich, 31 Jahre, 1,80 m",
    "female, 28 years, 1.70 m": "weiblich, 28 Jahre, 1,70 m",
    "male, 36 years, 1.84 m": "männlich, 36 Jahre, 1,84 m",
    "male, 26 years, 1.74 m": "männlich, 26 Jahre, 1,74 m",
    "female, 25 years, 1.64 m": "weiblich, 25 Jahre, 1,64 m",
    "female, 33 years, 1.73 m": "weiblich, 33 Jahre, 1,73 m",
    "male, 44 years, 1.77 m": "männlich, 44 Jahre, 1,77 m",
    "male, 29 years, 1.86 m": "männlich, 29 Jahre, 1,86 m",
    "male, 38 years, 1.72 m": "männlich, 38 Jahre, 1,72 m",
    "male, 58 years, 1.78 m": "männlich, 58 Jahre, 1,78 m",
    "female, 30 years, 1.67 m": "weiblich, 30 Jahre, 1,67 m",
    "female, 41 years, 1.66 m": "weiblich, 41 Jahre, 1,66 m",
    "female, 60 years, 1.65 m": "weiblich, 60 Jahre, 1,65 m",
    "What the built-in person wears of the wardrobe in the preferences, with a + between names; empty for"
    " their own clothes": (
        "Was die eingebaute Person aus dem Kleiderschrank der Einstellungen trägt, mit einem + zwischen"
        " den Namen; leer: eigene Kleidung"
    ),
    "Let the built-in person have another size than the one who was captured": (
        "Der eingebauten Person eine andere Größe geben als die der aufgenommenen"
    ),
    "Height": "Höhe",
    "How tall the built-in person is, barefoot; contacts are kept as Interaction says": (
        "Wie groß die eingebaute Person barfuß ist; Berührungen bleiben, wie unter Berührungen gewählt"
    ),
    "The armature that plays this actor; meshes on it with ARKit shape keys get the face": (
        "Das Skelett, das diesen Darsteller spielt; Meshes daran mit ARKit-Formschlüsseln erhalten das"
        " Gesicht"
    ),
    "Let the built-in person who plays this actor wear this, or no longer.": (
        "Der eingebauten Person, die diesen Darsteller spielt, dies anziehen oder wieder ausziehen."
    ),
    "The actor's id": "Die Nummer des Darstellers",
    "Its name in the wardrobe": "Der Name im Kleiderschrank",
    "{file} has no character for actor {actor}": "{file} hat keine Figur für Darsteller {actor}",
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
        "Ein eigenes Skelett auswählen, die nichts aus dem Datensatz spielt"
    ),
    "{name} plays {frames} frames": "{name} spielt {frames} Bilder",
    "Compose or import a performance first": "Zuerst eine Darbietung zusammenstellen oder importieren",
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
