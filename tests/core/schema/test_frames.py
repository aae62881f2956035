# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.schema.frames import BlendFrames, FrameRange


def test_frames_beyond_the_end_are_a_finding() -> None:
    (finding,) = FrameRange(1, 5000).beyond(250, "20260101_001")
    assert finding.code == "frames-beyond-end"
    assert "20260101_001 has 250 frames: 251-5000" in finding.message
    (finding,) = FrameRange(300, 400).beyond(250, "x")
    assert "300-400 of the frames 300-400" in finding.message
    assert FrameRange(1, 250).beyond(250, "x") == FrameRange(7, 9).beyond(9, "x") == ()


def test_frames_outside_of_a_timeline_are_a_finding() -> None:
    assert BlendFrames(0, 9).outside(0, 9) == BlendFrames(3, 4).outside(0, 9) == ()
    for frames in (BlendFrames(-1, 9), BlendFrames(0, 10), BlendFrames(20, 30)):
        (finding,) = frames.outside(0, 9)
        assert (
            f"frames {frames} reach beyond the scene, which has 0-9: the others are left out"
            in finding.message
        )
