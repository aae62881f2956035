# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of faces alone: converting, calibrating, charts."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Format": "Format",
    "How vertices are written": "Wie Punkte geschrieben werden",
    "One array of all frames (frames, V*3)": "Ein Array mit allen Bildern (frames, V*3)",
    "A point cache for the Mesh Cache modifier": "Ein Punktcache für den Modifikator Mesh-Cache",
    "A folder with one mesh per frame": "Ein Ordner mit einem Mesh je Bild",
    "Turn the eyeballs too, which no ICT shape does": "Auch die Augäpfel drehen, was keine ICT-Form tut",
    "The form to convert from, and into": "Aus welcher Form in welche umgewandelt wird",
    "ICT-FaceKit's 55 weights to ARKit's 51": "Die 55 Gewichte von ICT-FaceKit in die 51 von ARKit",
    "ARKit's 51 or 52 weights to ICT-FaceKit's 55": (
        "Die 51 oder 52 Gewichte von ARKit in die 55 von ICT-FaceKit"
    ),
    "ICT-FaceKit's 55 weights to the vertices of the actor's template": (
        "Die 55 Gewichte von ICT-FaceKit in die Punkte der Vorlage des Darstellers"
    ),
    "What is converted": "Was umgewandelt wird",
    "The faces of the chosen scene": "Die Gesichter der gewählten Szene",
    "Every file in a folder": "Jede Datei in einem Ordner",
    "The folder of faces to convert": "Der Ordner mit Gesichtern, die umgewandelt werden",
    "The folder for results; empty for a folder beside the movies": (
        "Der Ordner für Ergebnisse; leer: ein Ordner neben den Filmen"
    ),
    "The dataset that the summary is about": "Der Datensatz, um den es in der Zusammenfassung geht",
    "Columns": "Spalten",
    "Certainty": "Gewissheit",
    "Result": "Ergebnis",
    "Compare the clips that the dataset has in both forms, and find the order of their columns and how"
    " sides are merged. The result is stored for this dataset": (
        "Die Clips vergleichen, die der Datensatz in beiden Formen hat, und finden, in welcher Reihenfolge"
        " ihre Spalten stehen und wie Seiten zusammengefasst sind. Das Ergebnis wird für diesen Datensatz"
        " gespeichert"
    ),
    "Stop; finished files stay": "Anhalten; fertige Dateien bleiben",
    "Convert faces into files. Results from the same source with the same options are kept": (
        "Gesichter in Dateien umwandeln. Ergebnisse aus derselben Quelle mit denselben Optionen bleiben"
    ),
    "Draw the faces' shapes over time below the voices, those that move most first, into the image"
    " 'InterAct Plot'. An open Image Editor shows it": (
        "Die Formen der Gesichter über der Zeit unter den Stimmen zeichnen, die bewegtesten zuerst, in das"
        " Bild „InterAct Plot“. Ein offener Bildeditor zeigt es"
    ),
    "How many shapes, the most active first; both sides of one are one": (
        "Wie viele Formen, die bewegtesten zuerst; beide Seiten einer Form zählen als eine"
    ),
    "Names": "Namen",
    "These shapes instead, separated by commas: jawOpen, mouthSmile": (
        "Stattdessen diese Formen, durch Kommas getrennt: jawOpen, mouthSmile"
    ),
    "Also bands that show when a part of the body touches the partner": (
        "Auch Bänder, die zeigen, wann ein Körperteil die andere Person berührt"
    ),
    "Show this actor's face scene in the window, or go back to the scene that it was built from": (
        "Die Gesichtsszene dieses Darstellers im Fenster zeigen, oder zurück zu der Szene, aus der sie"
        " gebaut wurde"
    ),
    "Performance": "Darbietung",
    "Whose face, such as 20231119_001_051; empty to go back": (
        "Wessen Gesicht, etwa 20231119_001_051; leer: zurück"
    ),
    "Build each actor's face with its shape keys, eyes and voice, before a portrait camera, in a separate"
    " scene of this file": (
        "Das Gesicht jedes Darstellers mit Formschlüsseln, Augen und Stimme vor einer Porträtkamera bauen,"
        " in einer eigenen Szene dieser Datei"
    ),
    "Choose the folder of faces first": "Zuerst den Ordner mit Gesichtern wählen",
    "Comparing": "Vergleicht",
    "{} were there already": "{} waren schon da",
    "No faces are being worked on": "An keinen Gesichtern wird gearbeitet",
    "The job is in the main scene: go back to it first": (
        "Der Auftrag ist in der Hauptszene: zuerst dorthin zurückgehen"
    ),
    "The job already has them": "Der Auftrag hat sie schon",
    "{} faces added to the job": "{} Gesichter zum Auftrag hinzugefügt",
    "1 face added to the job": "1 Gesicht zum Auftrag hinzugefügt",
    "{key} is in the image '{name}'": "{key} ist im Bild „{name}“",
    "{key} is in the image '{name}'; open it in an Image Editor": (
        "{key} ist im Bild „{name}“; es lässt sich in einem Bildeditor öffnen"
    ),
    "Cancelled; finished files stay": "Abgebrochen; fertige Dateien bleiben",
    "Faces are being worked on": "An Gesichtern wird gerade gearbeitet",
}
