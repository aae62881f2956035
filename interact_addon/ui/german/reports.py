# SPDX-License-Identifier: GPL-3.0-or-later
"""The German translation of what the status line says, and of other texts that are formatted."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Composing: {}   (Esc to cancel)": "Zusammenstellen: {}   (Esc bricht ab)",
    "Composed {key}: {actors} actors, {seconds:.1f} s": (
        "{key} zusammengestellt: {actors} Darsteller, {seconds:.1f} s"
    ),
    "Removed {}": "{} entfernt",
    "{} stays: another scene shows the same collection": (
        "{} bleibt: eine andere Szene zeigt dieselbe Sammlung"
    ),
    "Composing was cancelled": "Zusammenstellen abgebrochen",
    "Making stills was cancelled": "Standbilder abgebrochen",
    "Placing the camera was cancelled": "Platzieren abgebrochen",
    "Measuring was cancelled": "Messen abgebrochen",
    "Stopped; finished files stay, and the next download goes on from there": (
        "Angehalten; fertige Dateien bleiben, und das nächste Herunterladen setzt dort fort"
    ),
    "Importing: {}   (Esc to cancel)": "Importieren: {}   (Esc bricht ab)",
    "Cancelled; nothing was imported": "Abgebrochen; nichts wurde importiert",
    "Built: {}": "Gebaut: {}",
    "Reading": "Wird gelesen",
    "From {key}": "Aus {key}",
    "Onto: {name}": "Auf: {name}",
    "Import {file}": "{file} importieren",
    "Import {file} onto {name}": "{file} auf {name} importieren",
    "{name}: as performed": "{name}: wie aufgeführt",
    "{frames:+.6g} frames": "{frames:+.6g} Bilder",
    "Do not filter by this": "Hiernach nicht filtern",
    "The size is shown before anything is downloaded": "Die Größe steht da, bevor etwas heruntergeladen wird",
}
