# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of how motion and faces are read."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Frames per second of the scene, as in 30 or 30000/1001": (
        "Bilder je Sekunde der Szene, wie 30 oder 30000/1001"
    ),
    "Bodies": "Körper",
    "Which motion files are used": "Welche Bewegungsdateien verwendet werden",
    "The actors' own proportions for built-in people, the retargeted ones for others": (
        "Die eigenen Proportionen der Darsteller für eingebaute Personen, die übertragenen für andere"
    ),
    "Own Proportions": "Eigene Proportionen",
    "Motion on the actors' own proportions (bvhs): contacts are exact": (
        "Bewegung mit den Proportionen der Darsteller (bvhs): Berührungen stimmen genau"
    ),
    "Retargeted": "Übertragen",
    "Motion on the standing characters' proportions (bvhs_retarget)": (
        "Bewegung mit den Proportionen der Standardfiguren (bvhs_retarget)"
    ),
    "What one unit of the BVH files is": "Was eine Einheit der BVH-Dateien ist",
    "Detected from how tall the person is": "Daran erkannt, wie groß die Person ist",
    "One unit of the file is 1 m": "Eine Einheit der Datei ist 1 m",
    "One unit of the file is 0.1 m": "Eine Einheit der Datei ist 0,1 m",
    "Of the CMU database: one unit is 1/0.45 inch": "Aus der CMU-Datenbank: eine Einheit ist 1/0,45 Zoll",
    "One unit of the file is 0.0254 m": "Eine Einheit der Datei ist 0,0254 m",
    "One unit of the file is 0.01 m": "Eine Einheit der Datei ist 0,01 m",
    "One unit of the file is 0.001 m": "Eine Einheit der Datei ist 0,001 m",
    "The up axis of the BVH files": "Welche Achse der BVH-Dateien nach oben zeigt",
    "Detected from the posed skeleton": "Am posierten Skelett erkannt",
    "Y points up": "Y zeigt nach oben",
    "Z points up": "Z zeigt nach oben",
    "Y points down, as in the coordinates of cameras": "Y zeigt nach unten, wie in Koordinaten von Kameras",
    "Z points down": "Z zeigt nach unten",
    "X points up": "X zeigt nach oben",
    "X points down": "X zeigt nach unten",
    "The order of the columns of face arrays without names": (
        "Die Reihenfolge der Spalten von Gesichtsdaten ohne Namen"
    ),
    "As names beside the file or its values tell": "Wie Namen neben der Datei oder ihre Werte verraten",
    "ARKit's names in alphabetical order, as in InterAct and BEAT": (
        "Die Namen von ARKit alphabetisch, wie in InterAct und BEAT"
    ),
    "_neutral, then ARKit's names, alphabetical without tongueOut": (
        "_neutral, dann die Namen von ARKit, alphabetisch ohne tongueOut"
    ),
    "As in the app's tables: jaw and mouth right before left": (
        "Wie in den Tabellen der App: Kiefer und Mund rechts vor links"
    ),
    "As in Apple's list, Unreal and Audio2Face: left before right": (
        "Wie in der Liste von Apple, Unreal und Audio2Face: links vor rechts"
    ),
    "ICT-FaceKit's 53 or 55 names in alphabetical order": "Die 53 oder 55 Namen von ICT-FaceKit alphabetisch",
    "ICT-FaceKit, cheekRaiser Last": "ICT-FaceKit, cheekRaiser zuletzt",
    "Its 53 names, then both cheekRaiser": "Die 53 Namen, dann beide cheekRaiser",
    "Face files that do not say their frames per second have others than 30": (
        "Gesichtsdateien, die ihre Bildrate nicht nennen, haben eine andere als 30"
    ),
    "Frames per second of face files that do not say it: arrays, and tables without times": (
        "Bilder je Sekunde von Gesichtsdateien, die es nicht sagen: Arrays und Tabellen ohne Zeiten"
    ),
    "Your own SMPL-X, SMPL-H or SMPL model file, or the folder that holds them": (
        "Ihre eigene Modelldatei von SMPL-X, SMPL-H oder SMPL, oder der Ordner mit ihnen"
    ),
    "How hands are held where nobody captured the fingers": (
        "Wie Hände gehalten werden, wo niemand die Finger aufgenommen hat"
    ),
    "Bent as the people at rest have them": "Gebeugt wie bei den Personen in Ruhe",
    "Straight, as in a T-pose": "Gerade, wie in einer T-Pose",
    "Where the floor is": "Wo der Boden ist",
    "Brought to the feet where the files do not know it": (
        "Unter die Füße gebracht, wo die Dateien ihn nicht kennen"
    ),
    "At height 0 of the files": "In Höhe 0 der Dateien",
    "Brought to the lowest foot of the scene, for both people alike": (
        "Unter den tiefsten Fuß der Szene gebracht, für beide Personen gleich"
    ),
    "How characters of other proportions play what two people do to each other": (
        "Wie Figuren mit anderen Proportionen spielen, was zwei Menschen miteinander tun"
    ),
    "They touch each other, themselves and the floor as in the capture": (
        "Sie berühren einander, sich selbst und den Boden wie in der Aufnahme"
    ),
    "Captured places and angles, whatever they miss": "Orte und Winkel der Aufnahme, was immer sie verfehlen",
    "Each for themselves, from bvhs_retarget with --characters": (
        "Jede für sich, aus bvhs_retarget, mit --characters"
    ),
}
