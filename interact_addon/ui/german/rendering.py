# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of rendering and of the preferences."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "The dataset that a new file starts with: the folder that holds bvhs, face_arkit and wav": (
        "Der Datensatz, mit dem eine neue Datei beginnt: der Ordner, der bvhs, face_arkit und wav enthält"
    ),
    "The ffmpeg program that mixes the voices into movies; empty for the one included in the extension": (
        "Das Programm ffmpeg, das die Stimmen in Filme mischt; leer: das in der Erweiterung enthaltene"
    ),
    "Render Preset": "Rendervorlage",
    "The render preset that a new file starts with": "Die Rendervorlage, mit der eine neue Datei beginnt",
    "Characters": "Figuren",
    "A .blend file with your rigged characters; empty for the built-in people": (
        "Eine .blend-Datei mit Ihren Figuren mit Rig; leer: die eingebauten Personen"
    ),
    "A folder with MakeHuman's clothes, shoes, hats and hair (.mhclo), such as MPFB's asset packs, for the"
    " built-in people": (
        "Ein Ordner mit Kleidung, Schuhen, Hüten und Haaren von MakeHuman (.mhclo), etwa die Asset-Pakete"
        " von MPFB, für die eingebauten Personen"
    ),
    "The folder for movies that a new file starts with": (
        "Der Ordner für Filme, mit dem eine neue Datei beginnt"
    ),
    "End this render and remove what it has written so far": (
        "Dieses Rendern beenden und entfernen, was es bisher geschrieben hat"
    ),
    "The number of the render; 0 for the latest": "Die Nummer des Renderauftrags; 0: der neueste",
    "Remove renders that have ended from the list; their movies stay": (
        "Beendete Renderaufträge aus der Liste entfernen; ihre Filme bleiben"
    ),
    "Open the text file with everything that the rendering Blender has printed": (
        "Die Textdatei öffnen mit allem, was das rendernde Blender ausgegeben hat"
    ),
    "Play the finished movie in the system's player": (
        "Den fertigen Film im Abspielprogramm des Systems zeigen"
    ),
    "Show the folder with the movies in the system's file manager": (
        "Den Ordner mit den Filmen in der Dateiverwaltung des Systems zeigen"
    ),
    "Make a movie, with voices, of this scene as it is now. Another Blender renders a copy of it, so you"
    " can go on working": (
        "Einen Film mit Stimmen von dieser Szene machen, wie sie jetzt ist. Ein anderes Blender rendert"
        " eine Kopie, sodass Sie weiterarbeiten können"
    ),
    "Render pictures of this size": "Bilder in dieser Größe rendern",
    "Frame First": "Erstes Bild",
    "Last": "Letztes",
    "Clear": "Leeren",
    "Size": "Größe",
    "Name": "Name",
    "The movie's name, without .mp4": "Der Name des Films, ohne .mp4",
    "Play": "Abspielen",
    "Rendering {title} after {count} more": "{title} wird nach {count} anderen gerendert",
    "Rendering {title}": "{title} wird gerendert",
    "Nothing is being rendered": "Es wird nichts gerendert",
    "No movie is finished yet": "Noch ist kein Film fertig",
    "Nothing was rendered": "Es wurde nichts gerendert",
    "No render has ended": "Kein Renderauftrag ist beendet",
    "Upright": "Hochkant",
    "Square": "Quadratisch",
    "Stereo Voices": "Stimmen in Stereo",
    "Clear List": "Liste leeren",
    "{frames} frames, {duration:.1f} s, made in {seconds:.0f} s": (
        "{frames} Bilder, {duration:.1f} s, in {seconds:.0f} s erstellt"
    ),
    "Cancelled": "Abgebrochen",
    "This is a face's scene: go back to the main scene, and add its faces to the job": (
        "Dies ist die Szene eines Gesichts: zurück zur Hauptszene gehen und die Gesichter zum Auftrag"
        " hinzufügen"
    ),
    "The scene has no actors: compose a scene first": (
        "Die Szene hat keine Darsteller: zuerst eine Szene zusammenstellen"
    ),
    "The scene has no camera": "Die Szene hat keine Kamera",
}
