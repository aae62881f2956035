# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``run.py`` measures: each ratio, the benchmark that it comes from, and its target."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MEASUREMENTS", "PROGRAMS", "Measurement", "Program", "named"]


@dataclass(frozen=True, slots=True)
class Program:
    """A benchmark that prints samples with ``--json``.

    Attributes:
        script: Its file in `benchmarks`.
        words: Its arguments; ``{dataset}``, ``{key}`` and ``{pyrender}`` are filled in, and where one of them
            is not there, the benchmark is left out.
        quick: Its arguments for ``--quick``.
        against: Arguments that are left out where what they name is not there: another checkout.
        medians: Seconds of its unit, if it prints medians of two checkouts; 0 if it prints samples.
    """

    script: str
    words: str
    quick: str
    against: str = ""
    medians: float = 0.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """A ratio of two of a benchmark's samples.

    Attributes:
        name: For ``--only`` and in the history; never changed, since earlier runs are found by it.
        what: What is compared with what.
        program: The key of its benchmark.
        ours: The sample that is divided.
        anchor: The sample that it is divided by.
        clock: The one that it is judged by: ``cpu``, which other work changes less, or ``wall``.
        target: The most that it should be, or the least where more is better; None if there is no target.
        more_is_better: Whether a larger ratio is better.
        needs: What has to be given for it, besides what its benchmark needs.
    """

    name: str
    what: str
    program: str
    ours: str
    anchor: str
    clock: str = "cpu"
    target: float | None = None
    more_is_better: bool = False
    needs: str = ""

    def meets(self, ratio: float) -> bool:
        """Return whether a ratio meets the target; true if there is none."""
        if self.target is None:
            return True
        return ratio >= self.target if self.more_is_better else ratio <= self.target


_SCENE = "{dataset} {key}"

PROGRAMS = {
    "body": Program("bench_body.py", "2400", "600 --rounds 3"),
    "bvh": Program("bench_bvh_read.py", "2400", "600 --rounds 3"),
    "keys": Program("bench_keys.py", "900", "300 --rounds 2"),
    "render": Program("bench_render.py", _SCENE, f"{_SCENE} --frames 40 --rounds 2"),
    "workers": Program(
        "bench_batch.py",
        "workers --dataset {dataset} --scenes 4 --frames 120 --size 640x360 --rounds 3",
        "workers --dataset {dataset} --scenes 4 --frames 30 --size 640x360 --rounds 1",
    ),
    "pyrender": Program(
        "bench_pyrender.py",
        f"{_SCENE} --pyrender {{pyrender}}",
        f"{_SCENE} --pyrender {{pyrender}} --frames 12 --rounds 2",
    ),
    "parts": Program(
        "bench_preview.py", f"{_SCENE} --rounds 3", f"{_SCENE} --rounds 1", "--against {before_people}", 1e-3
    ),
    "compose": Program(
        "bench_compose.py", f"{_SCENE} --rounds 5", f"{_SCENE} --rounds 2", "--against {before}", 1.0
    ),
    "faces": Program(
        "bench_ict_vertices.py",
        "{dataset} --frames 2400 --rounds 7",
        "{dataset} --frames 600 --rounds 3",
    ),
    "interaction": Program("bench_interaction.py", _SCENE, f"{_SCENE} --rounds 1"),
    "cluster": Program("bench_cluster.py", "--workers 8 --faster 400", "--workers 8 --faster 1000"),
}

MEASUREMENTS = (
    Measurement(
        "import", "a BVH onto a character / the bundled importer", "body", "ours", "bundled importer"
    ),
    Measurement(
        "bvh", "reading a BVH / the bundled importer's reader", "bvh", "read", "bundled importer: read_bvh"
    ),
    Measurement("keys", "keys of 51 shapes / keyframe_insert", "keys", "ours", "keyframe_insert"),
    Measurement(
        "overhead",
        "a frame of interact render / of Blender alone",
        "render",
        "interact render: a frame",
        "Blender alone: a frame",
        target=1.03,
    ),
    Measurement(
        "start",
        "the first frame of interact render / of Blender alone",
        "render",
        "interact render: until the first frame",
        "Blender alone: until the first frame",
    ),
    Measurement(
        "around",
        "what surrounds interact render's child / its first frame",
        "render",
        "interact render: around its child",
        "interact render: until the first frame",
    ),
    Measurement(
        "workers",
        "four scenes by one worker / by two",
        "workers",
        "1 worker",
        "2 workers",
        clock="wall",
        target=1.75,
        more_is_better=True,
    ),
    Measurement(
        "preview",
        "a preview frame / pyrender with shadows",
        "pyrender",
        "preview",
        "pyrender shadows",
    ),
    Measurement(
        "preview-plain",
        "a preview frame, with shadows / pyrender without",
        "pyrender",
        "preview",
        "pyrender plain",
    ),
    Measurement(
        "draft",
        "a draft frame / pyrender with shadows",
        "pyrender",
        "draft",
        "pyrender shadows",
        clock="wall",
        target=0.25,
    ),
    Measurement("shadows", "shadows / a preview frame", "parts", "here: shadows", "here: frame"),
    Measurement(
        "preview-before",
        "a preview frame / before the work on people",
        "parts",
        "here: frame",
        "against: frame",
        target=0.45,
        needs="before_people",
    ),
    Measurement(
        "compose-before",
        "composing a cached scene / in the other checkout",
        "compose",
        "now: compose",
        "before: compose",
        target=0.7,
        needs="before",
    ),
    Measurement(
        "start-before",
        "a child's first frame / in the other checkout",
        "compose",
        "now: start",
        "before: start",
        clock="wall",
        target=0.5,
        needs="before",
    ),
    Measurement(
        "faces",
        "ICT weights to vertices / a bare matrix product",
        "faces",
        "ours, with template",
        "bare matmul",
    ),
    Measurement(
        "interaction",
        "a pair's contacts kept / its scene's length",
        "interaction",
        "kept besides",
        "the scene itself",
    ),
    Measurement(
        "tail",
        "a batch's end with idle workers, the longest first / as listed",
        "cluster",
        "batch: tail, longest",
        "batch: tail, job",
        clock="wall",
        target=0.6,
    ),
)


def named(names: list[str]) -> tuple[Measurement, ...]:
    """Return the measurements with these names or of these programs, all if there are none.

    Raises:
        ValueError: there is none of a name.
    """
    known = {each.name for each in MEASUREMENTS} | set(PROGRAMS)
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"there is no measurement {unknown[0]!r}; there are {', '.join(sorted(known))}")
    return tuple(each for each in MEASUREMENTS if not names or each.name in names or each.program in names)
