# SPDX-License-Identifier: GPL-3.0-or-later
"""German texts of composing again, beside others, and of replacing a person."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

OPERATORS: dict[str, str] = {
    "Replace Person": "Person ersetzen",
    "Cancel Replacing": "Ersetzen abbrechen",
}

TITLES: dict[str, str] = {
    "Give this actor of the composed scene the character that is chosen here. Everybody else, cameras,"
    " lights, voices and markers stay, and so does the edit layer where the bones are the same": (
        "Dieser Person der zusammengestellten Szene die hier gewählte Figur geben. Alle anderen, Kameras,"
        " Lichter, Stimmen und Marker bleiben, ebenso die Bearbeitungsebene, wo die Knochen dieselben sind"
    ),
    "Stop replacing; nothing is changed": "Nicht weiter ersetzen; nichts ändert sich",
    "Nobody is being replaced": "Gerade wird niemand ersetzt",
    "A person is being replaced": "Gerade wird eine Person ersetzt",
    "The chosen scene is not composed here: compose it first": (
        "Die gewählte Szene ist hier nicht zusammengestellt: zuerst zusammenstellen"
    ),
    "Replacing was cancelled": "Das Ersetzen wurde abgebrochen",
    "Preparing the person": "Die Person wird vorbereitet",
    "{actor} is played by {name} now": "{actor} wird jetzt von {name} gespielt",
    "The actor's id, such as 001": "Die Nummer der Person, etwa 001",
    "Say what composing would remove, and ask where another scene plays": (
        "Sagen, was das Zusammenstellen entfernen würde, und fragen, wo eine weitere Szene spielt"
    ),
    "Say what of the person before would go": "Sagen, was von der bisherigen Person verloren ginge",
    "Add {key}": "{key} hinzufügen",
    "Compose {key} Again": "{key} neu zusammenstellen",
    "Replace Person {actor}": "Person {actor} ersetzen",
    "Compose": "Zusammenstellen",
    "What you changed of these goes:": "Was Sie daran geändert haben, geht verloren:",
    "Your own objects, lights, cameras, resolution and frame range stay": (
        "Eigene Objekte, Lichter, Kameras, Auflösung und Bildbereich bleiben"
    ),
    "and {} more": "und {} weitere",
    "Move X": "Um X verschieben",
    "Metres that the scene is moved along X": "Um wie viele Meter die Szene entlang X verschoben wird",
    "Metres that the scene is moved along Y": "Um wie viele Meter die Szene entlang Y verschoben wird",
    "How far the scene is turned about the vertical through its middle": (
        "Wie weit die Szene um die Senkrechte durch ihre Mitte gedreht wird"
    ),
    "Start Frame": "Startbild",
    "The frame at which the scene begins here": "Das Bild, bei dem die Szene hier beginnt",
    "{}: its edit layer": "{}: die Bearbeitungsebene",
    "{}: its keys, its place, or constraints that were added": "{}: Keyframes, Ort oder neue Constraints",
    "{}: its face's keys": "{}: Keyframes des Gesichts",
    "{}: edits of bones and shape keys that the other one lacks": (
        "{}: Bearbeitungen von Knochen und Formschlüsseln, die der anderen Figur fehlen"
    ),
    "Camera {}: its place and keys": "Kamera {}: Ort und Keyframes",
    "Camera {}: its lens": "Kamera {}: Objektiv",
    "Light {}: its place": "Licht {}: Ort",
    "Light {}: its settings": "Licht {}: Einstellungen",
    "World {}": "Welt {}",
    "Material {}": "Material {}",
    "Mesh {}: its shape": "Mesh {}: Form",
    "Cuts: {}": "Schnitte: {}",
    "Cuts that were taken out: {}": "Entfernte Schnitte: {}",
    "Frame rate: {} a second": "Bildrate: {} pro Sekunde",
    "Object {}: its place, materials or modifiers": "Objekt {}: Ort, Materialien oder Modifikatoren",
}
