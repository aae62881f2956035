# SPDX-License-Identifier: GPL-3.0-or-later
"""An animator's hour: a hand that reaches, a smile, ten frames later, another person; exported and rendered.

Run it: ./interact python examples/animators_hour.py ROOT edited
"""

import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np

import interact_addon as interact

FIRST, LAST, EASE = 40, 79, 8
MISS = (0.05, 0.0, 0.0)  # metres, in the axes of the hand
CAST = {"001": "jonas", "002": "mei"}
SMALL = interact.PictureOptions("preview", width=320, height=180)


def hand_at(armature: Any) -> np.ndarray:
    """Return (F, 4, 4) where the left hand is in the world, frame by frame as Blender shows it."""
    places = []
    for frame in range(FIRST, LAST + 1):
        bpy.context.scene.frame_set(frame)
        places.append(np.array(armature.matrix_world @ armature.pose.bones["LeftHand"].matrix))
    return np.array(places)


def done(text: str) -> None:
    """Say what is done, and let Undo step back to it."""
    bpy.ops.ed.undo_push(message=text)
    print(text)


def hour(source: interact.Scene) -> bpy.types.Scene:
    """Compose a scene and edit it: nothing that was captured is changed, all is keyed in edit layers."""
    options = interact.ComposeOptions(picture=SMALL, cast=CAST)
    composition = interact.compose(source, options, into=bpy.context.scene)
    scene, armature = composition.scene, composition.actors[0].armature
    done(f"composed {source.key}")

    wanted = (hand_at(armature) @ np.array([*MISS, 1.0]))[:, :3]
    handle = interact.add_handle(armature, "left_hand", FIRST, LAST, ease=EASE)
    done("a handle on the left hand")
    handle.empty.location = MISS
    done("the hand reaches")
    for finding in interact.apply_handle(handle):
        print("note:", finding)
    away = np.linalg.norm(hand_at(armature)[:, :3, 3] - wanted, axis=1)
    done(f"the hand missed by {1000 * away[0]:.2f} mm, now by {1000 * away[EASE:-EASE].max():.2f} mm")

    interact.change_face(armature, {"mouthSmileLeft": 0.4, "mouthSmileRight": 0.4}, 30, 90)
    done("a smile")
    first, last = interact.retime(armature, 92, 101, 4)
    done(f"ten frames come 4 frames later: frames {first} to {last} have changed")

    swap = interact.ComposeOptions(picture=SMALL, cast={"002": "omar"})
    replaced = interact.replace_actor(source, "002", swap, into=scene)
    for finding in replaced.findings:
        print("note:", finding)
    done("002 is played by omar")
    return scene


def main(root: str, out: str) -> None:
    """Edit the first scene of a dataset, export it, and render what was exported."""
    edited = hour(interact.open_dataset(root).scenes()[0])
    for result in interact.export(edited, interact.ExportOptions(Path(out))):
        print(f"{result.key}: {result.motion}, {len(result.files)} files")
    dataset = interact.open_dataset(out)
    compose = interact.ComposeOptions(picture=SMALL, cast=CAST | {"002": "omar"})
    options = interact.MovieOptions(compose, interact.FrameRange(60, 62))
    movies = interact.render(dataset.scenes(), Path(out) / "movies", options, dataset=dataset)
    print(movies.outcomes[0].report.movie or movies.outcomes[0].report.error)


if __name__ == "__main__":
    main(*sys.argv[1:])
