# SPDX-License-Identifier: GPL-3.0-or-later
"""Read datasets and their recordings as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core import audio
from ..core.animation import bvh
from ..core.animation.kinematics import forward
from ..core.animation.skeleton import Motion
from ..core.audio import SpeechOptions, VoiceLevel, WavInfo
from ..core.dataset import Dataset, Scene, SceneFilter
from ..core.face import arkit
from ..core.face.arkit import FaceTrack
from ..core.face.convert import ConvertReport
from ..core.face.convert.order import FaceConversion
from ..core.options.take import TakeOptions
from ..core.performance import contacts
from ..core.performance.contacts import SceneContacts
from ..core.performance.labels import SceneLabels, matching, scene_labels
from ..core.performance.take import SceneTakes, load_scene
from .common import StrPath, dataset_folder, some_paths, warn

__all__ = [
    "convert_faces",
    "joint_positions",
    "measure_voice",
    "open_dataset",
    "read_bvh",
    "read_face",
    "read_labels",
    "read_scene",
    "read_voice",
    "scene_contacts",
    "scenes",
    "speech_segments",
]


def open_dataset(root: StrPath, layout: str = "auto") -> Dataset:
    """Open a dataset folder: its scenes, their actors and the paths of their files.

    Reads the directory listings, and InterAct's two small databases; recordings are read on request.

    Args:
        root: The folder, or a ``dataset.toml`` that describes one.
        layout: How it lays out its files: ``interact``, ``inter-x``, ... (docs/datasets.md); ``auto``: as
            they tell, which ``dataset.describe()`` says.

    Raises:
        DatasetError: the folder is not in this layout, or in none that is known.
        UsageError: there is no such layout.

    Example:
        >>> dataset = interact.open_dataset("InterAct")
        >>> scene = dataset.scene(dataset.keys()[0])
        >>> [performance.voice.name for performance in scene.performances]
        ['20260101_001_001.wav', '20260101_002_001.wav']
    """
    return Dataset.open(root, layout)


def scenes(dataset: Dataset, *where: str, **fields: str) -> list[Scene]:
    """Return the scenes of a dataset that match all filters, sorted by key; without filters, all scenes.

    Args:
        dataset: The dataset.
        where: Filters as ``interact scenes --where`` takes them, such as ``emotion=joy``.
        fields: Filters as keyword arguments: ``key``, ``date``, ``relationship`` and ``emotion`` match values
            that contain the text (with a leading ``=``: that equal it); ``actor`` is an id; ``missing`` is
            ``none``, ``body``, ``face``, ``voice`` or ``partner``; ``text`` is words that all occur in the
            scene's texts and captions; ``action`` and ``layout`` are as ``key``; ``label`` is a label such as
            ``sit`` that occurs: the dataset's, or where it has none, found from the motion, which takes a
            while. Case is ignored.

    Raises:
        UsageError: a filter is invalid.

    Example:
        >>> dataset = interact.open_dataset("InterAct")
        >>> [scene.key for scene in interact.scenes(dataset, "actor=1", missing="none")]
        ['20260101_001']
    """
    wanted = SceneFilter.parse([*where, *(f"{field}={text}" for field, text in fields.items())])
    found, findings = matching(dataset.scenes(), wanted)
    warn(findings)
    return found


def read_scene(scene: Scene, options: TakeOptions | None = None) -> SceneTakes:
    """Read all actors of a scene: bodies and faces as arrays at one frame rate, voices as paths.

    Args:
        scene: The scene.
        options: Frame rate (30), which bodies, their units and up axis.

    Returns:
        ``takes``, one an actor, each with ``body`` (a `Motion`), ``face`` (a `FaceTrack` or None), ``voice``
        (a path or None) and ``findings``. Lengths may differ by a few frames: compare ``findings``.

    Raises:
        DatasetError: an actor has no body.
        BvhError, FaceError: a file cannot be read.

    Example:
        >>> takes = interact.read_scene(interact.open_dataset("InterAct").scenes()[0])
        >>> takes.frames, [take.body.rotations.shape for take in takes.takes]
        (120, [(120, 75, 4), (120, 75, 4)])
    """
    return load_scene(scene, options)


def read_labels(scene: Scene, options: TakeOptions | None = None) -> SceneLabels:
    """Read what the actors of a scene do in each frame, and the words they say.

    Args:
        scene: The scene.
        options: How the bodies are read of actors of whom the dataset has no labels: sitting, walking and
            standing are found from their motion then, and ``found`` is True.

    Returns:
        ``labels`` and ``words``, by performance key, and ``findings``. Labels have ``names``, ``codes`` (an
        index into the names per frame, -1 for none), ``rate``, ``found`` and ``segments``.

    Example:
        >>> found = interact.read_labels(interact.open_dataset("InterAct").scenes()[0])
        >>> labels = found.labels["20260101_001_001"]
        >>> labels.names, labels.codes.shape, labels.found
        (('sit', 'walk', 'stand'), (120,), True)
    """
    return scene_labels(scene, options)


def scene_contacts(scene: Scene, options: TakeOptions | None = None) -> SceneContacts:
    """Find who touches whom, oneself, the floor and a seat, from the joints of a scene's bodies.

    Args:
        scene: The scene.
        options: How the bodies are read.

    Returns:
        ``contacts`` and ``findings``. Contacts have ``people``, ``rate``, ``frames`` and ``contacts``, each
        with ``person``, ``part``, ``other``, ``on``, ``start``, ``end`` (frames from 0, the end excluded),
        ``gap`` in metres, ``strength`` from 0 to 1, and the place that touches in the axes of both bones.
        ``between()`` returns those of two people.

    Raises:
        DatasetError: an actor has no body.
        MotionError: a body cannot be read.

    Example:
        >>> found = interact.scene_contacts(interact.open_dataset("InterAct").scenes()[0]).contacts
        >>> found.people, found.frames, sorted({each.on for each in found.contacts if each.other is None})
        (('001', '002'), 120, ['floor'])
    """
    return contacts.scene_contacts(scene, options)


def read_bvh(path: StrPath, *, units: str = "cm", up: str = "Y") -> Motion:
    """Read a BVH motion file of any origin. Findings about it are issued as Python warnings.

    Args:
        path: The file.
        units: The unit of length of the file: ``m``, ``dm``, ``cm``, ``mm``, ``inch``, ``cmu``; ``auto``
            detects it.
        up: The file's up axis: ``Y``, ``Z``, ``-Y``, ``-Z``, ``X``, ``-X``; ``auto`` detects it.

    Returns:
        ``rotations`` (F, J, 4), unit quaternions (w, x, y, z) relative to the parent; ``positions`` (F, P, 3)
        metres, of the joints listed in ``moving``; ``skeleton``; ``rate``. See `joint_positions` for the
        positions of all joints.

    Raises:
        BvhError: the file cannot be read.
        UsageError: unknown units or axis.

    Example:
        >>> motion = interact.read_bvh("InterAct/bvhs/20260101_001_001.bvh")
        >>> motion.frames, len(motion.skeleton), str(motion.rate), motion.skeleton.names[0]
        (120, 75, '30', 'Hips')
    """
    document = bvh.read(path)
    warn(document.findings)
    return bvh.to_motion(document, units=units, up=up)


def joint_positions(motion: Motion) -> NDArray[np.float64]:
    """Compute the positions of all joints in all frames.

    Returns:
        (F, J, 3) metres, Z up, in the order of ``motion.skeleton.names``.

    Example:
        >>> motion = interact.read_bvh("InterAct/bvhs/20260101_001_001.bvh")
        >>> joints = interact.joint_positions(motion)
        >>> joints.shape, bool(1.5 < joints[:, motion.skeleton.index("Head"), 2].mean() < 2.0)
        ((120, 75, 3), True)
    """
    return forward(motion)[0]


def read_face(path: StrPath, rate: Fraction | None = None, *, columns: str = "auto") -> FaceTrack:
    """Read ARKit weights of any file: an array, a table (Live Link Face, Audio2Face, ...) or JSON.

    Args:
        path: A ``.npy``, ``.npz``, ``.csv``, ``.tsv`` or ``.json``.
        rate: Frames per second of the result. An array does not store its rate (default: 30); a file with
            times is resampled to this rate (default: its own).
        columns: The order of columns without names: ``arkit``, ``mediapipe``, ``livelink``, ``apple``,
            ``ict``, ``ict_config``; ``auto`` as the values tell, and ``findings`` say what was assumed.

    Returns:
        ``names`` of K shapes, ``weights`` (F, K) float32 from 0 (neutral) to 1, ``rate``, ``findings``.

    Raises:
        FaceError: the file is in no known form or invalid.
        UsageError: unknown order.

    Example:
        >>> face = interact.read_face("InterAct/face_arkit/20260101_001_001.npy")
        >>> face.weights.shape, face.column("jawOpen").shape
        ((120, 51), (120,))
    """
    return arkit.read_face(path, rate, columns=columns)


def read_voice(path: StrPath) -> tuple[WavInfo, NDArray[np.float32]]:
    """Read a voice recording.

    Returns:
        Its header (``rate``, ``channels``, ``seconds``, ...), and (N, channels) samples from -1 to 1.

    Raises:
        AudioError: not an uncompressed WAV file.

    Example:
        >>> info, samples = interact.read_voice("InterAct/wav/20260101_001_001.wav")
        >>> info.rate, info.seconds, samples.shape
        (48000, 4.0, (192000, 1))
    """
    return audio.read_samples(path)


def measure_voice(path: StrPath) -> VoiceLevel:
    """Measure the level of a recording: ``peak_db`` and ``rms_db`` in dBFS, and its header ``info``.

    Raises:
        AudioError: not an uncompressed WAV file, or it contains values that are not finite.

    Example:
        >>> level = interact.measure_voice("InterAct/wav/20260101_001_001.wav")
        >>> level.rms_db < level.peak_db <= 0
        True
    """
    return audio.measure_level(path)


def speech_segments(path: StrPath, options: SpeechOptions | None = None) -> tuple[tuple[float, float], ...]:
    """Detect the speech in a recording: (start, end) in seconds, ascending.

    Raises:
        AudioError: not an uncompressed WAV file.

    Example:
        >>> segments = interact.speech_segments("InterAct/wav/20260101_001_001.wav")
        >>> all(0 <= start < end <= 4 for start, end in segments), len(segments) > 0
        (True, True)
    """
    return audio.speech_segments(path, options)


def convert_faces(
    source: str,
    target: str,
    inputs: StrPath | Iterable[StrPath],
    out: StrPath,
    *,
    kind: str = "npy",
    eyes: bool = False,
    dataset: Dataset | StrPath | None = None,
    columns: str = "auto",
    rate: Fraction | None = None,
    on_progress: Callable[[float, str], None] | None = None,
) -> ConvertReport:
    """Convert faces between ICT-FaceKit's 55 weights and ARKit's 51, or into vertices.

    A file that cannot be converted does not stop the others. Files that were already converted from the same
    source are skipped.

    Args:
        source: ``face_ict`` or ``face_arkit``.
        target: ``face_arkit``, ``face_ict``, or (from ``face_ict``) ``vertices``: (F, V * 3) float32, the
            x, y, z of each vertex.
        inputs: Files and folders. The order of the columns is detected from the dataset that contains them.
        out: A file if there is one input and the name has the format's extension, else a folder.
        kind: For vertices: ``npy``, ``mdd``, ``pc2``, ``obj`` or ``ply``.
        eyes: For vertices: whether the eyeballs rotate too.
        dataset: For vertices: the dataset with the actors' templates, if the inputs are outside a dataset.
        columns: For ``face_arkit``: the order of columns without names, as for `read_face`.
        rate: For ``face_arkit``: frames per second of files that do not say it; default: 30. Results have 30.
        on_progress: Called with the progress from 0 to 1 and the file's name.

    Returns:
        ``done``, ``skipped``, ``failed`` (task and error), ``frames``, ``findings``.

    Raises:
        UsageError: the conversion is not supported, or a file would overwrite its source.
        FaceError: an input does not exist.

    Example:
        >>> report = interact.convert_faces("face_arkit", "face_ict", "InterAct/face_arkit", "converted")
        >>> [task.out.name for task in report.done], report.failed
        (['20260101_001_001.npy', '20260101_002_001.npy'], [])
    """
    reading = arkit.FaceReading(columns, rate)
    order = FaceConversion(
        source, target, some_paths(inputs), Path(out), kind, eyes, dataset_folder(dataset), reading
    )
    return order.run(on_progress or (lambda share, name: None), lambda: False)
