# SPDX-License-Identifier: GPL-3.0-or-later
"""A player with the captured body is where the capture is, and stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from interact_addon.core.dataset import Dataset
from interact_addon.core.interaction import captured_player, captured_pose, keep_interaction, solved_pose
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.take import load_take


def test_a_captured_player_is_the_capture_and_stays(demo_root: Path) -> None:
    performances = Dataset.open(demo_root).scenes()[0].performances
    bodies = [load_take(performance, TakeOptions()).body for performance in performances]
    players = [captured_player(f"00{n}", body) for n, body in enumerate(bodies)]
    kept = keep_interaction(players)
    for player, solved in zip(players, kept.solved, strict=True):
        assert player.fixed
        wanted = captured_pose(player.motion)
        for each in (player.solved, solved):
            pose = solved_pose(each, player.rig)
            assert pose.body.roles == wanted.body.roles
            assert np.abs(pose.positions - wanted.positions).max() < 0.01
        assert np.array_equal(solved.hips, player.solved.hips)
