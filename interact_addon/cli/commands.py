# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands, in the order of work, and what each is for: known without importing any of them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COMMANDS", "HELP", "SOURCE_COMMANDS"]

HELP: Mapping[str, str] = {
    "demo": "make a small dataset and its movie",
    "download": "download a dataset, or some scenes of it",
    "scenes": "list a dataset's scenes: actors, emotion, length, what is missing",
    "wardrobe": "list a folder of MakeHuman's clothes, hats, shoes and hair",
    "compose": "put a scene together and save it as a .blend",
    "render": "make movies with both voices",
    "render_blend": "make a movie of a scene in a .blend as it stands",
    "job": "write, check, estimate and split job files",
    "submit": "have other machines render: Slurm, Flamenco, OpenJD",
    "status": "show the state of an output folder",
    "run_tasks": "render a part of a submitted job (farms start this)",
    "mux": "mix both voices into a video that is rendered already",
    "bvh": "show what a BVH file holds: joints, frames, fps, units, up axis, orders, faults",
    "convert": "convert faces (ICT-FaceKit, ARKit, vertices) and bodies (BVH, SMPL, joints, features)",
    "plot": "draw both faces' blendshapes over time, against the voices",
    "labels": "when actors sit, walk and stand: shown, and as files",
    "contacts": "who touches whom, when and where: shown, and as files",
    "measure": "how good performances are: feet, joints, touches, faces, sync, in numbers",
    "edit": "how a scene is cut with --camera edit: shots, rhythm, rules",
    "export": "write performances into a dataset folder, as other programs' files, or as training arrays",
    "assets": "write the built-in people, and takes of scenes, as an asset library for Blender",
    "doctor": "check Blender, the engines that really render here, ffmpeg, data; "
    "with the cure for each fault",
    "build_extension": "make the zip that Blender installs",
}
SOURCE_COMMANDS: tuple[str, ...] = ("build_extension",)  # not in the extension's zip
COMMANDS: tuple[str, ...] = tuple(name for name in HELP if name not in SOURCE_COMMANDS)
