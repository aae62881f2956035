# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of datasets and their scenes, and of downloading them."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "The folder of a dataset, such as InterAct's, or a dataset.toml that describes one": (
        "Der Ordner eines Datensatzes, etwa der von InterAct, oder eine dataset.toml, die einen beschreibt"
    ),
    "How the dataset lays out its files; automatic: as they tell": (
        "Wie die Dateien des Datensatzes angeordnet sind; Automatisch: wie sie es verraten"
    ),
    "As the folder's files tell": "Wie die Dateien des Ordners es verraten",
    "As Described": "Wie beschrieben",
    "What a dataset.toml in the folder says": "Was eine dataset.toml im Ordner sagt",
    "bvhs, face_arkit, wav and two databases": "bvhs, face_arkit, wav und zwei Datenbanken",
    "motions/CLIP/P1.npz and P2.npz, or skeletons/CLIP/P1.npy": (
        "motions/CLIP/P1.npz und P2.npz, oder skeletons/CLIP/P1.npy"
    ),
    "motions/ID.pkl or motions_processed, and annots": "motions/ID.pkl oder motions_processed, und annots",
    "smplxflame_30, wave16k and textgrid: one speaker": (
        "smplxflame_30, wave16k und textgrid: eine Person spricht"
    ),
    "joints/VIDEO/sample0_repeat0_len88.npy beside a video": (
        "joints/VIDEO/sample0_repeat0_len88.npy neben einem Video"
    ),
    "new_joint_vecs, new_joints or vector_263": "new_joint_vecs, new_joints oder vector_263",
    "keypoint_npy: a file for each person": "keypoint_npy: eine Datei für jede Person",
    "results.npy: joints, texts and lengths": "results.npy: Gelenke, Texte und Längen",
    "One speaker: 1_wayne_0_1_1.bvh, .json, .wav and .TextGrid": (
        "Eine Person spricht: 1_wayne_0_1_1.bvh, .json, .wav und .TextGrid"
    ),
    "SMPL Files": "SMPL-Dateien",
    "BVH Pairs": "BVH-Paare",
    "Motion files whose names tell who is together": (
        "Bewegungsdateien, deren Namen sagen, wer zusammengehört"
    ),
    "Arrays .npy of one or two people": "Arrays .npy von einer oder zwei Personen",
    "The chosen scene of the dataset": "Die gewählte Szene des Datensatzes",
    "Row": "Zeile",
    "The chosen scene's place in the dataset": "Der Platz der gewählten Szene im Datensatz",
    "Number": "Nummer",
    "Which of the dataset's scenes it shows": "Welche Szene des Datensatzes sie zeigt",
    "Show scenes in whose key, scenario, characters, captions, relationship, emotion or action all these"
    " words occur": (
        "Szenen zeigen, in deren Schlüssel, Szenario, Figuren, Beschreibungen, Beziehung, Gefühl oder"
        " Handlung alle diese Wörter vorkommen"
    ),
    "Relationship": "Beziehung",
    "Show scenes of this relationship only": "Nur Szenen mit dieser Beziehung zeigen",
    "Emotion": "Gefühl",
    "Show scenes of this emotion only": "Nur Szenen mit diesem Gefühl zeigen",
    "Show scenes with this actor only": "Nur Szenen mit diesem Darsteller zeigen",
    "Complete": "Vollständig",
    "Show only scenes of which no files are missing": "Nur Szenen zeigen, denen keine Dateien fehlen",
    "Length": "Länge",
    "Movie": "Film",
    "Working": "In Arbeit",
    "Progress": "Fortschritt",
    "Step": "Schritt",
    "Planned": "Geplant",
    "What would be downloaded": "Was heruntergeladen würde",
    "People": "Personen",
    "Overwrite": "Überschreiben",
    "Stop; finished files stay, and the next download goes on from there": (
        "Anhalten; fertige Dateien bleiben, und das nächste Herunterladen macht dort weiter"
    ),
    "Show all scenes of the dataset again": "Wieder alle Szenen des Datensatzes zeigen",
    "Download what is listed here; stopped, it goes on from there the next time": (
        "Herunterladen, was hier aufgeführt ist; angehalten, geht es beim nächsten Mal dort weiter"
    ),
    "Choose a dataset, or some scenes of it, and see how much would be downloaded; nothing is downloaded"
    " yet": (
        "Einen Datensatz oder einige seiner Szenen wählen und sehen, wie viel heruntergeladen würde; noch"
        " wird nichts heruntergeladen"
    ),
    "Only these scenes, by their keys, separated by commas; all by default": (
        "Nur diese Szenen, nach ihren Schlüsseln, durch Kommas getrennt; sonst alle"
    ),
    "Where": "Wo",
    "Only scenes whose texts match: FIELD=TEXT, as in emotion=joy, separated by commas": (
        "Nur Szenen, deren Texte passen: FELD=TEXT, wie in emotion=joy, durch Kommas getrennt"
    ),
    "Only": "Nur",
    "Only these folders, separated by commas, as in bvhs,wav; by default all that belong to scenes, and"
    " the heads' models; lip_acc and other files only when they are named": (
        "Nur diese Ordner, durch Kommas getrennt, wie in bvhs,wav; sonst alle, die zu Szenen gehören, und"
        " die Modelle der Köpfe; lip_acc und andere Dateien nur, wenn sie genannt sind"
    ),
    "The folder for it": "Der Ordner dafür",
    "Read the dataset's folders and databases, and the characters' file, again": (
        "Die Ordner und Datenbanken des Datensatzes und die Datei der Figuren neu lesen"
    ),
    "Open the folder that holds the chosen scene's motion, in the system's file browser": (
        "Den Ordner mit der Bewegung der gewählten Szene im Dateibrowser des Systems öffnen"
    ),
    "Waits for work on the network, and finishes it.": "Wartet auf Arbeit im Netz und schließt sie ab.",
    "Choose a scene in the list first": "Zuerst eine Szene in der Liste wählen",
    "Choose a dataset folder first": "Zuerst den Ordner eines Datensatzes wählen",
    "{count} of {total} files downloaded": "{count} von {total} Dateien heruntergeladen",
    "A download is running": "Es wird schon heruntergeladen",
    "Which dataset is downloaded": "Welcher Datensatz heruntergeladen wird",
    "First choose what is downloaded": "Zuerst wählen, was heruntergeladen wird",
    "Asking the Hub": "Hub wird gefragt",
    "Any": "Jede",
    "All scenes are shown already": "Es werden schon alle Szenen gezeigt",
}
