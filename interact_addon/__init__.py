# SPDX-License-Identifier: GPL-3.0-or-later
"""InterAct for Blender: two-person performances as rigged characters, and as movies with both voices.

For Python users: ``import interact_addon as interact``. Importing is cheap: what `api` has is loaded when it
is used for the first time, Blender only by what needs it.
"""
# ruff: noqa: F405 (the names of the star import, which api's own list holds; a test compares the two)

from __future__ import annotations

from typing import TYPE_CHECKING

from .core.foundation.version import __version__

if TYPE_CHECKING:
    from .api import *  # noqa: F403

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
    "__version__",
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

if not TYPE_CHECKING:  # type checkers would take any name to be there

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import api  # here: it loads numpy and all of core

        return getattr(api, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
