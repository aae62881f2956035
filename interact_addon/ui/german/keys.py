# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplifying keys, and the detail for playing, in German."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

TITLES = {
    "Simplify": "Vereinfachen",
    "Simplify Keys": "Keys vereinfachen",
    "Replace the keys of the selected actor's body and face by fewer ones with handles. What they play stays"
    " within a tolerance, which is measured at every frame; an edit layer is simplified apart": (
        "Ersetzt die Keys von Körper und Gesicht der gewählten Person durch weniger Keys mit Anfassern."
        " Was sie abspielen, bleibt innerhalb einer Toleranz, die in jedem Frame gemessen wird;"
        " eine Bearbeitungsebene wird für sich vereinfacht"
    ),
    "Joints (mm)": "Gelenke (mm)",
    "How far a joint or a fingertip may be from where it was, in millimetres": (
        "Wie weit ein Gelenk oder eine Fingerspitze von der alten Stelle entfernt sein darf, in Millimetern"
    ),
    "Rotations (°)": "Drehungen (°)",
    "How far a bone may be turned from how it was, in degrees in the world": (
        "Wie weit ein Knochen gegen bisher verdreht sein darf, in Grad in der Welt"
    ),
    "Faces (mm)": "Gesichter (mm)",
    "How far a vertex of a face may be from where it was, in millimetres": (
        "Wie weit ein Punkt eines Gesichts von der alten Stelle entfernt sein darf, in Millimetern"
    ),
    "{before} keys are {after} now; at most {mm} mm, {degrees}°, faces {face} mm off": (
        "Aus {before} Keys sind {after} geworden; höchstens {mm} mm, {degrees}°, Gesichter {face} mm daneben"
    ),
    "Playback Detail": "Detail zum Abspielen",
    "Show light stand-ins of the built-in people in viewports, so that the scene plays faster; renders and"
    " exports show the people whole. Again: the people themselves": (
        "Zeigt in den Ansichten leichte Stellvertreter der eingebauten Personen, damit die Szene schneller"
        " abspielt; Renderbilder und Exporte zeigen die Personen ganz. Noch einmal: die Personen selbst"
    ),
    "There are no built-in people in this scene; your own characters have nothing to switch": (
        "In dieser Szene sind keine eingebauten Personen; an eigenen Figuren ist nichts umzuschalten"
    ),
    "Leave Edit Mode first": "Erst den Bearbeitungsmodus verlassen",
    "{} people in playback detail": "{} Personen im Detail zum Abspielen",
    "{} people in full detail": "{} Personen in vollem Detail",
    "{} curves stay as they were": "{} Kurven bleiben, wie sie waren",
}

OPERATORS = {name: TITLES[name] for name in ("Simplify Keys", "Playback Detail")}
