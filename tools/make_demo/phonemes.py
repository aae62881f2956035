# SPDX-License-Identifier: GPL-3.0-or-later
"""Table of phonemes: formants, noise and lip shapes of each.

Formants are typical values for a man (Peterson and Barney 1952 for the vowels); a woman's vocal tract is
shorter and scales them up. Lip shapes are in the same table, so that picture and sound agree.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PHONEMES", "Lips", "Phoneme"]


@dataclass(frozen=True, slots=True)
class Lips:
    """Lip shapes of a sound, each from 0 to 1."""

    open: float = 0.1
    wide: float = 0.0
    round: float = 0.0
    funnel: float = 0.0
    shut: float = 0.0
    bite: float = 0.0
    teeth: float = 0.0


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One phoneme.

    Attributes:
        formants: F1, F2, F3 in hertz for a man.
        seconds: Length at a normal pace.
        lips: Lip shapes.
        glide: Formants at the end if they move (diphthongs), else None.
        end_lips: Lip shapes at the end if they move, else None.
        voice: Loudness of the vocal folds, 0 to 1.
        breath: Loudness of noise in the throat, filtered by the formants.
        hiss: Loudness of noise at the teeth or lips, filtered by ``band``.
        band: Centre and width of that noise in hertz.
        burst: True for a stop: silent except for its last fifth, where ``hiss`` sounds.
        nasal: True for nasals: closed mouth, muffled sound.
    """

    formants: tuple[float, float, float]
    seconds: float
    lips: Lips
    glide: tuple[float, float, float] | None = None
    end_lips: Lips | None = None
    voice: float = 1.0
    breath: float = 0.0
    hiss: float = 0.0
    band: tuple[float, float] = (4000.0, 3000.0)
    burst: bool = False
    nasal: bool = False

    @property
    def vowel(self) -> bool:
        """Whether it is a vowel."""
        return self.voice >= 0.9


PHONEMES: dict[str, Phoneme] = {
    # Vowels and diphthongs, by their names in the CMU Pronouncing Dictionary.
    "AA": Phoneme((720, 1100, 2450), 0.15, Lips(open=1.0)),
    "AE": Phoneme((670, 1680, 2400), 0.15, Lips(open=0.85, wide=0.35)),
    "AH": Phoneme((610, 1190, 2400), 0.10, Lips(open=0.65)),
    "AW": Phoneme((700, 1250, 2450), 0.18, Lips(open=0.95), (420, 900, 2300), Lips(open=0.3, round=0.7)),
    "AY": Phoneme((720, 1200, 2500), 0.19, Lips(open=0.95), (380, 2050, 2650), Lips(open=0.35, wide=0.6)),
    "EH": Phoneme((550, 1770, 2490), 0.12, Lips(open=0.6, wide=0.4)),
    "ER": Phoneme((480, 1300, 1700), 0.14, Lips(open=0.4, funnel=0.4)),
    "EY": Phoneme((480, 1950, 2600), 0.17, Lips(open=0.5, wide=0.5),
        (340, 2180, 2750), Lips(open=0.3, wide=0.7)),
    "IH": Phoneme((400, 1950, 2560), 0.09, Lips(open=0.4, wide=0.45)),
    "IY": Phoneme((285, 2250, 2950), 0.14, Lips(open=0.28, wide=0.8)),
    "OW": Phoneme((520, 980, 2400), 0.19, Lips(open=0.6, funnel=0.5),
        (370, 830, 2300), Lips(open=0.3, round=0.9)),
    "UH": Phoneme((440, 1030, 2240), 0.09, Lips(open=0.4, funnel=0.5)),
    "UW": Phoneme((310, 900, 2250), 0.16, Lips(open=0.26, round=1.0)),
    # Approximants and h.
    "HH": Phoneme((560, 1500, 2500), 0.07, Lips(open=0.45), voice=0.0, breath=0.55),
    "L": Phoneme((360, 1150, 2750), 0.07, Lips(open=0.35, wide=0.15, teeth=0.2), voice=0.6),
    "R": Phoneme((350, 1150, 1600), 0.08, Lips(open=0.3, funnel=0.6), voice=0.65),
    "W": Phoneme((300, 700, 2250), 0.08, Lips(open=0.12, round=1.0), voice=0.6),
    "Y": Phoneme((280, 2200, 3000), 0.06, Lips(open=0.22, wide=0.6), voice=0.65),
    # Nasals.
    "M": Phoneme((260, 1050, 2200), 0.08, Lips(open=0.05, shut=1.0), voice=0.42, nasal=True),
    "N": Phoneme((270, 1600, 2500), 0.07, Lips(open=0.22, wide=0.15, teeth=0.2), voice=0.42, nasal=True),
    "NG": Phoneme((270, 1900, 2500), 0.08, Lips(open=0.3), voice=0.4, nasal=True),
    # Stops.
    "B": Phoneme((250, 900, 2200), 0.075, Lips(open=0.04, shut=1.0),
        voice=0.12, hiss=0.15, band=(900, 900), burst=True),
    "D": Phoneme((260, 1700, 2600), 0.065, Lips(open=0.22, teeth=0.3),
        voice=0.12, hiss=0.25, band=(3800, 2000), burst=True),
    "G": Phoneme((260, 1900, 2300), 0.07, Lips(open=0.28),
        voice=0.12, hiss=0.22, band=(2200, 1200), burst=True),
    "P": Phoneme((350, 900, 2200), 0.09, Lips(open=0.04, shut=1.0),
        voice=0.0, hiss=0.3, band=(1100, 1200), burst=True),
    "T": Phoneme((350, 1700, 2600), 0.085, Lips(open=0.2, teeth=0.4),
        voice=0.0, hiss=0.4, band=(4500, 2500), burst=True),
    "K": Phoneme((350, 1900, 2300), 0.09, Lips(open=0.28),
        voice=0.0, hiss=0.35, band=(2300, 1300), burst=True),
    # Fricatives.
    "F": Phoneme((350, 1100, 2300), 0.09, Lips(open=0.12, bite=1.0), voice=0.0, hiss=0.16, band=(6000, 6000)),
    "V": Phoneme((300, 1100, 2300), 0.06, Lips(open=0.12, bite=0.9),
        voice=0.45, hiss=0.08, band=(6000, 6000)),
    "TH": Phoneme((350, 1400, 2500), 0.08, Lips(open=0.25, teeth=0.3),
        voice=0.0, hiss=0.13, band=(6500, 5000)),
    "DH": Phoneme((300, 1400, 2500), 0.05, Lips(open=0.25, teeth=0.3),
        voice=0.4, hiss=0.06, band=(6500, 5000)),
    "S": Phoneme((320, 1700, 2600), 0.10, Lips(open=0.14, wide=0.4, teeth=0.8),
        voice=0.0, hiss=0.34, band=(6800, 2600)),
    "Z": Phoneme((300, 1700, 2600), 0.08, Lips(open=0.14, wide=0.4, teeth=0.8),
        voice=0.4, hiss=0.2, band=(6800, 2600)),
    "SH": Phoneme((320, 1800, 2500), 0.10, Lips(open=0.18, funnel=0.8, teeth=0.5),
        voice=0.0, hiss=0.36, band=(3600, 2200)),
    # The lips at rest, between words.
    "-": Phoneme((500, 1500, 2500), 0.06, Lips(open=0.06), voice=0.0),
}  # fmt: skip
