# SPDX-License-Identifier: GPL-3.0-or-later
"""All naming conventions, in the order of preference."""

from __future__ import annotations

from .interact import INTERACT
from .table import Convention
from .tables.auto_rig_pro import AUTO_RIG_PRO
from .tables.biovision import BIOVISION, BIOVISION_CLASSIC
from .tables.biped import BIPED
from .tables.cameras import AZURE_KINECT, DEEPMOTION, KINECT, MOCAPNET, OPENNI
from .tables.cascadeur import CASCADEUR
from .tables.character_creator import CHARACTER_CREATOR
from .tables.cmu import ACCLAIM, CMU
from .tables.daz import GENESIS, GENESIS_9, POSER
from .tables.inertial import MOCOPI, PERCEPTION_NEURON, XSENS
from .tables.makehuman import MAKEHUMAN, MAKEHUMAN_CLASSIC
from .tables.mixamo import MIXAMO
from .tables.mmd import CATS, MMD, MMD_ENGLISH
from .tables.motive import MOTIVE
from .tables.rigify import METARIG, METARIG_26, RIGIFY, RIGIFY_26
from .tables.rokoko import ROKOKO
from .tables.second_life import SECOND_LIFE
from .tables.smpl import AMASS, SMPL
from .tables.unreal import UNREAL
from .tables.vrm import UNITY, VRM, VROID
from .tables.words import WORDS

__all__ = ["CONVENTIONS"]

CONVENTIONS: tuple[Convention, ...] = (
    MIXAMO,
    INTERACT,
    CMU,
    BIOVISION,
    ROKOKO,
    RIGIFY,
    METARIG,
    UNREAL,
    MAKEHUMAN,
    MAKEHUMAN_CLASSIC,
    SMPL,
    AMASS,
    UNITY,
    VRM,
    VROID,
    CATS,
    MMD,
    MMD_ENGLISH,
    POSER,
    GENESIS,
    GENESIS_9,
    BIPED,
    CHARACTER_CREATOR,
    AUTO_RIG_PRO,
    RIGIFY_26,
    METARIG_26,
    PERCEPTION_NEURON,
    XSENS,
    MOTIVE,
    MOCOPI,
    DEEPMOTION,
    MOCAPNET,
    OPENNI,
    KINECT,
    AZURE_KINECT,
    SECOND_LIFE,
    CASCADEUR,
    ACCLAIM,
    BIOVISION_CLASSIC,
    WORDS,
)
"""Of conventions that find equally much, the first one is used."""
