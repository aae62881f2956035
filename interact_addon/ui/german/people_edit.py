# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of posing people, of clicks that reach the rig, and of the face sliders."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

TITLES: dict[str, str] = {
    "Show the bones of the selected person, of whom an armature or a mesh is active, and pose "
    "them; again: back to Object Mode": (
        "Die Knochen der ausgewählten Person zeigen, von der ein Skelett oder Mesh aktiv ist, und sie"
        " posieren; nochmals: zurück in den Objektmodus"
    ),
    "Select a person: an armature or mesh of an actor": (
        "Eine Person auswählen: ein Skelett oder Mesh eines Darstellers"
    ),
    "This person is linked from another file": "Diese Person ist aus einer anderen Datei verknüpft",
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
        "Dieses Skelett hat keine Knochensammlungen für Teile des Körpers"
    ),
    "Click Selects the Rig": "Klick wählt das Rig",
    "A click on the body or clothes of an actor selects the whole person, with the armature "
    "active; the next click on the person selects the mesh": (
        "Ein Klick auf Körper oder Kleidung wählt die ganze Person aus, mit dem Skelett als aktivem "
        "Objekt; der nächste Klick auf sie wählt das Mesh aus"
    ),
    "Face Sliders": "Gesichtsregler",
    "Frames...": "Bilder …",
    "Mirror": "Spiegeln",
    "Fade": "Verklingen",
    "A slider also moves the one of the other side; the eyes look the same way": (
        "Ein Regler bewegt auch den der anderen Seite; die Augen blicken in dieselbe Richtung"
    ),
    "Frames before and after a key over which its change comes and goes; 0: until the layer's next key": (
        "Bilder vor und nach einem Keyframe, über die seine Änderung kommt und geht; 0: bis zum "
        "nächsten Keyframe der Ebene"
    ),
    "The value that is shown on this frame, on all meshes of the face. It is keyed in the edit "
    "layer by Key or by auto keying; else it is gone on another frame": (
        "Der Wert, der in diesem Bild gezeigt wird, auf allen Meshes des Gesichts. Keyframes setzen "
        "oder automatische Keyframes schreiben ihn in die Bearbeitungsebene; sonst ist er in einem "
        "anderen Bild weg"
    ),
    "Brows": "Brauen",
    "Eyes": "Augen",
    "Cheeks": "Wangen",
    "Nose": "Nase",
    "Jaw": "Kiefer",
    "Mouth": "Mund",
    "Tongue": "Zunge",
    "Smile": "Lächeln",
    "Frown": "Stirnrunzeln",
    "Surprise": "Überraschung",
    "Blink": "Blinzeln",
    "Down": "Senken",
    "Inner Up": "Innen heben",
    "Outer Up": "Außen heben",
    "Look Down": "Blick nach unten",
    "Look In": "Blick nach innen",
    "Look Out": "Blick nach außen",
    "Look Up": "Blick nach oben",
    "Squint": "Zusammenkneifen",
    "Wide": "Weit",
    "Puff": "Aufblasen",
    "Sneer": "Rümpfen",
    "Forward": "Vor",
    "Sideways": "Zur Seite",
    "Open": "Öffnen",
    "Close": "Schließen",
    "Dimple": "Grübchen",
    "Funnel": "Trichter",
    "Lower Down": "Unten senken",
    "Press": "Pressen",
    "Pucker": "Spitzen",
    "Roll Lower": "Unten einrollen",
    "Roll Upper": "Oben einrollen",
    "Shrug Lower": "Unten schürzen",
    "Shrug Upper": "Oben schürzen",
    "Stretch": "Dehnen",
    "Upper Up": "Oben heben",
    "Out": "Heraus",
    "Select a person with a face: an armature or mesh of an actor": (
        "Eine Person mit Gesicht auswählen: ein Skelett oder Mesh eines Darstellers"
    ),
    "Key the sliders that were moved on this frame, in the edit layer. If none was moved, key all"
    " of them as they are": (
        "Keyframes für die in diesem Bild bewegten Regler in der Bearbeitungsebene setzen. Wurde "
        "keiner bewegt, für alle, wie sie sind"
    ),
    "Add what the sliders were moved by, or an expression, over a range of frames in the edit layer": (
        "Was die Regler bewegt wurden, oder einen Ausdruck, über einen Bereich von Bildern in der "
        "Bearbeitungsebene hinzufügen"
    ),
    "Add": "Hinzufügen",
    "What is added": "Was hinzugefügt wird",
    "Moved Sliders": "Bewegte Regler",
    "What the sliders were moved by on this frame": "Um was die Regler in diesem Bild bewegt wurden",
    "Shapes": "Formen",
    "The shapes that are named": "Die genannten Formen",
    "Names of ARKit shapes, with commas between them: mouthSmileLeft, jawOpen": (
        "Namen von ARKit-Formen mit Kommas dazwischen: mouthSmileLeft, jawOpen"
    ),
    "Amount": "Betrag",
    "How much of it is added; of a shape: its weight. A negative amount takes it away": (
        "Wie viel davon hinzugefügt wird; von einer Form: ihr Gewicht. Ein negativer Betrag nimmt es weg"
    ),
    "First Frame": "Erstes Bild",
    "The frame from which on the face changes": "Das Bild, von dem an sich das Gesicht ändert",
    "Last Frame": "Letztes Bild",
    "The frame after which the face is as it was": "Das Bild, nach dem das Gesicht ist, wie es war",
    "Ease": "Übergang",
    "Frames in which the change comes, and in which it goes, inside the range": (
        "Bilder, in denen die Änderung kommt, und in denen sie geht, innerhalb des Bereichs"
    ),
    "Move the sliders towards this expression; again: further": (
        "Die Regler auf diesen Ausdruck zu bewegen; nochmals: weiter"
    ),
    "Expression": "Ausdruck",
    "The expression": "Der Ausdruck",
    "How much of it is added": "Wie viel davon hinzugefügt wird",
    "Put sliders that were moved and not keyed back to what is played on this frame": (
        "Regler, die ohne Keyframe bewegt wurden, auf das zurücksetzen, was in diesem Bild gespielt wird"
    ),
    "{count} shapes are keyed on frame {frame}": "{count} Formen haben Keyframes in Bild {frame}",
    "{count} shapes are changed on frames {first} to {last}": (
        "{count} Formen sind in den Bildern {first} bis {last} geändert"
    ),
}

OPERATORS: dict[str, str] = {
    "Select Bones": "Knochen wählen",
    "Key": "Keyframe setzen",
    "Frames...": "Bilder …",
    "Change Frames": "Bilder ändern",
    "Show Expression": "Ausdruck zeigen",
    "Reset": "Zurücksetzen",
    "Smile": "Lächeln",
    "Frown": "Stirnrunzeln",
    "Surprise": "Überraschung",
    "Blink": "Blinzeln",
    "Body": "Körper",
    "Hands": "Hände",
    "Feet": "Füße",
    "Head": "Kopf",
}
