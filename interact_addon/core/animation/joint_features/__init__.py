# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of numbers that models of motion read and write, to and from the positions of joints."""

from .human_ml import features_263, joints_of_features
from .interaction import interaction_262, joints_of_interaction

__all__ = ["features_263", "interaction_262", "joints_of_features", "joints_of_interaction"]
