# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of composing, the camera, shots and stills."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Composing": "Wird zusammengestellt",
    "Beside": "Daneben",
    "Rotation": "Drehung",
    "Stop composing; nothing is changed": "Zusammenstellen abbrechen; nichts ändert sich",
    "Stop looking for the camera's place; the scene stays as it is": (
        "Die Suche nach einem Platz für die Kamera abbrechen; die Szene bleibt, wie sie ist"
    ),
    "Stop making stills; those that are there stay": (
        "Keine weiteren Standbilder erstellen; vorhandene bleiben"
    ),
    "Remove what was composed in this scene. Your objects stay, and your armatures get their previous"
    " animation back": (
        "Entfernen, was in dieser Szene zusammengestellt wurde. Eigene Objekte bleiben, und eigene"
        " Skelette erhalten ihre vorherige Animation zurück"
    ),
    "Build the chosen scene here: both actors, their voices, camera and lights": (
        "Die gewählte Szene hier aufbauen: beide Darsteller, ihre Stimmen, Kamera und Licht"
    ),
    "Asked": "Gefragt",
    "Metres that it is moved along Y": "Um wie viele Meter sie entlang Y verschoben wird",
    "How far it is turned about the vertical through its middle": (
        "Wie weit sie um die Senkrechte durch ihre Mitte gedreht wird"
    ),
    "Start": "Start",
    "Its first frame here": "Ihr erstes Bild hier",
    "Cut the scene like a conversation, from who speaks, who moves and how near they are; the cuts are"
    " markers of the timeline that you can move, and those of an earlier edit are replaced": (
        "Die Szene wie ein Gespräch schneiden: danach, wer spricht, wer sich bewegt und wie nah sie sich"
        " sind; die Schnitte sind Marker der Zeitleiste, die sich verschieben lassen, und die eines"
        " früheren Schnitts werden ersetzt"
    ),
    "How often the camera cuts": "Wie oft die Kamera schneidet",
    "Remove the cut that begins the current shot: the shot before it goes on": (
        "Den Schnitt entfernen, mit dem die aktuelle Einstellung beginnt: die vorige geht weiter"
    ),
    "Show the current shot from another place; its beginning and end stay": (
        "Die aktuelle Einstellung von einem anderen Platz zeigen; Anfang und Ende bleiben"
    ),
    "Where the camera of the shot stands": "Wo die Kamera der Einstellung steht",
    "Place the camera again, from where the actors are now": (
        "Die Kamera neu platzieren, nach den jetzigen Orten der Darsteller"
    ),
    "Where the camera stands, such as front or close:006; empty for where it stands now": (
        "Wo die Kamera steht, etwa front oder close:006; leer: wo sie jetzt steht"
    ),
    "Add what people sit on where nothing is, by how they move now, or remove it": (
        "Hinzufügen, worauf Personen sitzen, wo nichts ist, nach ihrer jetzigen Bewegung, oder es entfernen"
    ),
    "What people sit and rest on": "Worauf Personen sitzen und sich stützen",
    "Build another set around the people; they and the camera stay where they are": (
        "Eine andere Umgebung um die Personen bauen; sie und die Kamera bleiben, wo sie sind"
    ),
    "What is built around the people": "Was um die Personen gebaut wird",
    "Shot": "Kamera",
    "Make a small picture of what each place of the camera shows of this scene: at the present frame, or"
    " in the middle while the playhead is at the first. Nothing of the scene changes": (
        "Ein kleines Bild davon machen, was jeder Platz der Kamera von dieser Szene zeigt: im aktuellen"
        " Bild, oder in der Mitte, solange der Abspielkopf am Anfang steht. An der Szene ändert sich nichts"
    ),
    "Where the camera stands: choosing a picture places it there at once": (
        "Wo die Kamera steht: wer ein Bild wählt, setzt sie sofort dorthin"
    ),
    "Click a shot to go to its first frame": "Auf eine Einstellung klicken: zu ihrem ersten Bild",
    "No camera is being placed": "Es wird keine Kamera platziert",
    "Compose a scene first": "Zuerst eine Szene zusammenstellen",
    "This scene is linked from another file": "Diese Szene ist aus einer anderen Datei verknüpft",
    "A camera is being placed": "Es wird eine Kamera platziert",
    "A scene is being composed": "Es wird eine Szene zusammengestellt",
    "This is a face's scene: go back to the main scene first": (
        "Dies ist die Szene eines Gesichts: zuerst zur Hauptszene zurückgehen"
    ),
    "No scene is being composed": "Es wird keine Szene zusammengestellt",
    "Nothing is composed in this scene": "In dieser Szene ist nichts zusammengestellt",
    "No marker of the timeline is bound to a camera": (
        "Kein Marker der Zeitleiste ist an eine Kamera gebunden"
    ),
    "The playhead is in no shot": "Der Abspielkopf steht in keiner Einstellung",
    "No stills are being made": "Es werden keine Standbilder erstellt",
    "Stills are being made": "Es werden Standbilder erstellt",
    "Blender is rendering": "Blender rendert gerade",
}
