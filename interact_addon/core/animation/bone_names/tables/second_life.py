# SPDX-License-Identifier: GPL-3.0-or-later
"""Second Life's and OpenSim's avatar skeleton, with the fingers of Bento.

From the viewer's ``avatar_skeleton.xml`` (``mPelvis``, ``mShoulderLeft``, ``mHandIndex1Left``).
``mSpine1`` to ``mSpine4`` are folded up in the pelvis and the chest, and have no role. Their older BVH
files have Poser's names. Tried on a rig rebuilt with these names.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["SECOND_LIFE"]

SECOND_LIFE = Convention(
    name="second-life",
    title="Second Life, OpenSim",
    hips=("mPelvis",),
    spine=("mTorso", "mChest"),
    neck=("mNeck",),
    head=("mHead",),
    head_end=("mSkull",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "mCollar{side}",
        "upper_arm": "mShoulder{side}",
        "forearm": "mElbow{side}",
        "hand": "mWrist{side}",
        "thigh": "mHip{side}",
        "shin": "mKnee{side}",
        "foot": "mAnkle{side}",
        "fore_foot": "mFoot{side}",
        "toe": "mToe{side}",
        **fingers("mHand{finger}{n}{side}", ("Thumb", "Index", "Middle", "Ring", "Pinky")),
    },
)
