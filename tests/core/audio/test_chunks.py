# SPDX-License-Identifier: GPL-3.0-or-later
"""Chunks of files that are odd on purpose."""

from __future__ import annotations

import io
import struct
import time

import pytest

from interact_addon.core.audio.chunks import Form, chunks, form_of, has_only_chunks, without_metadata
from tests.wave_files import METADATA, encoded, sine, wave, wave64

PLAIN = Form(plain=True)


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b"RIFF\0\0\0\0WAVE", PLAIN),
        (b"RIFX\0\0\0\0WAVE", Form(">")),
        (b"RF64\0\0\0\0WAVE", Form()),
        (b"BW64\0\0\0\0WAVE", Form()),
        (wave64(b"")[:40], Form(wide=True)),
        (wave64(b"")[:24] + b"AVI " * 4, None),
        (b"RIFF\0\0\0\0AVI ", None),
        (b"RIFF", None),
        (b"", None),
    ],
)
def test_forms(head: bytes, form: Form | None) -> None:
    assert form_of(head) == form


def names(raw: bytes, form: Form = PLAIN) -> list[bytes]:
    return [chunk.name for chunk in chunks(io.BytesIO(raw), form, len(raw))]


@pytest.mark.parametrize("length", [3, 4, 5])
@pytest.mark.parametrize("padded", [True, False])
def test_padding_may_be_forgotten(length: int, padded: bool) -> None:
    odd = b"LIST" + struct.pack("<I", length) + b"abcdefgh"[:length] + b"\0" * (padded and length % 2)
    assert names(wave(encoded(sine()), before=odd, after=METADATA)) == [b"LIST", b"fmt ", b"data", b"LIST"]


def test_chunks_of_wave64_are_padded_to_eight_bytes() -> None:
    raw = wave64(b"abcd")
    assert names(raw, Form(wide=True)) == [b"junk", b"fmt ", b"data"]


def test_only_chunks_and_nothing_else() -> None:
    for raw, whole in (
        (METADATA, True),
        (METADATA * 3, True),
        (METADATA[:-1], False),
        (METADATA + b"\0", False),
        (b"\0" * 80, False),
        (encoded(sine())[:400], False),
        (b"", False),
    ):
        assert has_only_chunks(io.BytesIO(raw), PLAIN, 0, len(raw)) == whole


def test_metadata_behind_samples() -> None:
    samples = encoded(sine())
    for behind in (b"", METADATA, b"id3 " + struct.pack("<I", 4) + b"abcd" + METADATA):
        raw = samples + behind
        assert without_metadata(io.BytesIO(raw), PLAIN, 0, len(raw)) == len(samples)
    raw = samples + METADATA[:20]  # cut short: sound, for all that is known
    assert without_metadata(io.BytesIO(raw), PLAIN, 0, len(raw)) == len(raw)


def test_millions_of_empty_chunks_take_no_time() -> None:
    start = time.process_time()
    for raw in (b"\0" * (1 << 24), b"LIST\0\0\0\0" * (1 << 20) + b"\1"):
        names(b"RIFF\0\0\0\0WAVE" + raw)
        assert without_metadata(io.BytesIO(raw), PLAIN, 0, len(raw)) == len(raw)
        assert not has_only_chunks(io.BytesIO(raw), PLAIN, 0, len(raw))
    assert time.process_time() - start < 3
