# SPDX-License-Identifier: GPL-3.0-or-later
"""The German translation of the lists: scenes, movies, jobs; of copying errors; of the manual."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

TITLES: dict[str, str] = {
    "Order": "Reihenfolge",
    "In which order the scenes are listed": "In welcher Reihenfolge die Szenen stehen",
    "Key": "Schlüssel",
    "By the scenes' keys: date, then scenario": "Nach den Schlüsseln der Szenen: Datum, dann Szenario",
    "Title": "Titel",
    "By what the rows say: action, emotion, relationship, or the first words": (
        "Nach dem, was in den Zeilen steht: Handlung, Gefühl, Beziehung oder die ersten Wörter"
    ),
    "By duration; headers of all motion files are read for it": (
        "Nach der Dauer; dafür werden die Köpfe aller Bewegungsdateien gelesen"
    ),
    "By how much is missing": "Danach, wie viel fehlt",
    "Descending": "Absteigend",
    "List the last, longest or most incomplete first": (
        "Die letzten, längsten oder unvollständigsten zuerst zeigen"
    ),
    "What is known about the scene": "Was über die Szene bekannt ist",
    "What is known about the movie": "Was über den Film bekannt ist",
    "What is known about this movie": "Was über diesen Film bekannt ist",
    "Actors: {}": "Darsteller: {}",
    "Length: {}": "Länge: {}",
    "Nothing is missing": "Es fehlt nichts",
    "Version {}": "Version {}",
    "Not Rendered": "Nicht gerendert",
    "Not rendered yet": "Noch nicht gerendert",
    "There is no movie of it yet": "Es gibt noch keinen Film davon",
    "The chosen scene's latest movie; click it to choose another rendered scene": (
        "Der neueste Film der gewählten Szene; ein Klick darauf lässt eine andere gerenderte Szene wählen"
    ),
    "Movies": "Filme",
    "The chosen movie": "Der gewählte Film",
    "There are no movies in the output folder yet": "Im Ausgabeordner gibt es noch keine Filme",
    "Play this movie in the system's player": "Diesen Film im Programm des Systems abspielen",
    "Look into the output folder again": "Noch einmal in den Ausgabeordner schauen",
    "Scene: {}": "Szene: {}",
    "Failed: {}": "Gescheitert: {}",
    "The job replaces this movie": "Der Auftrag ersetzt diesen Film",
    "The job gives this movie another name": "Der Auftrag gibt diesem Film einen anderen Namen",
    "Existing Movie": "Vorhandener Film",
    "What happens to a movie of the same name that was rendered from a .blend, perhaps edited": (
        "Was mit einem Film desselben Namens geschieht, der aus einer vielleicht bearbeiteten .blend stammt"
    ),
    "New Version": "Neue Version",
    "It stays; of the two one is called KEY_v002": "Er bleibt; einer von beiden heißt KEY_v002",
    "Replace": "Ersetzen",
    "The new movie replaces it": "Der neue Film ersetzt ihn",
    "Copy this text to the clipboard": "Diesen Text in die Zwischenablage kopieren",
    "What is copied": "Was kopiert wird",
    "Copy to the clipboard: {}": "In die Zwischenablage kopieren: {}",
    "Copied": "Kopiert",
    "Documentation": "Dokumentation",
    "Report an Issue": "Fehler melden",
    "Open the user guide": "Das Handbuch öffnen",
    "Open the page of the user guide about this": "Die Seite des Handbuchs hierüber öffnen",
    "Topic": "Thema",
    "What the page is about": "Worum es auf der Seite geht",
}
OPERATORS: dict[str, str] = {
    "Cancel": "Abbrechen",
    "Copy Text": "Text kopieren",
    "Play Movie": "Film abspielen",
    "List Movies": "Filme auflisten",
    "Open Manual": "Handbuch öffnen",
}
