# SPDX-License-Identifier: GPL-3.0-or-later
"""The usual words for parts of the body, for skeletons of no known tool.

The last resort, below every other table: people mix conventions. Words that mean two things are settled by
what else is there: a leg is a shin if there is a thigh, a shoulder the collar bone if there is an upper arm,
a foot the toes if there is an ankle. Whoever uses this table says so to the user. Tried on hierarchies made
up of several tools' words.
"""

from __future__ import annotations

from ..table import Convention

__all__ = ["WORDS"]

_FINGERS = {
    "thumb": ("thumb",),
    "index": ("index", "index finger", "fore finger", "f_index", "finger_index"),
    "middle": ("middle", "mid", "middle finger", "f_middle", "finger_middle"),
    "ring": ("ring", "ring finger", "f_ring", "finger_ring"),
    "pinky": ("pinky", "little", "pinky finger", "little finger", "f_pinky", "finger_pinky"),
}

WORDS = Convention(
    name="words",
    title="the usual words for parts of the body",
    hips=("hips", "pelvis", "hip", "waist", "root"),
    spine=(
        *(
            "spine lower",
            "lower spine",
            "lower back",
            "abdomen",
            "abdomen lower",
            "belly",
            "stomach",
            "waist",
        ),
        *("torso", "back", "spine", *(f"spine{n}" for n in range(7)), "spine middle", "middle spine"),
        *("spine mid", "torso1", "torso2", "torso3", "abdomen upper", "upper back", "spine upper"),
        *("upper spine", "ribs", "ribcage", "thorax", "chest", "chest lower", "chest upper", "upper chest"),
        *("chest1", "chest2"),
    ),
    neck=("neck", "neck lower", "lower neck", "neck0", "neck1", "neck2", "neck upper", "upper neck"),
    head=("head", "skull"),
    sides=("left", "right"),
    sided={
        "upper_arm": (
            *("{side} upper arm", "{side} arm upper", "{side} up arm", "{side} humerus", "{side} bicep"),
            *("{side} arm", "{side} arm1", "{side} shoulder"),
        ),
        "shoulder": (
            *("{side} clavicle", "{side} collar", "{side} collar bone", "{side} clav", "{side} scapula"),
            "{side} shoulder",
        ),
        "forearm": (
            *("{side} fore arm", "{side} lower arm", "{side} arm lower", "{side} low arm", "{side} lo arm"),
            *("{side} elbow", "{side} arm2", "{side} radius", "{side} ulna"),
        ),
        "hand": ("{side} wrist", "{side} hand", "{side} palm"),
        "thigh": (
            *("{side} thigh", "{side} upper leg", "{side} leg upper", "{side} up leg", "{side} femur"),
            *("{side} leg1", "{side} hip", "{side} leg"),
        ),
        "shin": (
            *("{side} shin", "{side} calf", "{side} lower leg", "{side} leg lower", "{side} low leg"),
            *("{side} lo leg", "{side} knee", "{side} tibia", "{side} leg2", "{side} leg"),
        ),
        "foot": ("{side} ankle", "{side} foot"),
        "toe": ("{side} toe", "{side} toes", "{side} toe base", "{side} ball", "{side} toe0", "{side} foot"),
        **{
            f"{finger}.{n}": tuple(
                f"{{side}} {word}{end}"
                for word in words
                for end in (
                    *(
                        f" {n}",
                        *(
                            (" proximal",)
                            if n == 1
                            else (" intermediate", " medial")
                            if n == 2
                            else (" distal",)
                        ),
                    ),
                )
            )
            for finger, words in _FINGERS.items()
            for n in (1, 2, 3)
        },
    },
)
