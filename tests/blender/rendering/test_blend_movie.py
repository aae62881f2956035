# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene as it stands in a .blend: what was moved is seen, what was cut is heard, sample by sample."""

from __future__ import annotations

import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import tag_performance
from interact_addon.blender.common.session import fresh_scene, save_copy, save_snapshot
from interact_addon.blender.rendering.blend_movie import make_blend_movie, open_blend
from interact_addon.blender.rendering.progress import RenderProgress
from interact_addon.blender.rendering.strip_voices import strip_voices
from interact_addon.core.foundation.errors import InputError, RenderError, UsageError, WorkError
from interact_addon.core.jobs.blend_request import BlendRequest
from interact_addon.core.options.movie import FrameRange
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.schema.frames import BlendFrames
from interact_addon.core.video import find_ffmpeg, probe
from interact_addon.core.video.picture_file import read_pixels

pytestmark = pytest.mark.blender

RATE = 48_000
CLICKS = (0.1, 1.0, 2.0)  # seconds into the recording


def write_clicks(path: Path, seconds: float = 3.0) -> Path:
    signal = np.zeros(round(seconds * RATE), "<i2")
    signal[[round(time * RATE) for time in CLICKS]] = 16384
    data = signal.tobytes()
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def heard(movie: Path) -> np.ndarray:
    command = [find_ffmpeg().path, "-v", "error", "-i", str(movie), "-map", "0:a:0", "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4").reshape(
        -1, 2
    )


def clicks(sound: np.ndarray, least: float = 0.1) -> list[int]:
    """The samples at which clicks are loudest."""
    loud = np.flatnonzero(np.abs(sound).max(axis=-1) > least)
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 480) + 1)
    return [int(group[np.argmax(np.abs(sound[group]).max(axis=-1))]) for group in groups if len(group)]


def stage() -> bpy.types.Scene:
    """A cube before a camera, rendered by Workbench, 30 frames at 30 a second."""
    scene = fresh_scene()
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0.0, 0.0, 6.0)
    mesh = bpy.data.meshes.new("Cube")
    corners = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    mesh.from_pydata(
        corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    )
    cube = bpy.data.objects.new("Cube", mesh)
    for thing in (camera, cube):
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.fps, scene.render.fps_base = 30, 1.0
    scene.render.resolution_x, scene.render.resolution_y = 160, 90
    scene.render.resolution_percentage = 100
    scene.frame_start, scene.frame_end = 1, 30
    return scene


class Listener(RenderProgress):
    def __init__(self, told: list[object]) -> None:
        self.start = self.frame = self.step = told.append
        self.thumbnail = lambda number: told.append(("thumbnail", number))


def saved(path: Path) -> Path:
    save_snapshot(path)
    return path


needs_audio = pytest.mark.skipif(not compat.has_audio(), reason="this Blender is built without audio")


def order(tmp_path: Path, **more: object) -> BlendRequest:
    return BlendRequest(tmp_path / "s.blend", tmp_path / "out", "take", **more)  # type: ignore[arg-type]


def brightest(movie: Path) -> float:
    """Where the bright cube is in the first frame, from 0 (left) to 1."""
    command = [
        *(find_ffmpeg().path, "-v", "error", "-i", str(movie), "-frames:v", "1"),
        *("-f", "rawvideo", "-pix_fmt", "gray", "-"),
    ]
    info = probe(movie).video
    assert info is not None
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    grey = np.frombuffer(raw, np.uint8).reshape(info.height, info.width).astype(float)
    grey -= grey[0, 0]
    return float((np.abs(grey).sum(axis=0) * np.arange(info.width)).sum() / np.abs(grey).sum() / info.width)


@needs_audio
def test_what_was_moved_is_seen_and_heard(tmp_path: Path) -> None:
    scene = stage()
    bpy.data.objects["Cube"].location.x = 1.5
    strip = compat.strips_of(scene).new_sound("a", str(write_clicks(tmp_path / "a.wav")), 1, 1)
    setattr(strip, compat.strip_name("content_start"), 6)  # moved: begins at frame 6
    setattr(strip, compat.strip_name("left_handle_offset"), 2)  # trimmed: heard from frame 8 on
    saved(tmp_path / "s.blend")
    told: list[object] = []
    report = make_blend_movie(
        order(
            tmp_path,
            frames=BlendFrames(5, 24),
            picture=PictureOptions("preview", 320, 180),
            thumbnail=tmp_path / "t.npy",
        ),
        progress=Listener(told),
    )
    assert report.done
    assert (report.key, report.frames, report.duration) == ("take", 20, pytest.approx(20 / 30))
    assert told[0] == "opening the scene"
    assert told[1] == 20
    assert [frame for frame in told[2:] if isinstance(frame, int)] == list(range(5, 25))
    assert ("thumbnail", 5) in told
    assert read_pixels(tmp_path / "t.npy").shape == (90, 160, 4)
    assert report.findings == ()
    assert report.movie is not None
    info = probe(report.movie)
    assert info.video is not None
    assert (info.frames, info.video.width, info.video.height) == (20, 320, 180)
    # The click at 0.1 s of the recording lies 0.1 s after frame 6, the movie begins with frame 5.
    (found,) = clicks(heard(report.movie))
    assert abs(found - round((1 / 30 + 0.1) * RATE)) <= 2
    assert brightest(report.movie) > 0.6
    assert (tmp_path / "s.blend").is_file()
    assert not list(tmp_path.rglob("*.part.*"))


def test_the_scenes_own_settings(tmp_path: Path) -> None:
    scene = stage()
    scene.frame_start, scene.frame_end = 0, 3
    saved(tmp_path / "s.blend")
    report = make_blend_movie(order(tmp_path, temporary=True))
    assert report.movie is not None
    info = probe(report.movie)
    assert info.video is not None
    assert (info.frames, info.video.width, info.video.height) == (4, 160, 90)
    assert [finding.code for finding in report.findings] == ["silent-movie"]
    assert not (tmp_path / "s.blend").exists()


def test_frames_that_the_scene_does_not_have_are_left_out_and_named(tmp_path: Path) -> None:
    """As the panel does it: a number too many gives no frozen end."""
    scene = stage()
    scene.frame_start, scene.frame_end = 3, 6
    saved(tmp_path / "s.blend")
    told: list[object] = []
    report = make_blend_movie(order(tmp_path, frames=BlendFrames(5, 60)), progress=Listener(told))
    assert report.movie is not None
    assert (report.frames, probe(report.movie).frames, told[1]) == (2, 2, 2)
    (finding,) = [each for each in report.findings if each.code == "frames-beyond-end"]
    assert "frames 5-60 reach beyond the scene, which has 3-6" in finding.message
    with pytest.raises(UsageError, match="frames 7-60 lie outside the scene, which has 3-6"):
        make_blend_movie(order(tmp_path, frames=BlendFrames(7, 60)))


def test_what_cannot_be_rendered(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        make_blend_movie(order(tmp_path))
    (tmp_path / "s.blend").write_bytes(b"no blend")
    with pytest.raises(InputError, match="cannot open"):
        make_blend_movie(order(tmp_path))
    scene = stage()
    scene.render.resolution_x = 161
    saved(tmp_path / "s.blend")
    with pytest.raises(RenderError, match="161x90 pixels"):
        make_blend_movie(order(tmp_path))
    with pytest.raises(InputError, match="the file has no scene 'Other'"):
        make_blend_movie(order(tmp_path, scene="Other"))
    stage().camera = None
    saved(tmp_path / "s.blend")
    with pytest.raises(RenderError, match="no camera"):
        make_blend_movie(order(tmp_path))
    assert not list(tmp_path.rglob("*.mkv"))


def test_a_scene_by_its_name(tmp_path: Path) -> None:
    second = stage().copy()
    second.name, second.use_fake_user = "Second", True
    saved(tmp_path / "s.blend")
    assert open_blend(tmp_path / "s.blend", "Second").name == "Second"
    assert open_blend(tmp_path / "s.blend").name == "Scene"


@needs_audio
@pytest.mark.parametrize(
    ("changes", "times"),
    [
        ({}, [0.1, 1.0, 2.0]),
        ({"content_start": 16}, [0.6, 1.5, 2.5]),
        ({"left_handle_offset": 15}, [1.0, 2.0]),
        ({"right_handle_offset": 40}, [0.1, 1.0]),
        ({"sound_offset": 0.25}, [0.35, 1.25, 2.25]),
        ({"sound_offset": -0.2}, [0.8, 1.8]),
        # From 5.1 trimming leaves the rest where it is heard, before it moved it to the strip's start.
        ({"content_trim_start": 6, "content_start": 1}, [0.8, 1.8]),
        ({"content_start": 16, "content_trim_start": 6, "left_handle": 31}, None),
    ],
)
def test_voices_are_heard_where_blender_plays_them(
    tmp_path: Path, changes: dict[str, float], times: list[float] | None
) -> None:
    """Blender's own mixdown is the judge of when; ours of how loud."""
    scene = stage()
    scene.frame_end = 120
    strip = compat.strips_of(scene).new_sound("a", str(write_clicks(tmp_path / "a.wav")), 1, 1)
    for name, value in changes.items():
        setattr(strip, name if name == "sound_offset" else compat.strip_name(name), value)
    mixdown = tmp_path / "mix.wav"
    bpy.ops.sound.mixdown(filepath=str(mixdown), container="WAV", codec="PCM", format="F32")
    raw = mixdown.read_bytes()
    begin = raw.index(b"data") + 8
    blender = clicks(np.frombuffer(raw[begin : begin + (len(raw) - begin) // 8 * 8], "<f4").reshape(-1, 2))
    ours = clicks(mixed(scene, FrameRange(1, 120), tmp_path))
    if times is not None:
        assert ours == [round(time * RATE) for time in times]
    assert ours
    np.testing.assert_allclose(ours, blender, atol=1)


def mixed(scene: bpy.types.Scene, frames: FrameRange, folder: Path) -> np.ndarray:
    """What ffmpeg's graph makes of the strips, before AAC: (N, 2)."""
    from interact_addon.core.video.voices import filter_graph, usable_voices

    ffmpeg = find_ffmpeg()
    voices, _ = strip_voices(scene, frames, Fraction(30), folder / "packed")
    usable, _ = usable_voices(voices, ffmpeg)
    samples = round(len(frames) / Fraction(30) * RATE)
    graph = filter_graph(usable, first_input=0, start=0, samples=samples, stereo=False)
    inputs = [word for voice in usable for word in voice.input]
    command = [
        ffmpeg.path,
        "-v",
        "error",
        *inputs,
        "-filter_complex",
        graph,
        "-map",
        "[sound]",
        "-f",
        "f32le",
        "-",
    ]
    sound = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4").reshape(
        -1, 2
    )
    assert len(sound) == samples
    return sound


@needs_audio
def test_volume_mute_and_what_lies_outside(tmp_path: Path) -> None:
    scene = stage()
    path = str(write_clicks(tmp_path / "a.wav"))
    strips = compat.strips_of(scene)
    loud, muted, channel, late = (
        strips.new_sound(name, path, i, 1) for i, name in enumerate("abcd", start=1)
    )
    loud.volume, scene.audio_volume = 0.5, 0.8
    muted.mute = True
    scene.sequence_editor.channels[channel.channel].mute = True
    setattr(late, compat.strip_name("content_start"), 500)
    voices, findings = strip_voices(scene, FrameRange(1, 90), Fraction(30), tmp_path)
    assert [voice.name for voice in voices] == ["a"]
    assert findings == ()
    assert voices[0].placed.gain == pytest.approx(0.4)
    np.testing.assert_allclose(np.abs(mixed(scene, FrameRange(1, 90), tmp_path)).max(), 0.2, rtol=1e-3)


@needs_audio
def test_packed_sounds_and_strips_within_strips(tmp_path: Path) -> None:
    scene = stage()
    path = write_clicks(tmp_path / "a.wav")
    strip = compat.strips_of(scene).new_sound("a", str(path), 1, 1)
    strip.sound.pack()
    path.unlink()
    meta = compat.strips_of(scene).new_meta("meta", 2, 1)
    strip.move_to_meta(meta)
    setattr(meta, compat.strip_name("left_handle"), 1)
    setattr(meta, compat.strip_name("right_handle"), 46)  # 1.5 s: the last click is cut off
    assert clicks(mixed(scene, FrameRange(1, 90), tmp_path)) == [round(time * RATE) for time in (0.1, 1.0)]
    meta.mute = True
    assert strip_voices(scene, FrameRange(1, 90), Fraction(30), tmp_path)[0] == ()


@needs_audio
def test_what_is_heard_otherwise_is_told(tmp_path: Path) -> None:
    scene = stage()
    strip = compat.strips_of(scene).new_sound("a", str(write_clicks(tmp_path / "a.wav")), 1, 1)
    strip.volume = 0.5
    strip.keyframe_insert("volume", frame=1)
    _, findings = strip_voices(scene, FrameRange(1, 90), Fraction(30), tmp_path)
    assert [finding.code for finding in findings] == ["sound-differs"]
    assert "strip a: its volume is animated" in findings[0].message


def test_a_scene_without_a_sequencer(tmp_path: Path) -> None:
    assert strip_voices(stage(), FrameRange(1, 90), Fraction(30), tmp_path) == ((), ())


@needs_audio
@pytest.mark.parametrize("hidden", [False, True])
def test_stereo_places_voices_where_their_actors_stand(tmp_path: Path, hidden: bool) -> None:
    """Where their actions put them, also where the armatures are hidden, as riggers like them."""
    scene = stage()
    scene.frame_end = 6
    for channel, (key, x) in enumerate((("20200101_001_001", -1.5), ("20200101_002_001", 1.5)), start=1):
        rig = bpy.data.objects.new(key, bpy.data.armatures.new(key))
        scene.collection.objects.link(rig)
        rig.location.x = x
        rig.keyframe_insert("location", frame=1)
        rig.location.x = -x
        rig.hide_viewport = hidden
        tag_performance(rig, key)
        path = write_clicks(tmp_path / f"{channel}.wav")
        strip = compat.strips_of(scene).new_sound(key, str(path), channel, 1 + 30 * (channel - 1) // 15)
        tag_performance(strip, key)
    saved(tmp_path / "s.blend")
    report = make_blend_movie(order(tmp_path, stereo=True))
    assert report.movie is not None
    sound = np.abs(heard(report.movie))
    first, second = round(0.1 * RATE), round((0.1 + 2 / 30) * RATE)
    left, right = sound[first - 100 : first + 100].max(axis=0)
    assert left > 1.5 * right
    left, right = sound[second - 100 : second + 100].max(axis=0)
    assert right > 1.5 * left


def test_a_snapshot_touches_nothing(tmp_path: Path) -> None:
    """The file in the window keeps its path and its relative paths; the copy's lead to the same files."""
    stage()
    (tmp_path / "project").mkdir()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "project" / "mine.blend"))
    image = bpy.data.images.new("i", 4, 4)
    image.source, image.filepath, image.use_fake_user = "FILE", "//i.png", True
    text = bpy.data.texts.new("note")
    text.write("changed")
    before = bpy.data.filepath, bpy.data.is_dirty
    save_snapshot(tmp_path / "elsewhere" / "copy.blend")
    assert (bpy.data.filepath, bpy.data.is_dirty) == before
    assert image.filepath == "//i.png"
    open_blend(tmp_path / "elsewhere" / "copy.blend")
    found = Path(bpy.path.abspath(bpy.data.images["i"].filepath)).resolve()
    assert found == (tmp_path / "project" / "i.png").resolve()


@pytest.mark.skipif(sys.platform == "win32", reason="paths that Windows does not allow")
def test_a_path_that_is_too_long_for_blender_is_told(tmp_path: Path) -> None:
    stage()
    folder = tmp_path.joinpath(*["x" * 200] * 6)
    save_copy(folder / "a.blend")
    with pytest.raises(InputError, match="short, plain name"):
        open_blend(folder / "a.blend")
    with pytest.raises(WorkError, match="more than 1000 bytes"):
        save_snapshot(folder / "copy.blend")
    assert [path.name for path in tmp_path.rglob("*.blend*")] == ["a.blend"]


def test_a_snapshot_that_cannot_be_written(tmp_path: Path) -> None:
    stage()
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkError, match="cannot be written"):
        save_snapshot(tmp_path / "file" / "copy.blend")
