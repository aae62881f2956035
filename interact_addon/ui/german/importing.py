# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of importing files."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "InterAct Body": "InterAct-Körper",
    "InterAct Face": "InterAct-Gesicht",
    "InterAct Voice": "InterAct-Stimme",
    "InterAct Performance": "InterAct-Darbietung",
    "InterAct Job": "InterAct-Auftrag",
    "Stop; nothing is imported": "Anhalten; nichts wird importiert",
    "Fit new people to the motions that are being imported, then import the motions": (
        "Neue Personen den Bewegungen anpassen, die importiert werden, und dann die Bewegungen importieren"
    ),
    "Import motion from BVH files or arrays (SMPL, joints, HumanML3D) onto the selected character, or onto"
    " a new one fitted to the motion": (
        "Bewegung aus BVH-Dateien oder Arrays (SMPL, Gelenke, HumanML3D) auf die ausgewählte Figur"
        " importieren, oder auf eine neue, die der Bewegung angepasst ist"
    ),
    "The file's unit of length": "Die Längeneinheit der Datei",
    "The file's up axis": "Welche Achse der Datei nach oben zeigt",
    "Joint Roles": "Gelenkrollen",
    "A .toml that says what the joints are, if their names do not; else roles.toml beside the file": (
        "Eine .toml, die sagt, was die Gelenke sind, wenn ihre Namen es nicht tun; sonst roles.toml neben"
        " der Datei"
    ),
    "The frame of the scene at which the files begin": "Das Bild der Szene, bei dem die Dateien beginnen",
    "Extend Scene": "Szene verlängern",
    "Move the scene's last frame on to where the files end; it never moves back": (
        "Das letzte Bild der Szene bis zum Ende der Dateien verschieben; nie zurück"
    ),
    "Hips": "Hüfte",
    "How the path of the hips is fitted to a character with a skeleton of its own": (
        "Wie der Weg der Hüfte an eine Figur mit eigenem Skelett angepasst wird"
    ),
    "Height Only": "Nur Höhe",
    "Only the height is scaled: partners stay where they are": (
        "Nur die Höhe wird skaliert: beide bleiben, wo sie sind"
    ),
    "Whole Path": "Ganzer Weg",
    "The whole path is scaled: feet do not slide, partners come to stand elsewhere": (
        "Der ganze Weg wird skaliert: Füße rutschen nicht, doch die beiden stehen anders zueinander"
    ),
    "As Captured": "Wie aufgenommen",
    "Nothing is scaled: hips are exactly where they were captured": (
        "Nichts wird skaliert: die Hüfte ist genau dort, wo sie aufgenommen wurde"
    ),
    "On a character with a skeleton of its own, keep planted feet on the floor where they stand; with"
    " Height Only": (
        "Bei einer Figur mit eigenem Skelett stehende Füße am Boden halten, wo sie stehen; mit „Nur Höhe“"
    ),
    "Live Window": "Fenster bedienbar",
    "Fit new people in a thread first, and import afterwards": (
        "Neue Personen zuerst in einem Thread anpassen und danach importieren"
    ),
    "Onto": "Auf",
    "Who plays it; several files always get one new character each": (
        "Wer es spielt; mehrere Dateien erhalten immer je eine neue Figur"
    ),
    "Selected": "Ausgewählte",
    "The selected character, or a new one if none is selected": (
        "Die ausgewählte Figur, oder eine neue, wenn keine ausgewählt ist"
    ),
    "New Character": "Neue Figur",
    "A new character": "Eine neue Figur",
    "Who a new character is": "Wer eine neue Figur ist",
    "The built-in person who always plays the actor in the file's name": (
        "Die eingebaute Person, die den Darsteller im Dateinamen immer spielt"
    ),
    "Bare Armature": "Nur Skelett",
    "The file's own skeleton, without a body": "Das Skelett der Datei, ohne Körper",
    "What to do if the file's frame rate differs from the scene's": (
        "Was geschieht, wenn die Datei eine andere Bildrate hat als die Szene"
    ),
    "Resample": "Umrechnen",
    "Keep the speed: the file is resampled to the scene's frame rate": (
        "Tempo behalten: die Datei wird auf die Bildrate der Szene umgerechnet"
    ),
    "Keep Frames": "Bilder behalten",
    "Every frame of the file is one of the scene's, whatever the frame rates": (
        "Jedes Bild der Datei ist eines der Szene, welche Bildraten sie auch haben"
    ),
    "Change Scene": "Szene ändern",
    "Set the scene's frame rate to the file's": "Die Bildrate der Szene auf die der Datei setzen",
    "File Path": "Dateipfad",
    "The file to import": "Die Datei, die importiert wird",
    "Directory": "Verzeichnis",
    "The folder of the files to import": "Der Ordner der Dateien, die importiert werden",
    "Files": "Dateien",
    "The names of the files to import": "Die Namen der Dateien, die importiert werden",
    "Import ARKit weights onto the shape keys of the selected character or mesh; several files find their"
    " actors by name": (
        "ARKit-Gewichte auf die Formschlüssel der ausgewählten Figur oder des Meshes importieren; mehrere"
        " Dateien finden ihre Darsteller nach Namen"
    ),
    "What happens where the file has another frame rate than the scene": (
        "Was geschieht, wo die Datei eine andere Bildrate hat als die Szene"
    ),
    "Import body, face and voice of a performance onto the selected character or a new one. Choose any of"
    " its files: <date>_<actor>_<scenario>": (
        "Körper, Gesicht und Stimme einer Darbietung auf die ausgewählte Figur oder eine neue importieren."
        " Eine beliebige ihrer Dateien wählen: <date>_<actor>_<scenario>"
    ),
    "Replace Voice": "Stimme ersetzen",
    "Remove the voice that the actor already has": "Die Stimme entfernen, die der Darsteller schon hat",
    "Import WAV files as sound strips that are the voice of the selected actor": (
        "WAV-Dateien als Tonstreifen importieren, die die Stimme des ausgewählten Darstellers sind"
    ),
    "Remove the voice that the actor has already": "Die Stimme entfernen, die der Darsteller bereits hat",
    "Include": "Einschließen",
    "Data": "Daten",
    "InterAct Performance (.bvh/.npy/.wav)": "InterAct-Darbietung (.bvh/.npy/.wav)",
    "Nothing is being imported": "Es wird nichts importiert",
    "Nothing was imported: the window shows another scene now": (
        "Nichts wurde importiert: das Fenster zeigt jetzt eine andere Szene"
    ),
    "File": "Datei",
    "Animation": "Animation",
    "Select a character, or a mesh with ARKit shape keys": (
        "Eine Figur oder ein Mesh mit ARKit-Formschlüsseln auswählen"
    ),
    "Actors by Name": "Darsteller nach Namen",
    "Motion onto Character (.bvh/.npz/.npy/.pkl)": "Bewegung auf Figur (.bvh/.npz/.npy/.pkl)",
    "ARKit Face Weights (.npy/.csv/.json)": "ARKit-Gesichtsgewichte (.npy/.csv/.json)",
    "Voice of Character (.wav)": "Stimme der Figur (.wav)",
    "All": "Alles",
    "From Files": "Aus Dateien",
    "Onto: New Character": "Auf: neue Figur",
    "For a face, select a character": "Für ein Gesicht eine Figur auswählen",
    "{key} onto {name}": "{key} auf {name}",
    "Imported: {}": "Importiert: {}",
}
