# SPDX-License-Identifier: GPL-3.0-or-later
"""Public Python API: performances as arrays, scenes composed in Blender, movies.

The same names are available through ``import interact_addon as interact``, which imports each on first use.

Lengths are metres and Z is up. Arrays count frames from 0; Blender and movies count them from 1. Frame rates
are fractions. A problem that does not stop the work is a `Finding` in the result; where the result has no
field for it, it is issued as a Python warning. All exceptions derive from `InteractError`; their text names
the file, the line and the cure.

`compose`, `replace_actor`, `export` and what edits (`add_handle`, `apply_handle`, `change_face`, `retime`)
need Blender in this Python (the ``bpy`` module, or Blender's console). `render` starts Blender in child
processes. Everything else needs only numpy.
"""

from __future__ import annotations

from ..core.animation.skeleton import Motion, Skeleton
from ..core.audio import SpeechOptions, VoiceLevel, WavInfo
from ..core.dataset import Dataset, Performance, Scene
from ..core.face.arkit import ARKIT_51, FaceTrack
from ..core.face.convert import ConvertReport
from ..core.foundation.errors import (
    AudioError,
    BvhError,
    CharacterError,
    DatasetError,
    FaceError,
    FfmpegError,
    HubError,
    InputError,
    InteractError,
    JobError,
    RenderError,
    UsageError,
    WorkError,
)
from ..core.foundation.findings import Finding
from ..core.hub import DownloadOptions, DownloadResult
from ..core.measures import MEASURES, Measure, Measured
from ..core.options.batch import BatchOptions
from ..core.options.face import FaceOptions
from ..core.options.movie import ComposeOptions, FrameRange, MovieOptions
from ..core.options.picture import PictureOptions
from ..core.options.take import TakeOptions
from ..core.performance.casting.placement import Placement
from ..core.performance.contacts import SceneContacts
from ..core.performance.editing import SceneEdit
from ..core.performance.export import ExportOptions
from ..core.performance.export.motion_options import MotionExportOptions
from ..core.performance.labels import SceneLabels
from ..core.performance.measuring import SceneMeasures
from ..core.performance.take import SceneTakes, Take
from ..core.performance.training import TrainingArrays, TrainingOptions
from ..core.rendering.batch import BatchResult, Outcome
from ..core.rendering.job_estimate import JobEstimate
from .arrays import (
    convert_faces,
    joint_positions,
    measure_voice,
    open_dataset,
    read_bvh,
    read_face,
    read_labels,
    read_scene,
    read_voice,
    scene_contacts,
    scenes,
    speech_segments,
)
from .downloads import download
from .editing import add_handle, apply_handle, change_face, retime
from .exports import convert_bodies, export_motion, training_arrays
from .measuring import measure, measure_scenes
from .movies import compose, estimate, export, render, replace_actor, scene_edit

__all__ = [
    "ARKIT_51",
    "MEASURES",
    "AudioError",
    "BatchOptions",
    "BatchResult",
    "BvhError",
    "CharacterError",
    "ComposeOptions",
    "ConvertReport",
    "Dataset",
    "DatasetError",
    "DownloadOptions",
    "DownloadResult",
    "ExportOptions",
    "FaceError",
    "FaceOptions",
    "FaceTrack",
    "FfmpegError",
    "Finding",
    "FrameRange",
    "HubError",
    "InputError",
    "InteractError",
    "JobError",
    "JobEstimate",
    "Measure",
    "Measured",
    "Motion",
    "MotionExportOptions",
    "MovieOptions",
    "Outcome",
    "Performance",
    "PictureOptions",
    "Placement",
    "RenderError",
    "Scene",
    "SceneContacts",
    "SceneEdit",
    "SceneLabels",
    "SceneMeasures",
    "SceneTakes",
    "Skeleton",
    "SpeechOptions",
    "Take",
    "TakeOptions",
    "TrainingArrays",
    "TrainingOptions",
    "UsageError",
    "VoiceLevel",
    "WavInfo",
    "WorkError",
    "add_handle",
    "apply_handle",
    "change_face",
    "compose",
    "convert_bodies",
    "convert_faces",
    "download",
    "estimate",
    "export",
    "export_motion",
    "joint_positions",
    "measure",
    "measure_scenes",
    "measure_voice",
    "open_dataset",
    "read_bvh",
    "read_face",
    "read_labels",
    "read_scene",
    "read_voice",
    "render",
    "replace_actor",
    "retime",
    "scene_contacts",
    "scene_edit",
    "scenes",
    "speech_segments",
    "training_arrays",
]
