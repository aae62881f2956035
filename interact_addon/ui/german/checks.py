# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of checks, measures and contacts."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Warning": "Warnung",
    "Something will be missing in the movie": "Im Film wird etwas fehlen",
    "Remark": "Hinweis",
    "Worth knowing": "Gut zu wissen",
    "In Order": "In Ordnung",
    "Nothing to do": "Nichts zu tun",
    "The finding is about a file": "Der Befund betrifft eine Datei",
    "Object": "Objekt",
    "Bone": "Knochen",
    "Shape Key": "Formschlüssel",
    "Strip": "Streifen",
    "Finding": "Befund",
    "Click a line to select what it is about": "Auf eine Zeile klicken, um auszuwählen, worum es geht",
    "Unknown": "Unbekannt",
    "No usual values are known": "Es sind keine üblichen Werte bekannt",
    "Usual": "Üblich",
    "As in good captures": "Wie in guten Aufnahmen",
    "Fair": "Mäßig",
    "More than in good captures": "Mehr als in guten Aufnahmen",
    "Poor": "Schlecht",
    "Far from what captures have": "Weit von dem, was Aufnahmen haben",
    "Click a line to go to its frame": "Auf eine Zeile klicken: zu ihrem Bild",
    "List what touches the floor or a seat as well, such as each step": (
        "Auch aufführen, was Boden oder Sitz berührt, etwa jeden Schritt"
    ),
    "Stop measuring; the measures shown before stay": "Messen anhalten; die bisherigen Messwerte bleiben",
    "Compare the lengths of bodies, faces and voices, and look for missing files, bones, shape keys,"
    " sounds and images": (
        "Die Längen von Körpern, Gesichtern und Stimmen vergleichen und fehlende Dateien, Knochen,"
        " Formschlüssel, Töne und Bilder suchen"
    ),
    "Copy all findings as text to the clipboard": "Alle Befunde als Text in die Zwischenablage kopieren",
    "Take the drawn contacts out of the viewport": "Die gezeichneten Berührungen aus der Ansicht nehmen",
    "Measure the chosen scene: feet, joints, touches, faces, sync. Where it is composed here, what its"
    " actors play is measured and compared with the capture; else the capture's files": (
        "Die gewählte Szene vermessen: Füße, Gelenke, Berührungen, Gesichter, Gleichlauf. Ist sie hier"
        " zusammengestellt, wird gemessen, was ihre Darsteller spielen, und mit der Aufnahme verglichen;"
        " sonst die Dateien der Aufnahme"
    ),
    "Select what the chosen line is about, and bring it into view": (
        "Auswählen, worum es in der gewählten Zeile geht, und es in der Ansicht zeigen"
    ),
    "Line": "Zeile",
    "The number of the line; -1 for the chosen one": "Die Nummer der Zeile; -1 für die gewählte",
    "Find who touches whom in the chosen scene, list it, and draw it in the viewport. Nothing is composed"
    " or changed": (
        "Finden, wer in der gewählten Szene wen berührt, es auflisten und in der Ansicht zeichnen. Nichts"
        " wird zusammengestellt oder geändert"
    ),
    "Check the scene first": "Zuerst die Szene prüfen",
    "Reading was cancelled": "Lesen abgebrochen",
    "No scene is being measured": "Es wird keine Szene vermessen",
    "Source: {}": "Quelle: {}",
    "and {} more; the Checks panel lists them all": "und {} weitere; das Feld Prüfungen führt alle auf",
}
