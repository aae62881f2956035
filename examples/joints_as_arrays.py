# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves both actors' joints, faces and voices of each scene as plain arrays, ready for learning.

Run it: ./interact python examples/joints_as_arrays.py ROOT arrays
"""

import sys
from pathlib import Path

import numpy as np

import interact_addon as interact

root, out = sys.argv[1:]
dataset = interact.open_dataset(root)
Path(out).mkdir(parents=True, exist_ok=True)
for scene in interact.scenes(dataset, missing="none"):
    arrays = {}
    takes = interact.read_scene(scene)
    for take in takes.takes:
        actor = take.performance.actor_id
        arrays[f"joints_{actor}"] = interact.joint_positions(take.body)  # (F, J, 3) metres, Z up
        arrays[f"rotations_{actor}"] = take.body.rotations  # (F, J, 4) w, x, y, z
        if take.face is not None:
            arrays[f"face_{actor}"] = take.face.weights  # (F, 51), in the order of interact.ARKIT_51
        if take.voice is not None:
            speech = interact.speech_segments(take.voice)
            arrays[f"speech_{actor}"] = np.array(speech).reshape(-1, 2)  # (S, 2) seconds
    np.savez(Path(out) / f"{scene.key}.npz", **arrays)
    print(scene.key, {name: array.shape for name, array in arrays.items()})
