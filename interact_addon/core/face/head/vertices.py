# SPDX-License-Identifier: GPL-3.0-or-later
"""A performance's face as vertices over time, in a file or in one file per frame."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...foundation.atomic_file import atomic_folder, atomic_write
from ...foundation.errors import FaceError, WorkError
from ...foundation.findings import Finding
from ...schema.fields import check_fields, option
from ...schema.kinds import OneOf, Switch
from ..ict.frames import FRAMES
from ..ict.mapping import FaceMapping, make_mapping
from ..ict.streams import FORMATS, STREAMS, VERTEX_FORMATS, header_of
from ..ict.weights import DATASET_RATE
from .basis import check_scale, read_basis
from .deform import FaceModel
from .eyes import Eye, find_eyes
from .obj import Mesh, read_mesh

__all__ = ["VERTEX_FORMATS", "Head", "VertexOptions", "read_head", "write_vertices"]

_GROUP = "vertices"

_SLACK = 64 << 20


@dataclass(frozen=True)
class VertexOptions:
    """How vertices are written.

    Attributes:
        format: ``npy``, ``mdd`` or ``pc2``: one file; ``obj`` or ``ply``: a folder with one file per frame.
        eyes: Whether the eyeballs turn. Off by default: the dataset's vertices come from the shapes alone.
        mapping: The order of the weights, which turning the eyes needs; the default order if None.
        rate: Frames per second, told in MDD files.
    """

    format: str = option(
        "npy", OneOf(FORMATS), label="Format", help="How vertices are written", group=_GROUP, panel="kind"
    )
    eyes: bool = option(
        False,
        Switch(),
        label="Turn Eyes",
        help="Turn the eyeballs too, which no ICT shape does",
        group=_GROUP,
    )
    mapping: FaceMapping | None = None
    rate: Fraction = DATASET_RATE

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, eq=False)
class Head:
    """A template with its basis.

    Attributes:
        mesh: The template.
        basis: (55, V*3) float32 offsets, in the order of the weights.
        model: Weights to vertices.
        findings: What is odd about the two.
    """

    mesh: Mesh
    basis: NDArray[np.float32]
    model: FaceModel
    findings: tuple[Finding, ...] = ()

    def eyes(self) -> tuple[Eye, Eye]:
        """The eyeballs.

        Raises:
            FaceError: The mesh has none.
        """
        return find_eyes(self.mesh)


def read_head(template: str | os.PathLike[str], basis: str | os.PathLike[str]) -> Head:
    """Read a template and its basis and check that they belong together.

    Raises:
        FaceError: One cannot be read, or they do not fit.
    """
    mesh = read_mesh(template)
    offsets = read_basis(basis, mesh)
    return Head(mesh, offsets, FaceModel(mesh.vertices, offsets), check_scale(offsets, mesh))


def write_vertices(
    weights: NDArray,
    head: Head,
    out: str | os.PathLike[str],
    options: VertexOptions | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the vertices of every frame; the file or folder appears under its name once it is complete.

    Args:
        weights: (N, 55) in the basis's order.
        head: The template and its basis.
        out: The file, or for ``obj`` and ``ply`` the folder, which must not be there or be empty, or hold
            nothing but such files (these are replaced).
        options: How.
        progress: Called with the number of frames written each time some are.

    Raises:
        FaceError: The weights do not fit the basis, or the mesh has no eyeballs to turn.
        WorkError: It cannot be written there.
    """
    options = options or VertexOptions()
    path = Path(out)
    eyes = head.eyes() if options.eyes else None
    arkit = (options.mapping or make_mapping()).to_arkit(weights) if options.eyes else None
    blocks = head.model.blocks(weights, eyes, arkit)
    tell = progress or (lambda frames: None)
    try:
        if options.format in FRAMES:
            _write_frames(path, blocks, head, options, tell)
        else:
            _write_stream(path, blocks, len(weights), head, options, tell)
    except OSError as error:
        raise WorkError(f"the vertices cannot be written ({error.strerror or error})", path=path) from error


def _write_stream(
    path: Path,
    blocks: Iterator[NDArray[np.float32]],
    frames: int,
    head: Head,
    options: VertexOptions,
    tell: Callable[[int], None],
) -> None:
    header = header_of(options.format, frames, head.model.count, options.rate)
    encode = STREAMS[options.format][1]
    size = len(header) + frames * head.model.count * 12
    if shutil.disk_usage(path.parent).free < size + _SLACK:
        raise WorkError(f"the disk has no room for the {size / 1e9:.1f} GB of vertices", path=path)

    def check(partial: Path) -> None:
        if partial.stat().st_size != size:
            raise WorkError(f"the file has {partial.stat().st_size} bytes instead of {size}", path=path)

    # One block is written while the next is computed: both release Python's lock.
    with atomic_write(path, check) as stream, ThreadPoolExecutor(1) as writer:
        stream.write(header)
        before: Future | None = None
        for block in blocks:
            if before is not None:
                tell(before.result())
            before = writer.submit(_write, stream, encode(block))
        if before is not None:
            tell(before.result())


def _write(stream: BinaryIO, block: NDArray) -> int:
    stream.write(np.ascontiguousarray(block).data.cast("B"))
    return len(block)


def _write_frames(
    path: Path,
    blocks: Iterator[NDArray[np.float32]],
    head: Head,
    options: VertexOptions,
    tell: Callable[[int], None],
) -> None:
    _refuse_foreign(path, options.format)
    write = FRAMES[options.format](head.mesh)
    with atomic_folder(path) as partial:
        number = 0
        for block in blocks:
            for points in block:
                number += 1  # Blender's frame 1 is the first
                (partial / f"{path.name}_{number:06d}.{options.format}").write_bytes(write(points))
            tell(len(block))


def _refuse_foreign(path: Path, suffix: str) -> None:
    """A folder with anything else in it is somebody's: never replaced."""
    if not path.exists():
        return
    if not path.is_dir():
        raise FaceError("this is a file, where a folder of frames should go", path=path)
    with os.scandir(path) as entries:
        other = [
            entry.name
            for entry in entries
            if not (entry.name.startswith(f"{path.name}_") and entry.name.endswith(f".{suffix}"))
        ]
    if other:
        raise FaceError(f"the folder holds other files, such as {min(other)}", path=path)
