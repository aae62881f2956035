# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes as arrays to train with: bodies, faces, sound and labels of all people at one rate."""

from .arrays import TrainingArrays, training_arrays
from .options import TrainingOptions
from .sound import mel_spectrogram

__all__ = ["TrainingArrays", "TrainingOptions", "mel_spectrogram", "training_arrays"]
