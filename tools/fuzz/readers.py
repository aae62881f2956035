# SPDX-License-Identifier: GPL-3.0-or-later
"""The readers of each kind of file, as the program calls them; none needs Blender."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh.peek import peek_bvh
from interact_addon.core.animation.bvh.roles_file import read_roles_file
from interact_addon.core.audio.speech import speech_segments
from interact_addon.core.audio.voice import measure_level, read_samples
from interact_addon.core.audio.wav import read_wav_info
from interact_addon.core.characters import dressed, look_by_id, open_wardrobe
from interact_addon.core.characters.custom_mapping import read_mapping
from interact_addon.core.characters.makehuman.mhclo import read_clothing, read_heading
from interact_addon.core.characters.makehuman.mhmat import read_asset_material
from interact_addon.core.characters.makehuman.targets import read_target
from interact_addon.core.contacts import read_contacts
from interact_addon.core.contacts.girth import Near, fit_girths
from interact_addon.core.dataset import Dataset
from interact_addon.core.dataset.captions import read_captions
from interact_addon.core.dataset.databases import read_actors, read_scenarios
from interact_addon.core.dataset.lip_acc import LIP_ACC, SENTENCES, read_lip_acc
from interact_addon.core.dataset.model import Performance, Scene
from interact_addon.core.face.arkit.reading import read_face
from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.face.ict.datasets import load_mapping
from interact_addon.core.face.ict.weights import count_frames, read_arkit_weights, read_ict_weights
from interact_addon.core.foundation.meshes.obj_file import read_obj
from interact_addon.core.foundation.number_files import (
    peek_npy,
    peek_npz,
    read_npy,
    read_npy_object,
    read_npz,
)
from interact_addon.core.foundation.pickled import read_pickle
from interact_addon.core.jobs import read_job
from interact_addon.core.labels import read_labels, read_words
from interact_addon.core.performance.casting.girths import load_near
from interact_addon.core.performance.input_files import Hashes
from interact_addon.core.performance.lengths import measure_lengths
from interact_addon.core.performance.measuring.cache import load_measures
from interact_addon.core.performance.motion_kind import note_path, noted_motion
from interact_addon.core.performance.read import ReadOptions, read_body, read_weights
from interact_addon.core.performance.take import performer
from interact_addon.core.rendering.farms.job_manifest import read_manifest
from interact_addon.core.rendering.results.record import read_record
from interact_addon.core.video.picture_file import read_pixels
from interact_addon.core.video.subtitles import read_srt, spoken_span

from .seeds import TEXT_SEEDS

__all__ = ["READERS", "Reader", "furnish"]

Reader = Callable[[Path], Any]
_RATE = Fraction(30)
_COUNT = 20  # vertices of what a garment or a target is for
_KEY = "20231119_001_051"
_WARDROBE = "wardrobe"


def furnish(folder: Path) -> None:
    """Put the files beside which the readers expect others into an empty folder."""
    (folder / "piece.obj").write_text(TEXT_SEEDS["obj"][0], encoding="utf-8")
    (folder / _WARDROBE).mkdir()
    (folder / _WARDROBE / "piece.obj").write_text(TEXT_SEEDS["obj"][0], encoding="utf-8")
    (folder / _WARDROBE / "hat.mhclo").write_text(TEXT_SEEDS["mhclo"][0], encoding="utf-8")
    (folder / LIP_ACC / "wav").mkdir(parents=True)
    (folder / LIP_ACC / "wav" / "20231119_001_002.wav").touch()
    for kind, ending in (("bvhs", "bvh"), ("wav", "wav")):
        (folder / "root" / kind).mkdir(parents=True)
        for actor in ("001", "002"):
            (folder / "root" / kind / f"20231119_{actor}_051.{ending}").touch()


def _motion(path: Path) -> Any:
    document = bvh.read(path)
    return document, bvh.inspect(document).as_dict()


def _body(path: Path) -> Any:
    motion, findings = read_body(path, _RATE, ReadOptions())
    return _With([*findings]), performer(motion)


class _With:
    """Carries findings to where they are looked at."""

    def __init__(self, findings: Iterable[Any]) -> None:
        self.findings = tuple(findings)


def _lengths(**kinds: str) -> Iterator[Reader]:
    """Yield a reader of the lengths for each part of a performance that a file can be."""
    for name in kinds.values():

        def read(path: Path, name: str = name) -> Any:
            files: dict[str, Any] = {name: path}
            part = Performance(_KEY, "001", "male", **files)
            return measure_lengths(Scene("20231119_051", "20231119", 51, (part,)))

        yield read


def _looks(path: Path) -> Any:
    folder = path.parent / _WARDROBE
    shutil.copyfile(path, folder / "looks.toml")
    wardrobe = open_wardrobe(folder)
    return [dressed(look_by_id(person), wardrobe).content_hash() for person in ("jonas", "clara")]


def _sentences(path: Path) -> Any:
    shutil.copyfile(path, path.parent / LIP_ACC / SENTENCES)
    return read_lip_acc(path.parent / LIP_ACC)


def _note(path: Path) -> Any:
    shutil.copyfile(path, note_path(path))
    return noted_motion(path)


def _near(path: Path) -> Any:
    return fit_girths([Near.from_dict(each) for each in load_near(path) or ()])


def _dataset(path: Path) -> Any:
    root = path.parent / "root"
    for name in ("actors.db", "scenarios.db"):
        shutil.copyfile(path, root / name)
    dataset = Dataset.open(root)
    return dataset, [scene.as_dict() for scene in dataset.scenes()]


_FACES: tuple[Reader, ...] = (
    read_face,
    lambda path: read_face(path, _RATE),
    lambda path: read_weights(path, _RATE, ReadOptions()),
    read_arkit_weights,
    *_lengths(arkit="face_arkit"),
)

READERS: dict[str, tuple[Reader, ...]] = {
    "bvh": (_motion, _body, peek_bvh, *_lengths(body="body")),
    "csv": (*_FACES, read_labels),
    "json": (
        *_FACES,
        read_labels,
        read_contacts,
        load_mapping,
        read_manifest,
        read_record,
        _note,
        _near,
        lambda path: Hashes(path).of("body", Path("/a.bvh")),
    ),
    "npy": (
        *_FACES,
        read_ict_weights,
        count_frames,
        read_pixels,
        *_lengths(ict="face_ict"),
        peek_npy,
        read_npy,
        read_npy_object,
        read_labels,
        _body,
    ),
    "npz": (peek_npz, read_npz, _body, read_contacts, load_measures),
    "pkl": (read_pickle, _body),
    "wav": (
        read_wav_info,
        read_samples,
        measure_level,
        speech_segments,
        spoken_span,
        *_lengths(voice="voice"),
    ),
    "toml": (read_job, read_mapping, _looks, read_roles_file),
    "txt": (read_job, _sentences, read_captions),
    "textgrid": (read_words,),
    "srt": (read_srt,),
    "db": (read_actors, read_scenarios, _dataset),
    "obj": (read_obj, read_mesh),
    "mhclo": (read_heading, lambda path: read_clothing(path, path.parent, _COUNT)),
    "mhmat": (lambda path: read_asset_material(path, path.parent),),
    "target": (lambda path: read_target(path, _COUNT),),
}
