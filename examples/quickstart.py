# SPDX-License-Identifier: GPL-3.0-or-later
"""The dataset card's quickstart: databases, actor pairs, body, face and voice, blendshapes, both actors.

Run it: `./interact python examples/quickstart.py`, with INTERACT_DATASET=ROOT or after `./interact demo`.
"""

# %% [markdown]
# # InterAct quickstart
#
# What the dataset card's quickstart shows, with `interact_addon`: nothing here needs Blender.
# `ROOT` is the folder that holds `bvhs/`, `face_arkit/`, `wav/`, `scenarios.db` and `actors.db`.
# No dataset at hand? `./interact demo` makes a small one.

# %%
import os

import interact_addon as interact

ROOT = os.environ.get("INTERACT_DATASET", "interact-demo/dataset")
dataset = interact.open_dataset(ROOT)
print(f"{len(dataset.scenes())} scenes")

# %% [markdown]
# ## 1. The databases
#
# Each scene carries what `scenarios.db` says about it. Filters are those of `interact scenes --where`.

# %%
for scene in interact.scenes(dataset, missing="none")[:5]:
    print(scene.key, "|", scene.relationship, "|", scene.emotion)
    print("   ", scene.text)

# %% [markdown]
# ## 2. Who acts with whom
#
# `actors.db` tells each day's pair; a scene's performances are in its order.

# %%
pairs = {scene.date: [(p.actor_id, p.sex) for p in scene.performances] for scene in dataset.scenes()}
for date, pair in pairs.items():
    print(date, pair)

# %% [markdown]
# ## 3. One performance: body, face, voice
#
# Positions are metres with Z up; rotations are unit quaternions (w, x, y, z); weights go from 0 to 1.

# %%
scene = interact.scenes(dataset, missing="none")[0]
performance = scene.performances[0]
motion = interact.read_bvh(performance.body)
joints = interact.joint_positions(motion)
face = interact.read_face(performance.face_arkit)
voice, samples = interact.read_voice(performance.voice)
print(f"body: {joints.shape} positions, {motion.rotations.shape} rotations, {motion.rate} frames per second")
print(f"face: {face.weights.shape}, from {face.names[0]} to {face.names[-1]}")
print(f"voice: {samples.shape} samples at {voice.rate} Hz, {voice.seconds:.2f} s")

# %% [markdown]
# ## 4. Blendshapes over time
#
# The first ten seconds, three lines each. As a picture: `interact plot KEY --dataset ROOT --out faces.png`.

# %%
for frame in range(0, min(face.frames, 300), 10):
    jaw, smile = ("#" * round(20 * face.column(name)[frame]) for name in ("jawOpen", "mouthSmileLeft"))
    print(f"{float(frame / face.rate):5.2f} s  jawOpen {jaw:20}  smile {smile}")

# %% [markdown]
# ## 5. Both actors of a scene
#
# Read together, at one frame rate, with what is odd about their lengths. Both share one origin.

# %%
takes = interact.read_scene(scene)
first, second = (interact.joint_positions(take.body) for take in takes.takes)
heads = [take.body.skeleton.index("Head") for take in takes.takes]
shared = min(len(first), len(second))
apart = ((first[:shared, heads[0]] - second[:shared, heads[1]]) ** 2).sum(axis=1) ** 0.5
print(f"{takes.frames} frames; the heads are {apart.min():.2f} to {apart.max():.2f} m apart")
for finding in takes.findings:
    print("note:", finding)
