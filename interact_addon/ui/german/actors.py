# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of actors: markers, offset, export."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Mark in the timeline where each actor begins to speak and pauses, starts and ends": (
        "Auf der Zeitleiste markieren, wo jeder Darsteller zu sprechen beginnt und pausiert, anfängt und"
        " endet"
    ),
    "Speech": "Sprache",
    "Mark where voices begin and pause": "Markieren, wo Stimmen beginnen und pausieren",
    "Start and End": "Anfang und Ende",
    "Mark each performance's first and last key": (
        "Den ersten und letzten Keyframe jeder Darbietung markieren"
    ),
    "Above Noise": "Über Rauschen",
    "Speech is this many decibels louder than the recording's background": (
        "Sprache ist um so viele Dezibel lauter als der Hintergrund der Aufnahme"
    ),
    "Pause": "Pause",
    "Silence of at least this many seconds is a pause": (
        "Stille von mindestens so vielen Sekunden ist eine Pause"
    ),
    "Shortest": "Kürzeste",
    "Sounds that last fewer seconds do not count as speech": (
        "Geräusche, die weniger Sekunden dauern, zählen nicht als Sprache"
    ),
    "Move the selected actor back to the place and time of the performance": (
        "Den ausgewählten Darsteller an Ort und Zeit der Darbietung zurücksetzen"
    ),
    "Write motion (.bvh), face (.npy) and voice (.wav) as they are in the scene into a dataset folder": (
        "Bewegung (.bvh), Gesicht (.npy) und Stimme (.wav), wie sie in der Szene sind, in den Ordner eines"
        " Datensatzes schreiben"
    ),
    "Range": "Bereich",
    "Which frames are exported": "Welche Bilder exportiert werden",
    "The scene's range; of a scene that was added to another, only while it plays": (
        "Der Bereich der Szene; bei einer, die zu einer anderen hinzugefügt wurde, nur solange sie spielt"
    ),
    "The preview range of the timeline, or the scene's range without one": (
        "Der Vorschaubereich der Zeitleiste, oder ohne ihn der Bereich der Szene"
    ),
    "From each actor's first to the last key": "Vom ersten bis zum letzten Keyframe jedes Darstellers",
    "Motion, as bvhs/KEY.bvh": "Bewegung, als bvhs/KEY.bvh",
    "ARKit weights, as face_arkit/KEY.npy": "ARKit-Gewichte, als face_arkit/KEY.npy",
    "Voice": "Stimme",
    "The recording, cut to the range, as wav/KEY.wav": (
        "Die Aufnahme, auf den Bereich geschnitten, als wav/KEY.wav"
    ),
    "Replace existing files; otherwise they are an error": (
        "Vorhandene Dateien ersetzen; sonst sind sie ein Fehler"
    ),
    "The folder that holds bvhs, face_arkit and wav; missing ones are created": (
        "Der Ordner, der bvhs, face_arkit und wav enthält; fehlende werden angelegt"
    ),
    "Whose performance is exported": "Wessen Darbietung exportiert wird",
    "All Actors": "Alle Darsteller",
    "All actors of this scene": "Alle Darsteller dieser Szene",
    "Selected Actor": "Ausgewählter Darsteller",
    "Only the actor of the selected object": "Nur der Darsteller des ausgewählten Objekts",
    "Move the selected actor in time and place: body, face and voice together": (
        "Den ausgewählten Darsteller in Zeit und Raum verschieben: Körper, Gesicht und Stimme zusammen"
    ),
    "Unit": "Einheit",
    "The unit of time": "Die Zeiteinheit",
    "Frames": "Bilder",
    "Give the time in frames": "Die Zeit in Bildern angeben",
    "Seconds": "Sekunden",
    "Give the time in seconds": "Die Zeit in Sekunden angeben",
    "How many frames later; negative for earlier. Voices need Blender 4.4 for fractions": (
        "Um wie viele Bilder später; negativ: früher. Für Bruchteile brauchen Stimmen Blender 4.4"
    ),
    "How many seconds later; negative for earlier": "Um wie viele Sekunden später; negativ: früher",
    "Distance along the world's axes": "Strecke entlang der Achsen der Welt",
    "Rotation about the vertical axis through the actor's first position": (
        "Drehung um die Senkrechte durch den ersten Ort des Darstellers"
    ),
    "Remove the markers that Add Markers made; all others stay": (
        "Die Marker entfernen, die „Marker hinzufügen“ gesetzt hat; alle anderen bleiben"
    ),
    "Select an actor": "Einen Darsteller auswählen",
    "Exported to {folder}: {names}": "Nach {folder} exportiert: {names}",
    "Compose or import a performance": "Eine Darbietung zusammenstellen oder importieren",
    "Export Selected Actor": "Ausgewählten Darsteller exportieren",
    "This actor has no offset": "Dieser Darsteller hat keinen Versatz",
    "Mark": "Markieren",
    "No markers of Add Markers in this scene": "In dieser Szene sind keine solchen Marker",
    "{} markers removed": "{} Marker entfernt",
    "Actors": "Darsteller",
}
