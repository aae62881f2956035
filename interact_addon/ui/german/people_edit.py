# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of posing people, of clicks that reach the rig, and of the face sliders."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

TITLES: dict[str, str] = {
    "Show the bones of the selected person, of whom an armature or a mesh is active, and pose "
    "them; again: back to Object Mode": (
        "Die Knochen des gewählten Menschen zeigen, von dem eine Armatur oder ein Netz aktiv ist, und"
        " ihn posieren; noch einmal: zurück in den Objektmodus"
    ),
    "Select a person: an armature or mesh of an actor": (
        "Wähle einen Menschen: eine Armatur oder ein Netz von ihm"
    ),
    "This person is linked from another file": "Dieser Mensch ist aus einer anderen Datei verknüpft",
    "Bones": "Knochen",
    "Body": "Körper",
    "Hands": "Hände",
    "Feet": "Füße",
    "Head": "Kopf",
    "Part": "Teil",
    "The part of the body": "Der Teil des Körpers",
    "Extend": "Erweitern",
    "Keep the bones selected that are": "Gewählte Knochen gewählt lassen",
    "Select the bones of this part of the body in Pose Mode. Shift: keep those selected that are": (
        "Die Knochen dieses Teils des Körpers im Posenmodus wählen. Umschalt: gewählte gewählt lassen"
    ),
    "This armature has no bone collections of parts of the body": (
        "Diese Armatur hat keine Knochensammlungen für Teile des Körpers"
    ),
    "Click Selects the Rig": "Klick wählt das Rig",
    "A click on the body or clothes of an actor selects the whole person, with the armature "
    "active; the next click on the person selects the mesh": (
        "Ein Klick auf Körper oder Kleidung wählt den ganzen Menschen, mit der Armatur als aktivem "
        "Objekt; der nächste Klick auf ihn wählt das Netz"
    ),
}

OPERATORS: dict[str, str] = {
    "Select Bones": "Knochen wählen",
}
