# SPDX-License-Identifier: GPL-3.0-or-later
"""Our words in German."""

from __future__ import annotations

__all__ = ["GERMAN"]

_TITLES: dict[str, str] = {
    "Dataset": "Datensatz",
    "Scenario": "Szenario",
    "Missing Files": "Fehlende Dateien",
    "Cast": "Besetzung",
    "Stage": "Bühne",
    "Import": "Importieren",
    "Export": "Exportieren",
    "Render": "Rendern",
    "Checks": "Prüfungen",
    "Markers": "Markierungen",
    "Offset": "Versatz",
    "Options": "Optionen",
    "Sizes": "Größen",
    "Mapping": "Zuordnung",
    "Man": "Mann",
    "Woman": "Frau",
    "Actor": "Darsteller",
    "Choose a scene in the list": "Eine Szene in der Liste wählen",
    "Choose a dataset folder: it holds bvhs, face_arkit and wav": (
        "Den Ordner des Datensatzes wählen: er enthält bvhs, face_arkit und wav"
    ),
    "Dataset Folder": "Ordner des Datensatzes",
    "Search": "Suchen",
    "Latest First": "Neueste zuerst",
    "Any Relationship": "Jede Beziehung",
    "Any Emotion": "Jedes Gefühl",
    "Any Actor": "Alle Darsteller",
    "{scenes} scenes": "{scenes} Szenen",
    "Reading...": "Wird gelesen ...",
    "{} is not in this dataset": "{} ist nicht in diesem Datensatz",
    "Missing: {}": "Es fehlt: {}",
    "{seconds:.1f} s, {frames} frames": "{seconds:.1f} s, {frames} Bilder",
    "Nothing is known about it": "Nichts darüber bekannt",
    "and {} more": "und {} weitere",
    "Choose an armature": "Eine Armatur wählen",
    "Reading the characters' file": "Die Datei der Figuren wird gelesen",
    "{name} in {file}": "{name} in {file}",
    "{name} cannot play: {problem}": "{name} kann nicht spielen: {problem}",
    "{joints} of {all_joints} joints, {shapes} of {all_shapes} shapes": (
        "{joints} von {all_joints} Gelenken, {shapes} von {all_shapes} Formen"
    ),
    "Bones: {}": "Knochen: {}",
    "No bone for: {}": "Kein Knochen für: {}",
    "Not needed, no bone for: {}": "Nicht nötig, kein Knochen für: {}",
    "No shape key for: {}": "Kein Formschlüssel für: {}",
    "Bones that stay still: {}": "Knochen, die ruhen: {}",
    "{mesh}: {count} shapes": "{mesh}: {count} Formen",
    "spread over the others": "auf die anderen verteilt",
    "This is about {}, check again": "Dies betrifft {}, bitte neu prüfen",
    "{key}: {count} warnings, see the Checks panel": "{key}: {count} Warnungen, siehe Prüfungen",
    "{key}: nothing is missing": "{key}: nichts fehlt",
    "{} lines copied": "{} Zeilen kopiert",
    "Looking for ffmpeg...": "ffmpeg wird gesucht ...",
    "ffmpeg {version} works: {path}": "ffmpeg {version} funktioniert: {path}",
    "Without an output folder, movies go beside the .blend file": (
        "Ohne Ausgabeordner kommen Filme neben die .blend-Datei"
    ),
    "or, before it is saved, to {}": "oder, solange sie nicht gespeichert ist, nach {}",
    "New Files": "Neue Dateien",
}
_OPERATORS: dict[str, str] = {
    "Add Markers": "Markierungen hinzufügen",
    "Remove Markers": "Markierungen entfernen",
    "Cancel Composing": "Zusammenstellen abbrechen",
    "Cancel Render": "Rendern abbrechen",
    "Check Scene": "Szene prüfen",
    "Clear Composed Scene": "Zusammengestellte Szene entfernen",
    "Clear Finished Renders": "Fertige Renderaufträge entfernen",
    "Clear Offset": "Versatz aufheben",
    "Clear Scene Filter": "Szenenfilter aufheben",
    "Compose Scene": "Szene zusammenstellen",
    "Copy Findings": "Befunde kopieren",
    "Export Performance": "Darbietung exportieren",
    "Import Body": "Körper importieren",
    "Import Face": "Gesicht importieren",
    "Import Performance": "Darbietung importieren",
    "Import Voice": "Stimme importieren",
    "Offset Actor": "Darsteller versetzen",
    "Open Job": "Auftrag öffnen",
    "Open Movie": "Film öffnen",
    "Open Movie Folder": "Filmordner öffnen",
    "Open Render Log": "Renderprotokoll öffnen",
    "Reload Dataset": "Datensatz neu laden",
    "Render Scene in Background": "Szene im Hintergrund rendern",
    "Select Finding": "Befund auswählen",
    "Set Camera": "Kamera setzen",
    "Set Movie Size": "Filmgröße setzen",
    "Show Scene Files": "Dateien der Szene zeigen",
}

# Blender looks operators' labels up in a context of their own.
GERMAN: dict[tuple[str, str], str] = {
    **{("*", english): german for english, german in _TITLES.items()},
    **{("Operator", english): german for english, german in _OPERATORS.items()},
}
