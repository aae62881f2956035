# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a scene with rigged characters of your own, out of any .blend, which is left as it is.

Run it: ./interact python examples/own_character.py ROOT mine.blend scene.blend (see docs/characters.md)
"""

import sys
from pathlib import Path

import interact_addon as interact

root, characters, blend = sys.argv[1:]
scene = interact.open_dataset(root).scenes()[0]
# They touch each other as in the capture; interaction="single" retargets each alone, from bvhs_retarget/.
options = interact.ComposeOptions(characters=Path(characters))
try:
    composition = interact.compose(scene, options, save=blend)
except interact.CharacterError as error:
    sys.exit(str(error))  # names what the file lacks, and the cure
for actor in composition.actors:
    print(f"actor {actor.actor_id} is played by {actor.armature.name}")
for finding in composition.findings:
    print("note:", finding)
