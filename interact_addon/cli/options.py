# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments that several subcommands share, and the options they make."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..core.options.movie import ComposeOptions

__all__ = ["add_compose_arguments", "add_dataset_argument", "compose_options"]

_SIZE = "1280x720"


def add_dataset_argument(parser: argparse.ArgumentParser) -> None:
    """``--dataset ROOT``."""
    parser.add_argument(
        "--dataset",
        metavar="ROOT",
        type=Path,
        required=True,
        help="folder that holds bvhs/, face_arkit/, wav/, ...",
    )


def add_compose_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything about how a scene is put together."""
    from ..core.camera.presets import CAMERA_PRESETS
    from ..core.options.picture import RENDER_PRESETS

    look = parser.add_argument_group("the picture")
    look.add_argument(
        "--preset",
        choices=RENDER_PRESETS,
        default="preview",
        help="preview: Workbench, fast; final: EEVEE; pathtraced: Cycles (default: %(default)s)",
    )
    look.add_argument("--size", metavar="WxH", help=f"pixels (default: {_SIZE})")
    look.add_argument("--samples", metavar="N", type=int, help="samples per pixel (default: the preset's)")
    look.add_argument("--camera", choices=CAMERA_PRESETS, default="front", help="(default: %(default)s)")
    look.add_argument("--focal", metavar="MM", type=float, help="focal length (default: 50, portraits 85)")
    look.add_argument(
        "--lights",
        choices=("studio", "none"),
        default="studio",
        help="studio: floor, backdrop and three lights (default: %(default)s)",
    )
    people = parser.add_argument_group("the people")
    people.add_argument(
        "--bodies",
        choices=("auto", "bvhs", "bvhs_retarget"),
        default="auto",
        help="motion files; auto: the actors' own proportions, with --characters the retargeted ones",
    )
    people.add_argument(
        "--cast",
        metavar="ACTOR=PERSON",
        action="append",
        default=[],
        help="let a built-in person play an actor, as in 001=jonas; may be repeated",
    )
    people.add_argument(
        "--characters",
        metavar="X.blend",
        type=Path,
        help="rigged characters of your own (see docs/characters.md)",
    )
    people.add_argument(
        "--units", choices=("auto", "m", "dm", "cm", "inch"), default="cm", help="of the BVH files"
    )
    people.add_argument("--up", choices=("auto", "Y", "Z"), default="Y", help="up axis of the BVH files")
    people.add_argument("--fps", metavar="RATE", default="30", help="of the scene, as in 30 or 30000/1001")


def compose_options(args: argparse.Namespace) -> ComposeOptions:
    """The options that the arguments ask for.

    Raises:
        UsageError: an argument makes no sense.
    """
    from ..core.foundation.errors import UsageError
    from ..core.options.movie import ComposeOptions, TakeOptions
    from ..core.options.picture import PictureOptions, parse_size

    cast = {}
    for text in args.cast:
        actor, equals, person = text.partition("=")
        if not (actor and equals and person):
            raise UsageError(f"--cast {text} makes no sense", cure="Write ACTOR=PERSON, as in 001=jonas")
        cast[actor.strip()] = person.strip()
    try:
        rate = Fraction(args.fps)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= 1000:
        raise UsageError(f"--fps {args.fps} makes no sense", cure="Write a number such as 30 or 30000/1001")
    width, height = parse_size(args.size or _SIZE)
    bodies = args.bodies
    if bodies == "auto" and args.characters is not None:
        bodies = "bvhs_retarget"
    return ComposeOptions(
        take=TakeOptions(rate=rate, bodies=bodies, units=args.units, up=args.up),
        picture=PictureOptions(args.preset, width, height, args.samples),
        camera=args.camera,
        focal=args.focal,
        cast=cast,
        characters=args.characters,
        lights=args.lights,
    )
