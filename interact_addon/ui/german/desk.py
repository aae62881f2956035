# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of the tab's pages."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Pages": "Seiten",
    "Page": "Seite",
    "The page of the tab": "Die Seite des Reiters",
    "Actors": "Darsteller",
    "Shot": "Einstellung",
    "Render": "Rendern",
    "Choose a dataset and a scene of it, and compose it": (
        "Einen Datensatz und eine Szene daraus wählen und zusammenstellen"
    ),
    "Who plays whom; edit, offset and export performances": (
        "Wer wen spielt; Darbietungen bearbeiten, versetzen und exportieren"
    ),
    "Camera, shots and stage; contacts and checks": (
        "Kamera, Einstellungen und Bühne; Berührungen und Prüfungen"
    ),
    "Make the movie of this scene, or of many": "Den Film dieser Szene machen, oder von vielen",
}
