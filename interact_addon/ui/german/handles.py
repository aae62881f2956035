# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of handles for hands, feet and looks."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

TITLES: dict[str, str] = {
    "Handles": "Griffe",
    "Left Hand": "Linke Hand",
    "Right Hand": "Rechte Hand",
    "Left Foot": "Linker Fuß",
    "Right Foot": "Rechter Fuß",
    "Look": "Blick",
    "Limb": "Glied",
    "Put a handle on the pose that is keyed now, if keys of the limb have changed since it was added;"
    " how it was moved stays": (
        "Setzt einen Griff auf die Pose, die jetzt in Keyframes steht, falls sich die des Glieds seither"
        " geändert haben; wie er bewegt wurde, bleibt"
    ),
    "First Frame": "Erstes Bild",
    "Last Frame": "Letztes Bild",
    "Select an actor first": "Zuerst einen Darsteller auswählen",
    "Ease": "Übergang",
    "Eyes": "Augen",
    "The left arm reaches for the handle; the hand turns as it does": (
        "Der linke Arm greift nach dem Griff; die Hand dreht sich wie er"
    ),
    "The right arm reaches for the handle; the hand turns as it does": (
        "Der rechte Arm greift nach dem Griff; die Hand dreht sich wie er"
    ),
    "The left leg reaches for the handle; the foot turns as it does": (
        "Das linke Bein reicht zum Griff; der Fuß dreht sich wie er"
    ),
    "The right leg reaches for the handle; the foot turns as it does": (
        "Das rechte Bein reicht zum Griff; der Fuß dreht sich wie er"
    ),
    "Neck, head and eyes turn towards the handle": "Hals, Kopf und Augen wenden sich dem Griff zu",
    "The limb whose handle it is; empty for the handle that is selected, or else for all of the actor": (
        "Das Glied, dessen Griff gemeint ist; leer für den ausgewählten Griff, sonst für alle des Darstellers"
    ),
    "Put a handle where the selected actor's hand, foot or look is captured, for some frames."
    " Move and turn it (G, R), or key it; Apply writes what it does into the edit layer": (
        "Setzt für einige Bilder einen Griff dorthin, wo Hand, Fuß oder Blick des ausgewählten Darstellers"
        " aufgenommen sind. Er wird bewegt und gedreht (G, R) oder erhält Keyframes; Anwenden schreibt, was"
        " er bewirkt, in die Bearbeitungsebene"
    ),
    "What the handle moves": "Was der Griff bewegt",
    "The first frame that the handle changes": "Das erste Bild, das der Griff ändert",
    "The last frame that the handle changes; not after the first: 20 frames before and after the current"
    " one": (
        "Das letzte Bild, das der Griff ändert; nicht nach dem ersten: 20 Bilder vor und nach dem aktuellen"
    ),
    "In how many frames the handle fades in and out, within its frames; not where the scene begins or ends": (
        "In wie vielen seiner Bilder der Griff ein- und ausblendet; nicht, wo die Szene beginnt oder endet"
    ),
    "How much of a look the eyes turn, of what the neck leaves; the head turns the rest": (
        "Wie weit sich die Augen drehen, von dem, was der Hals übrig lässt; den Rest dreht der Kopf"
    ),
    "The selected actor has no handle": "Der ausgewählte Darsteller hat keinen Griff",
    "Write what a handle shows into the actor's edit layer, and remove the handle": (
        "Schreibt, was ein Griff zeigt, in die Bearbeitungsebene des Darstellers, und entfernt den Griff"
    ),
    "Remove a handle; the actor moves as before it was added": (
        "Entfernt einen Griff; der Darsteller bewegt sich wie zuvor"
    ),
    "Keep a handle where it is now in all its frames, as for a foot that stands or a thing that is looked"
    " at; again: it moves along with the capture": (
        "Hält einen Griff in all seinen Bildern, wo er jetzt ist, etwa für einen Fuß, der steht, oder etwas,"
        " das angesehen wird; nochmals: er bewegt sich mit der Aufnahme"
    ),
    "{count} handles applied": "{count} Griffe angewandt",
    "{name}, {first} to {last}": "{name}, {first} bis {last}",
    "{name}: deleted": "{name}: gelöscht",
}

OPERATORS: dict[str, str] = {
    "Add Handle": "Griff hinzufügen",
    "Apply Handle": "Griff anwenden",
    "Remove Handle": "Griff entfernen",
    "Follow Keys": "Keyframes folgen",
    "Pin Handle": "Griff festhalten",
    "Left Hand": "Linke Hand",
    "Right Hand": "Rechte Hand",
    "Left Foot": "Linker Fuß",
    "Right Foot": "Rechter Fuß",
    "Look": "Blick",
}
