# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of whole jobs."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "The scene's key": "Der Schlüssel der Szene",
    "Whose face it is; empty for a whole scene": "Wessen Gesicht es ist; leer für eine ganze Szene",
    "Its dataset; empty for the chosen one": "Der Datensatz; leer für den gewählten",
    "How its pictures are rendered": "Wie die Bilder gerendert werden",
    "As the Others": "Wie die anderen",
    "As chosen in the panels for all scenes": "Wie in den Feldern für alle Szenen gewählt",
    "Where its camera stands": "Wo die Kamera steht",
    "Render only some of its frames": "Nur einige ihrer Bilder rendern",
    "Its first frame to render": "Ihr erstes Bild, das gerendert wird",
    "Its last frame to render": "Ihr letztes Bild, das gerendert wird",
    "Other Options": "Weitere Optionen",
    "Other options of the job file for it": "Weitere Optionen der Auftragsdatei dafür",
    "What is shown of each scene; movies of several parts go into both_renders, beside the others": (
        "Was von jeder Szene gezeigt wird; Filme aus mehreren Teilen kommen nach both_renders, neben die"
        " anderen"
    ),
    "What each key names: a scene, or one actor's face": (
        "Was jeder Schlüssel nennt: eine Szene oder das Gesicht eines Darstellers"
    ),
    "Whole scenes": "Ganze Szenen",
    "Each actor's face alone": "Das Gesicht jedes Darstellers allein",
    "Both, and a movie with the faces in the scene's corners": (
        "Beides, und ein Film mit den Gesichtern in den Ecken der Szene"
    ),
    "Both, and a movie with the faces beside the scene": (
        "Beides, und ein Film mit den Gesichtern neben der Szene"
    ),
    "And a movie with the scene's own clip to its left": (
        "Dazu ein Film mit dem Video der Szene links daneben"
    ),
    "And a movie with the scene's own clip in its corner": (
        "Dazu ein Film mit dem Video der Szene in der Ecke"
    ),
    "Both, and a movie that cuts between scene and faces": (
        "Beides, und ein Film, der zwischen Szene und Gesichtern schneidet"
    ),
    "How many Blenders render at a time; 0 for as many as this machine can run": (
        "Wie viele Blender zugleich rendern; 0: so viele, wie dieser Rechner kann"
    ),
    "How often a scene is tried again after Blender has crashed on it": (
        "Wie oft eine Szene neu versucht wird, nachdem Blender an ihr abgestürzt ist"
    ),
    "Read all inputs and movies to find what has changed, even if their size and time have not": (
        "Alle Eingaben und Filme lesen, um Änderungen auch dann zu finden, wenn Größe und Zeit gleich sind"
    ),
    "Chosen Row": "Gewählte Zeile",
    "The chosen movie of the job": "Der gewählte Film des Auftrags",
    "Render only some frames of each scene": "Nur einige Bilder jeder Szene rendern",
    "The first frame of each scene to render": "Das erste Bild jeder Szene, das gerendert wird",
    "The last frame of each scene to render": "Das letzte Bild jeder Szene, das gerendert wird",
    "Go on rendering when this Blender is closed; the panel finds the job again. Otherwise closing Blender"
    " ends it, and Start continues where it stopped": (
        "Weiter rendern, wenn dieses Blender geschlossen wird; das Feld findet den Auftrag wieder. Sonst"
        " beendet ihn das Schließen von Blender, und Starten macht dort weiter"
    ),
    "Which of the folder's movies it shows": "Welchen Film des Ordners sie zeigt",
    "Add the face of each actor of the chosen scene to the job": (
        "Das Gesicht jedes Darstellers der gewählten Szene zum Auftrag hinzufügen"
    ),
    "Add scenes of the dataset to the job": "Szenen des Datensatzes zum Auftrag hinzufügen",
    "Which": "Welche",
    "Which scenes are added": "Welche Szenen hinzugefügt werden",
    "The scene that is chosen in the Dataset panel": "Die Szene, die im Feld Datensatz gewählt ist",
    "All Shown": "Alle gezeigten",
    "All scenes that the Dataset panel shows with its search and filters": (
        "Alle Szenen, die das Feld Datensatz mit Suche und Filtern zeigt"
    ),
    "Remove all scenes from the job; movies stay": "Alle Szenen aus dem Auftrag entfernen; Filme bleiben",
    "Move the chosen scene up or down: the first is rendered first": (
        "Die gewählte Szene nach oben oder unten verschieben: die erste wird zuerst gerendert"
    ),
    "Direction": "Richtung",
    "Up or down": "Nach oben oder unten",
    "Read a job file, which lists scenes to render, into the Job panel, and choose its first scene": (
        "Eine Auftragsdatei, die Szenen zum Rendern aufführt, in das Feld Auftrag lesen und ihre erste"
        " Szene wählen"
    ),
    "Open a result of the job": "Ein Ergebnis des Auftrags öffnen",
    "What": "Was",
    "What to open": "Was geöffnet wird",
    "Report": "Bericht",
    "The page with every scene, failures at the top": "Die Seite mit allen Szenen, Fehlschläge oben",
    "The chosen scene's movie": "Der Film der gewählten Szene",
    "Log": "Protokoll",
    "What Blender has printed about the chosen scene": "Was Blender zur gewählten Szene ausgegeben hat",
    "The output folder": "Der Ausgabeordner",
    "Remove the chosen scene from the job; its movie, if there is one, stays": (
        "Die gewählte Szene aus dem Auftrag entfernen; ihr Film bleibt, falls es einen gibt"
    ),
    "Load the scenes of the job that was last started for this output folder": (
        "Die Szenen des Auftrags laden, der zuletzt für diesen Ausgabeordner gestartet wurde"
    ),
    "Write the job as a file that the command line and render farms can use too": (
        "Den Auftrag als Datei schreiben, die auch die Kommandozeile und Renderfarmen verwenden können"
    ),
    "Filepath used for exporting the file": "Der Dateipfad für den Export",
    "Check Existing": "Vorhandene prüfen",
    "Check and warn on overwriting existing files": "Prüfen und warnen, wenn Dateien überschrieben würden",
    "Render all scenes of the job in the background. Finished movies from the same files and options are"
    " kept": (
        "Alle Szenen des Auftrags im Hintergrund rendern. Fertige Filme aus denselben Dateien und Optionen"
        " bleiben"
    ),
    "Only Failed": "Nur gescheiterte",
    "Render only the scenes that failed the last time": (
        "Nur die Szenen rendern, die beim letzten Mal gescheitert sind"
    ),
    "Stop rendering. Finished scenes stay, unfinished ones are dropped, and Start renders them again."
    " Press again to end every Blender of the job at once": (
        "Rendern anhalten. Fertige Szenen bleiben, unfertige werden verworfen, und Starten rendert sie"
        " neu. Nochmals drücken beendet jedes Blender des Auftrags sofort"
    ),
    "Open the page that shows every scene, failures at the top": (
        "Die Seite öffnen, die alle Szenen zeigt, Fehlschläge oben"
    ),
    "Play the chosen scene's movie in the system's player": (
        "Den Film der gewählten Szene im Abspielprogramm des Systems zeigen"
    ),
    "Open the text file with what Blender has printed about the chosen scene": (
        "Die Textdatei öffnen mit dem, was Blender zur gewählten Szene ausgegeben hat"
    ),
    "Show the output folder in the system's file manager": (
        "Den Ausgabeordner in der Dateiverwaltung des Systems zeigen"
    ),
    "Render the failed scenes again": "Die gescheiterten Szenen neu rendern",
    "The job has no scenes yet: add some": "Der Auftrag hat noch keine Szenen: welche hinzufügen",
    "The job is being rendered": "Der Auftrag wird schon gerendert",
    "Armatures in this file cannot play in the job: built-in people replace them": (
        "Skelette in dieser Datei können im Auftrag nicht spielen: eingebaute Personen ersetzen sie"
    ),
    "The job is not being rendered": "Der Auftrag wird nicht gerendert",
    "The job was ended": "Der Auftrag wurde beendet",
    "The job stops as soon as it can": "Der Auftrag hält an, sobald er kann",
    "Rendering into {}": "Gerendert wird nach {}",
    "Add the scene that is chosen in the Dataset panel": (
        "Die Szene hinzufügen, die im Feld Datensatz gewählt ist"
    ),
    "Add all scenes that the Dataset panel shows with its search and filters": (
        "Alle Szenen hinzufügen, die das Feld Datensatz mit Suche und Filtern zeigt"
    ),
    "The job already has it": "Der Auftrag hat sie schon",
    "{} scenes added to the job": "{} Szenen zum Auftrag hinzugefügt",
    "The job's dataset is chosen: {}": "Der Datensatz des Auftrags ist gewählt: {}",
    "Not in the chosen dataset: {}": "Nicht im gewählten Datensatz: {}",
    "Open...": "Öffnen …",
    "Save...": "Speichern …",
}
