# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of the tab's pages."""

from __future__ import annotations

__all__ = ["OPERATORS", "PAGES", "TITLES"]

# Short: four in the width of a sidebar.
PAGES: dict[str, str] = {
    "Scene": "Szene",
    "Actors": "Darsteller",
    "Shot": "Kamera",
    "Render": "Rendern",
}

TITLES: dict[str, str] = {
    "Pages": "Seiten",
    "Page": "Seite",
    "The page of the tab": "Die Seite des Reiters",
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
    "Go on with the next page of this tab": "Mit der nächsten Seite dieses Reiters weitermachen",
    "Back to the Scene": "Zurück zur Szene",
    "Set the Camera": "Kamera aufstellen",
    "Check {}": "{} prüfen",
    "Open Movie": "Film öffnen",
    "Render Scene in Background": "Szene im Hintergrund rendern",
    "Choose a Dataset": "Einen Datensatz wählen",
    "Choose a Scene": "Eine Szene wählen",
    "Choose the folder of a dataset, such as InterAct's": (
        "Den Ordner eines Datensatzes wählen, etwa den von InterAct"
    ),
    "Folder": "Ordner",
    "The dataset's folder": "Der Ordner des Datensatzes",
    "Choose an actor": "Einen Darsteller wählen",
    "Make this actor the active one: the panels are about them": (
        "Diesen Darsteller aktiv machen: Die Bedienfelder handeln von ihm"
    ),
    "The actor's armature": "Das Skelett des Darstellers",
    "This armature plays no performance": "Dieses Skelett spielt keine Darbietung",
    "Later": "Später",
    "Frames that the actor's body, face and voice begin later; negative for earlier": (
        "Bilder, die Körper, Gesicht und Stimme des Darstellers später beginnen; negativ für früher"
    ),
    "Move": "Verschieben",
    "How far the actor is moved along the world's axes": (
        "Wie weit der Darsteller entlang der Achsen der Welt verschoben ist"
    ),
    "Turn": "Drehen",
    "How far the actor is turned about the vertical through their first position": (
        "Wie weit der Darsteller um die Senkrechte durch seinen ersten Ort gedreht ist"
    ),
}

OPERATORS: dict[str, str] = {
    "Show Page": "Seite zeigen",
    "Choose Dataset": "Datensatz wählen",
    "Choose Actor": "Darsteller wählen",
    "Add": "Hinzufügen",
    "Remove": "Entfernen",
}
