# SPDX-License-Identifier: GPL-3.0-or-later
"""Small videos made by ffmpeg itself, recordings made by numpy."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.video import Ffmpeg, find_ffmpeg

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return find_ffmpeg()


@pytest.fixture(scope="session")
def make_video(ffmpeg: Ffmpeg) -> Callable[..., Path]:
    """Writes a test picture of so many frames."""

    def make(
        path: Path, frames: int = 30, rate: str = "30", size: str = "64x36", codec: tuple[str, ...] = H264
    ) -> Path:
        source = f"testsrc=size={size}:rate={rate}"
        ffmpeg.run(["-y", "-f", "lavfi", "-i", source, "-frames:v", str(frames), *codec, str(path)])
        return path

    return make


@pytest.fixture(scope="session")
def write_wav() -> Callable[..., Path]:
    """Writes (N,) or (N, channels) samples between -1 and 1 as a float WAV file."""

    def write(path: Path, signal: np.ndarray, rate: int = 48_000) -> Path:
        channels = 1 if signal.ndim == 1 else signal.shape[1]
        data = np.ascontiguousarray(signal, "<f4").tobytes()
        form = struct.pack("<HHIIHH", 3, channels, rate, rate * channels * 4, channels * 4, 32)
        body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
        path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
        return path

    return write


@pytest.fixture(scope="session")
def sound_of(ffmpeg: Ffmpeg) -> Callable[[Path], np.ndarray]:
    """A movie's sound as a player hears it, (N, 2)."""

    def sound(path: Path) -> np.ndarray:
        command = [ffmpeg.path, "-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le", "-"]
        raw = subprocess.run(command, capture_output=True, check=True).stdout
        return np.frombuffer(raw, "<f4").reshape(-1, 2)

    return sound
