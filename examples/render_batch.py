# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the first seconds of scenes in child Blenders; run again, it does only what is missing.

Run it: ./interact python examples/render_batch.py ROOT movies
"""

import sys
from typing import Any

import interact_addon as interact


def tell(event: dict[str, Any]) -> None:
    """Say which scene is done, and how far the batch is."""
    if event["event"] == "scene":
        print(f"{event['name']}: {event['state']} ({event['done']} of {event['total']} frames)")


root, out = sys.argv[1:]
dataset = interact.open_dataset(root)
options = interact.MovieOptions(
    interact.ComposeOptions(camera="front", picture=interact.PictureOptions(width=320, height=180)),
    frames=interact.FrameRange(1, 4),
    stereo=True,
)
result = interact.render(
    interact.scenes(dataset, missing="none")[:2],
    out,
    options,
    dataset=dataset,
    batch=interact.BatchOptions(workers=1),
    on_event=tell,
)
for outcome in result.outcomes:
    print(outcome.report.movie or outcome.report.error)
sys.exit(0 if result.complete else 1)
