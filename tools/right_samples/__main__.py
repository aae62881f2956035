# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure how many samples the eye needs: ten frames, rendered with few samples and with 256.

    ./interact python -m tools.right_samples DATASETS --presets final,pathtraced
    ./interact python -m tools.right_samples DATASETS --presets pathtraced --settings "no denoiser"
    ./interact python -m tools.right_samples DATASETS --presets final --sheet 4,16,64 --out sheet.png

DATASETS is a folder with interact_mini and interact_contact. A picture is rendered once and kept in
--folder, so that a stopped run goes on. With Cycles the reference has another seed, so no noise of theirs;
EEVEE has no seed: N of the 256 samples are the same, which leaves sqrt(1 - N / 256) of the difference.

FLIP is what the eye sees of a difference, from 0 to 1: below 0.05 hardly any; SSIM is how alike the structure
is, up to 1.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from interact_addon.core.options.picture import RENDER_PRESETS, SIZE
from tools.picture_sheet import join

from .drawing import Way, draw, picture_of, reference
from .moments import MOMENTS, SETTINGS, Moment
from .table import compared


def main() -> None:
    """Render what is missing, and print the table or write the sheet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("datasets", type=Path)
    parser.add_argument("--presets", default="final,pathtraced")
    parser.add_argument("--settings", default="preset", help=", ".join(SETTINGS))
    parser.add_argument("--samples", default="64,32,16,8,4,2,1")
    parser.add_argument("--moments", default="", help="their places in the list, from 0; default: all")
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--folder", type=Path, default=Path("right_samples"), help="for the pictures")
    parser.add_argument("--no-render", action="store_true", help="take the pictures that are there")
    parser.add_argument("--sheet", default="", help="samples to show side by side, before the reference")
    parser.add_argument("--out", type=Path, default=Path("right_samples.png"), help="the sheet")
    args = parser.parse_args()
    presets, settings = args.presets.split(","), args.settings.split(",")
    if unknown := [*set(presets) - set(RENDER_PRESETS), *set(settings) - set(SETTINGS)]:
        parser.error(f"unknown: {', '.join(unknown)}")
    moments = [MOMENTS[int(place)] for place in args.moments.split(",")] if args.moments else MOMENTS
    ways = [
        Way(preset, setting, int(samples))
        for preset in presets
        for setting in settings
        for samples in (args.sheet or args.samples).split(",")
    ]
    everything = [*(reference(preset) for preset in presets), *ways]
    if not args.no_render:
        draw(args.datasets, args.folder, moments, everything, SIZE.from_text("size", args.size))
    if args.sheet:
        ordered = [way for preset in presets for way in (*_of(ways, preset), reference(preset))]
        join([[picture_of(args.folder, moment, way) for way in ordered] for moment in moments], args.out)
        print(args.out)
        return
    _print(args.folder, moments, ways)


def _of(ways: list[Way], preset: str) -> list[Way]:
    return [way for way in ways if way.preset == preset]


def _print(folder: Path, moments: tuple[Moment, ...] | list[Moment], ways: list[Way]) -> None:
    print("preset      setting               samples  frames   FLIP  worst    95 %    SSIM   worst  CPU s")
    for way in ways:
        row = compared(folder, moments, way)
        if row is not None:
            print(
                f"{way.preset:11} {way.setting:22} {way.samples:6} {row.moments:7}"
                f"  {row.flip:.3f}  {row.worst:.3f}   {row.many:.3f}  {row.ssim:.4f}  {row.least:.4f}"
                f" {row.seconds:6.2f}"
            )


if __name__ == "__main__":
    main()
