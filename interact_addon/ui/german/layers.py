# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of the edit layer, of retiming, simplifying and playing."""

from __future__ import annotations

__all__ = ["OPERATORS", "TITLES"]

TITLES: dict[str, str] = {
    "Keys": "Keyframes",
    "Simplify": "Vereinfachen",
    "Simplify Keys": "Keyframes vereinfachen",
    "Replace the keys of the selected actor's body and face by fewer ones with handles. What they play stays"
    " within a tolerance, which is measured at every frame; an edit layer is simplified apart": (
        "Die Keyframes von Körper und Gesicht des ausgewählten Darstellers durch weniger Keyframes mit"
        " Griffen ersetzen. Was sie abspielen, bleibt innerhalb einer Toleranz, die in jedem Bild"
        " gemessen wird; eine Bearbeitungsebene wird für sich vereinfacht"
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
        "Aus {before} Keyframes sind {after} geworden; höchstens {mm} mm, {degrees}°, Gesichter {face} mm"
        " daneben"
    ),
    "Playback Detail": "Detail zum Abspielen",
    "Show light stand-ins of the built-in people in viewports, so that the scene plays faster; renders and"
    " exports show the people whole. Again: the people themselves": (
        "Zeigt in den Ansichten leichte Stellvertreter der eingebauten Personen, damit die Szene schneller"
        " abspielt; Renderbilder und Exporte zeigen die Personen ganz. Nochmals: die Personen selbst"
    ),
    "There are no built-in people in this scene; your own characters have nothing to switch": (
        "In dieser Szene sind keine eingebauten Personen; an eigenen Figuren ist nichts umzuschalten"
    ),
    "Leave Edit Mode first": "Zuerst den Bearbeitungsmodus verlassen",
    "{} people in playback detail": "{} Personen im Detail zum Abspielen",
    "{} people in full detail": "{} Personen in vollem Detail",
    "{} curves stay as they were": "{} Kurven bleiben, wie sie waren",
    "Edit": "Bearbeiten",
    "Add an edit layer first": "Zuerst eine Bearbeitungsebene hinzufügen",
    "This person is linked from another file": "Diese Person ist aus einer anderen Datei verknüpft",
    "Put a layer for edits on the body and face of the selected actor, which new keys go into. What was"
    " captured plays below it in the NLA and stays as it is": (
        "Legt über Körper und Gesicht des ausgewählten Darstellers eine Ebene für Bearbeitungen, in die neue"
        " Keyframes kommen. Das Aufgenommene spielt in der NLA darunter und bleibt, wie es ist"
    ),
    "Pose the selected actor: keys that are inserted (I) go into the edit layer, which is added if there is"
    " none. Again: stop editing": (
        "Posiert den ausgewählten Darsteller: eingefügte Keyframes (I) kommen in die Bearbeitungsebene, die"
        " hinzugefügt wird, falls es keine gibt. Nochmals: Bearbeiten beenden"
    ),
    "Play only what was captured, to compare; again: with the edits": (
        "Spielt zum Vergleich nur das Aufgenommene; nochmals: mit den Bearbeitungen"
    ),
    "Play only the edits, on the rest pose; again: with what was captured": (
        "Spielt nur die Bearbeitungen, auf der Ruhepose; nochmals: mit dem Aufgenommenen"
    ),
    "Key in the edit layer that this frame plays what was captured, so that edits before and after do not"
    " reach over it. In Pose Mode: of the selected bones": (
        "Setzt in der Bearbeitungsebene Keyframes, mit denen dieses Bild das Aufgenommene spielt, damit"
        " Bearbeitungen davor und danach nicht darüber reichen. Im Posenmodus: für die ausgewählten Knochen"
    ),
    "Take the keys that were inserted while the layer was not edited into it: from their first to their"
    " last frame it plays what they show. Above the layer they hold their pose over the whole take": (
        "Nimmt Keyframes, die ohne Bearbeiten eingefügt wurden, in die Ebene: vom ersten bis zum letzten Bild"
        " spielt sie, was sie zeigen. Über der Ebene halten sie ihre Pose über die ganze Aufnahme"
    ),
    "{count} keys are in the edit layer now": "{count} Keyframes sind jetzt in der Bearbeitungsebene",
    "Nothing is edited yet: select bones in Pose Mode": (
        "Noch ist nichts bearbeitet: Knochen im Posenmodus auswählen"
    ),
    "{count} channels are keyed on frame {frame}": "{count} Kanäle haben auf Bild {frame} einen Keyframe",
    "Write the edits into a copy of the captured action, which plays from now on without the layer. The"
    " captured action stays in the file": (
        "Schreibt die Bearbeitungen in eine Kopie der aufgenommenen Aktion, die von nun an ohne die Ebene"
        " spielt. Die aufgenommene Aktion bleibt in der Datei"
    ),
    "Only Some Frames": "Nur einige Bilder",
    "Bake these frames; the layer stays for the others": (
        "Diese Bilder einbacken; für die anderen bleibt die Ebene"
    ),
    "First Frame": "Erstes Bild",
    "Last Frame": "Letztes Bild",
    "First frame to bake": "Erstes Bild, das eingebacken wird",
    "Last frame to bake": "Letztes Bild, das eingebacken wird",
    "Baked into {names}": "Eingebacken in {names}",
    "Remove the edit layer with all its edits: what was captured plays alone, as before": (
        "Entfernt die Bearbeitungsebene mit allen Bearbeitungen: das Aufgenommene spielt allein wie zuvor"
    ),
    "Play a range of frames of the selected actor earlier, later, slower or faster, by keys in the edit"
    " layer; body and face together. The voice stays where it is": (
        "Spielt einen Bildbereich des ausgewählten Darstellers früher, später, langsamer oder schneller,"
        " durch Keyframes in der Bearbeitungsebene; Körper und Gesicht zusammen. Die Stimme bleibt,"
        " wo sie ist"
    ),
    "How": "Wie",
    "What happens to the range": "Was mit dem Bereich geschieht",
    "Shift": "Verschieben",
    "The whole range is played later, or earlier": "Der ganze Bereich wird später oder früher gespielt",
    "Stretch": "Dehnen",
    "The range's end is played later, or earlier: it is slower, or faster": (
        "Das Ende des Bereichs wird später oder früher gespielt: er ist langsamer oder schneller"
    ),
    "First frame of the range": "Erstes Bild des Bereichs",
    "Last frame of the range": "Letztes Bild des Bereichs",
    "Later": "Später",
    "By how many frames later; negative for earlier": "Um wie viele Bilder später; negativ: früher",
    "Ease": "Übergang",
    "Frames before and after the range that are played faster or slower to make room": (
        "Bilder vor und nach dem Bereich, die schneller oder langsamer gespielt werden, um Platz zu machen"
    ),
    "Frames {first} to {last} are retimed in the edit layer": (
        "Bilder {first} bis {last} spielen in der Bearbeitungsebene zu anderer Zeit"
    ),
}

OPERATORS: dict[str, str] = {
    "Simplify Keys": "Keyframes vereinfachen",
    "Playback Detail": "Detail zum Abspielen",
    "Adopt Keys": "Keyframes übernehmen",
    "Add Edit Layer": "Bearbeitungsebene hinzufügen",
    "Edit": "Bearbeiten",
    "Mute Edits": "Bearbeitungen stummschalten",
    "Solo Edits": "Nur Bearbeitungen",
    "Key Captured": "Wie Aufnahme",
    "Bake Down": "Einbacken",
    "Remove Edit Layer": "Bearbeitungsebene entfernen",
    "Retime": "Zeit ändern",
}
