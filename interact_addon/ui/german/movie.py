# SPDX-License-Identifier: GPL-3.0-or-later
"""The German of a movie's options: pictures, camera, people and sound."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES: dict[str, str] = {
    "Width": "Breite",
    "Pixels across, an even number": "Bildpunkte in der Breite, eine gerade Zahl",
    "Pixels down, an even number": "Bildpunkte in der Höhe, eine gerade Zahl",
    "Samples": "Samples",
    "Samples per pixel; 0 for as many as the quality takes": (
        "Samples je Bildpunkt; 0: so viele, wie die Güte nimmt"
    ),
    "Where the camera stands; front, side, close, over_shoulder and pov also with an actor, as in"
    " close:006": (
        "Wo die Kamera steht; front, side, close, over_shoulder und pov auch mit einem Darsteller, wie"
        " close:006"
    ),
    "Front": "Vorn",
    "Both people, from the side where more of their faces is visible": (
        "Beide Personen, von der Seite, von der ihre Gesichter besser zu sehen sind"
    ),
    "Side": "Seitlich",
    "Both people, from three quarters": "Beide Personen, schräg von der Seite",
    "From behind the first person at the second": "Über die erste Person hinweg auf die zweite",
    "From behind the second person at the first": "Über die zweite Person hinweg auf die erste",
    "A portrait of the first person": "Ein Porträt der ersten Person",
    "A portrait of the second person": "Ein Porträt der zweiten Person",
    "Once around both": "Einmal um beide herum",
    "Both people from the hips up, as near as they let it": (
        "Beide Personen von der Hüfte aufwärts, so nah, wie es geht"
    ),
    "What the first person sees": "Was die erste Person sieht",
    "What the second person sees": "Was die zweite Person sieht",
    "Cut like a conversation, from who speaks, who moves and how near they are": (
        "Wie ein Gespräch geschnitten: danach, wer spricht, wer sich bewegt und wie nah sie sich sind"
    ),
    "Whether the camera follows the people": "Ob die Kamera den Personen folgt",
    "Still where that shows its subject, else following": "Fest, wo das Motiv so zu sehen ist, sonst folgend",
    "From the best single place": "Vom besten einzelnen Platz",
    "A smooth path that keeps people and faces in sight": (
        "Eine weiche Fahrt, die Personen und Gesichter im Bild behält"
    ),
    "How often the camera cuts, with the camera edit": (
        "Wie oft die Kamera schneidet, wenn „Geschnitten“ gewählt ist"
    ),
    "Shots of 4.5 seconds on average, as in films": "Einstellungen von im Mittel 4,5 Sekunden, wie in Filmen",
    "Shots of about 7 seconds": "Einstellungen von etwa 7 Sekunden",
    "Shots of about 3 seconds": "Einstellungen von etwa 3 Sekunden",
    "Own Focal Length": "Eigene Brennweite",
    "Choose the lens instead of taking the camera preset's": (
        "Das Objektiv wählen, statt das der Kameravorlage zu nehmen"
    ),
    "Focal Length": "Brennweite",
    "In millimetres, on a 36 mm sensor; by default the camera's own, such as 85 for portraits": (
        "In Millimetern, bei einem 36 mm breiten Sensor; sonst die der Kamera, etwa 85 für Porträts"
    ),
    "Lights": "Licht",
    "Build the set, with its floor and lights": "Die Umgebung bauen, mit Boden und Licht",
    "What is built around the people; it comes with its lights": (
        "Was um die Personen gebaut wird; das Licht gehört dazu"
    ),
    "A grey studio without end": "Ein graues Studio ohne Grenzen",
    "A plain room with windows, a door and a wooden floor": (
        "Ein schlichtes Zimmer mit Fenstern, einer Tür und Holzboden"
    ),
    "Open ground in a park, by daylight": "Eine Wiese in einem Park bei Tageslicht",
    "Seats and boxes for people who sit or lean on nothing, made when composing": (
        "Sitze und Kisten für Personen, die auf nichts sitzen oder sich an nichts stützen; beim"
        " Zusammenstellen gebaut"
    ),
    "A plain seat under a person who sits in the air, a box under a raised foot or hand": (
        "Ein schlichter Sitz unter einer Person, die in der Luft sitzt, eine Kiste unter einem erhobenen"
        " Fuß oder einer Hand"
    ),
    "None": "Keine",
    "No props": "Keine Requisiten",
    "How finely the built-in people are built": "Wie fein die eingebauten Personen gebaut werden",
    "Full for final, path-traced and close pictures, else as for playback": (
        "Voll für fertige, pfadverfolgte und nahe Bilder, sonst wie für die Wiedergabe"
    ),
    "Every lock of hair, for pictures and movies": "Jede Haarsträhne, für Bilder und Filme",
    "Half of them: plays faster, and looks the same a few steps away": (
        "Die Hälfte davon: spielt schneller ab und sieht aus einigen Schritten gleich aus"
    ),
    "A tenth of them, for many people or small pictures": (
        "Ein Zehntel davon, für viele Personen oder kleine Bilder"
    ),
    "Girth": "Umfang",
    "How thick the built-in people are": "Wie kräftig die eingebauten Personen sind",
    "Fitted": "Angepasst",
    "So thin that people who touch in the dataset hardly sink into each other": (
        "So schlank, dass Personen, die sich im Datensatz berühren, kaum ineinander sinken"
    ),
    "As Built": "Wie gebaut",
    "As thick as their look and their clothes are": "So kräftig wie ihr Aussehen und ihre Kleidung",
    "Let built-in people who sink into each other give way, by the least change of their motion": (
        "Eingebaute Personen, die ineinander sinken, ausweichen lassen, mit der kleinsten Änderung ihrer"
        " Bewegung"
    ),
    "Mode": "Modus",
    "What happens to scenes that were composed before": (
        "Was mit Szenen geschieht, die vorher zusammengestellt wurden"
    ),
    "Remove what was composed before; your own objects stay": (
        "Entfernen, was vorher zusammengestellt wurde; eigene Objekte bleiben"
    ),
    "Leave other composed scenes where they are": "Andere zusammengestellte Szenen lassen, wo sie sind",
    "Add both voices as sound strips": "Beide Stimmen als Tonstreifen hinzufügen",
    "What is marked on the timeline of a composed scene": (
        "Was auf der Zeitleiste einer zusammengestellten Szene markiert wird"
    ),
    "The dataset's labels, such as sit, walk and stand, where it has some": (
        "Die Zustände des Datensatzes, etwa sitzen, gehen und stehen, wo er welche hat"
    ),
    "Labels; where the dataset has none, as found from the motion": (
        "Zustände; wo der Datensatz keine hat, wie aus der Bewegung erkannt"
    ),
    "Labels, and every spoken word where the dataset has them": (
        "Zustände, und jedes gesprochene Wort, wo der Datensatz sie hat"
    ),
    "Labels and Contacts": "Zustände und Berührungen",
    "Labels, and where people begin to touch each other": (
        "Zustände, und wo Personen anfangen, sich zu berühren"
    ),
    "Part of the Scene": "Teil der Szene",
    "Render only some of the frames": "Nur einige der Bilder rendern",
    "The first frame to render": "Das erste Bild, das gerendert wird",
    "The last frame to render": "Das letzte Bild, das gerendert wird",
    "Stereo": "Stereo",
    "Let each voice come from where its actor stands in the picture": (
        "Jede Stimme von dort kommen lassen, wo ihr Darsteller im Bild steht"
    ),
    "Where the dataset has some: subtitles/KEY.srt, sentences, spoken words, or a caption": (
        "Wo der Datensatz welche hat: subtitles/KEY.srt, Sätze, gesprochene Wörter oder eine Beschreibung"
    ),
    "As a track that players show or hide": "Als Spur, die Abspielprogramme zeigen oder verbergen",
    "Left out": "Weggelassen",
    "Drawn into the pictures": "Ins Bild gezeichnet",
    "Preset": "Vorlage",
    "How the pictures are rendered": "Wie die Bilder gerendert werden",
    "Draft": "Entwurf",
    "Our own drawing, with or without a graphics card: the fastest": (
        "Eigene Zeichnung, mit oder ohne Grafikkarte: am schnellsten"
    ),
    "Preview": "Vorschau",
    "Workbench: fast, flat light": "Workbench: schnell, flaches Licht",
    "Final": "Fertig",
    "EEVEE: soft light and shadows": "EEVEE: weiches Licht und Schatten",
    "Path-traced": "Pfadverfolgt",
    "Cycles: the best light, and the slowest": "Cycles: das beste Licht, und am langsamsten",
    "Scene's Render Settings": "Einstellungen der Szene",
    "Render with the engine, size, samples and colours of this scene instead of a preset": (
        "Mit Renderer, Größe, Samples und Farben dieser Szene statt mit einer Vorlage rendern"
    ),
    "Quality": "Güte",
    "How many samples a preset takes, where their number is not set": (
        "Wie viele Samples eine Vorlage nimmt, wo ihre Zahl nicht gesetzt ist"
    ),
    "Low": "Niedrig",
    "Fewer samples: quick, with grain and rough edges": (
        "Weniger Samples: schnell, mit Rauschen und rauen Kanten"
    ),
    "Medium": "Mittel",
    "As many samples as the eye needs": "So viele Samples, wie das Auge braucht",
    "High": "Hoch",
    "So many samples that more would show no difference": (
        "So viele Samples, dass mehr keinen Unterschied zeigten"
    ),
    "Device": "Gerät",
    "What path-traced pictures are rendered on; other presets draw on the card that Blender takes": (
        "Womit pfadverfolgte Bilder gerendert werden; andere Vorlagen zeichnen mit der Karte, die Blender"
        " nimmt"
    ),
    "A graphics card that Cycles can use, else the processor": (
        "Mit einer Grafikkarte, die Cycles nutzen kann, sonst mit dem Prozessor"
    ),
    "Processor": "Prozessor",
    "Cycles renders on the processor": "Cycles rendert mit dem Prozessor",
    "Graphics Card": "Grafikkarte",
    "Cycles renders on a graphics card; it is an error if there is none": (
        "Cycles rendert mit einer Grafikkarte; gibt es keine, ist das ein Fehler"
    ),
    "OptiX": "OptiX",
    "On NVIDIA's cards, by OptiX": "Mit Karten von NVIDIA, durch OptiX",
    "CUDA": "CUDA",
    "On NVIDIA's cards, by CUDA": "Mit Karten von NVIDIA, durch CUDA",
    "HIP": "HIP",
    "On AMD's cards": "Mit Karten von AMD",
    "oneAPI": "oneAPI",
    "On Intel's cards": "Mit Karten von Intel",
    "Metal": "Metal",
    "On Apple's": "Mit denen von Apple",
    "Output": "Ausgabe",
    "The folder for movies; empty for the one in the preferences, or a folder 'movies' beside this file": (
        "Der Ordner für Filme; leer: der aus den Einstellungen, oder ein Ordner „movies“ neben dieser Datei"
    ),
}
