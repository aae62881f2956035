# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when a scene is composed or rendered: one set of options for every way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..camera.choices import CAMERA_MOVES, CAMERAS, EDIT_STYLES, CameraName, focal_of, shows_faces
from ..foundation.choices import Choice
from ..schema.fields import MOVIE, NOTHING, check_fields, nested, option
from ..schema.frames import FrameRange, parse_frames
from ..schema.kinds import Cast, File, Frames, Heights, Number, OneOf, Switch, Wear
from .picture import UNLIT, PictureOptions
from .take import PEOPLE, TakeOptions

__all__ = [
    "DETAILS",
    "EXISTING",
    "GIRTHS",
    "INTERACTIONS",
    "LIGHTS",
    "MARKERS",
    "PROPS",
    "SETS",
    "SUBTITLES",
    "ComposeOptions",
    "FrameRange",
    "MovieOptions",
    "parse_frames",
]

LIGHTS: tuple[Choice, ...] = (
    Choice("studio", "Studio", "The chosen set is built, with its floor and lights", 1),
    Choice("none", "None", "No set; only the lights of the Blender scene", 0),
)
SETS: tuple[Choice, ...] = (
    Choice("studio", "Studio", "A grey studio without end", 0),
    Choice("room", "Room", "A plain room with windows, a door and a wooden floor", 1),
    Choice("outdoors", "Outdoors", "Open ground in a park, by daylight", 2),
)
PROPS: tuple[Choice, ...] = (
    Choice(
        "auto",
        "Automatic",
        "A plain seat under a person who sits in the air, a box under a raised foot or hand",
        0,
    ),
    Choice("none", "None", "No props", 1),
)
DETAILS: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "Full for final, path-traced and close pictures, else as for playback", 0),
    Choice("full", "Full", "Every lock of hair, for pictures and movies", 1),
    Choice("playback", "Playback", "Half of them: plays faster, and looks the same a few steps away", 2),
    Choice("draft", "Draft", "A tenth of them, for many people or small pictures", 3),
)
MODES: tuple[Choice, ...] = (
    Choice("replace", "Replace", "Remove what was composed before; your own objects stay", 0),
    Choice("add", "Add", "Leave other composed scenes where they are", 1),
)
MARKERS: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "The dataset's labels, such as sit, walk and stand, where it has some", 0),
    Choice("none", "None", "None", 1),
    Choice("labels", "Labels", "Labels; where the dataset has none, as found from the motion", 2),
    Choice("words", "Labels and Words", "Labels, and every spoken word where the dataset has them", 3),
    Choice("contacts", "Labels and Contacts", "Labels, and where people begin to touch each other", 4),
)
SUBTITLES: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "As a track that players show or hide", 0),
    Choice("off", "Off", "Left out", 1),
    Choice("burn", "Burn In", "Drawn into the pictures", 2),
)
EXISTING: tuple[Choice, ...] = (
    Choice("version", "New Version", "It stays; of the two one is called KEY_v002", 0),
    Choice("replace", "Replace", "The new movie replaces it", 1),
)
INTERACTIONS: tuple[Choice, ...] = (
    Choice("contact", "Contact", "They touch each other, themselves and the floor as in the capture", 0),
    Choice("exact", "Exact", "Captured places and angles, whatever they miss", 1),
    Choice("single", "Single", "Each for themselves, from bvhs_retarget with --characters", 2),
)
GIRTHS: tuple[Choice, ...] = (
    Choice("fit", "Fitted", "So thin that people who touch in the dataset hardly sink into each other", 0),
    Choice("average", "As Built", "As thick as their look and their clothes are", 1),
)
_PICTURE, _MOVIE = "the picture", "the movie"


def _person(name: str) -> str:
    from ..characters import look_by_id  # here: it takes a while, and most runs do not need it

    return look_by_id(name).id


@dataclass(frozen=True, slots=True)
class ComposeOptions:
    """How a scene is put together.

    Attributes:
        picture: Engine, size and samples set on the scene.
        camera: One of ``CAMERA_PRESETS``, or one about an actor, such as ``close:006``.
        camera_move: ``auto``: still where that shows what the camera is for, else following; ``static``;
            ``follow``.
        edit_style: How often the camera ``edit`` cuts: ``auto``, ``calm`` (less) or ``lively`` (more).
        focal: Focal length in millimetres (36 mm sensor); None for the camera preset's own.
        lights: ``studio``: the set, with its floor and lights; ``none``: the Blender scene's own, and no set.
        stage_set: Where the people are, one of `SETS`; without lights there is none.
        props: ``auto``: a plain seat under whoever sits where nothing is, and a box under a hand or foot that
            rests in the air; ``none``: nothing.
        take: How the performances are read. With ``characters`` that play ``single``, ``auto`` bodies are the
            retargeted ones.
        cast: Actor id -> id of a built-in person; the others are cast as always.
        height: Actor id -> how tall the built-in person is who plays the actor, metres; the others have the
            captured size.
        characters: A .blend with rigged characters of the user's own, or None for the built-in people.
        interaction: How characters play whose body is not the captured one: ``contact``: they keep what
            touches; ``exact``: captured places and angles; ``single``: each retargeted alone. Nothing changes
            for built-in people of the captured size, whose joints are the captured ones.
        detail: How finely the built-in people are built: ``full``, ``playback``, ``draft``, or ``auto``: full
            for final, path-traced and close pictures, else playback; drafts take a level less.
        girth: How thick the built-in people are: ``fit``: as thin as those have to be who touch others in the
            dataset's scenes, the same in all of them; ``average``: as their look has them.
        tidy: Whether built-in people who sink into each other give way: their motion is then not the captured
            one any more.
        wardrobe: A folder with MakeHuman's clothes (``.mhclo``), or None.
        wear: Actor id -> what the built-in person who plays the actor wears of it; the others wear what its
            ``looks.toml`` says, or their own clothes.
        mode: ``replace``: everything composed before in the Blender scene goes; ``add``: other scenes stay,
            and the newest has the camera and the studio. A key composed again always replaces itself.
        sound: Whether the voices are added as sound strips.
        markers: What is marked on the timeline: one of ``MARKERS``.
        cache: Folder of fitted characters; None for the user's own.
    """

    picture: PictureOptions = nested(PictureOptions)
    camera: str = option(
        "front",
        CameraName(CAMERAS),
        label="Camera",
        help="Where the camera stands; front, side, close, over_shoulder and pov also with an actor, as in "
        "close:006",
        group=_PICTURE,
        metavar="NAME[:ACTOR]",
    )
    camera_move: str = option(
        "auto",
        OneOf(CAMERA_MOVES),
        label="Camera Move",
        help="Whether the camera follows the people",
        group=_PICTURE,
        new=True,
    )
    edit_style: str = option(
        "auto",
        OneOf(EDIT_STYLES),
        label="Edit Style",
        help="How often the camera cuts, with the camera edit",
        group=_PICTURE,
        new=True,
    )
    focal: float | None = option(
        None,
        Number(1.0, 5000.0, "mm"),
        label="Focal Length",
        help="In millimetres, on a 36 mm sensor; by default the camera's own, such as 85 for portraits",
        own=("Own Focal Length", "Choose the lens instead of taking the camera preset's"),
        starts=50.0,
        group=_PICTURE,
        metavar="MM",
    )
    lights: str = option(
        "studio",
        OneOf(LIGHTS, switch=("none", "studio")),
        label="Lights",
        help="Build the set, with its floor and lights",
        group=_PICTURE,
    )
    stage_set: str = option(
        "studio",
        OneOf(SETS),
        label="Set",
        help="What is built around the people; it comes with its lights",
        name="set",
        group=_PICTURE,
        new=True,
    )
    props: str = option(
        "auto",
        OneOf(PROPS),
        label="Props",
        help="Seats and boxes for people who sit or lean on nothing, made when composing",
        group=_PICTURE,
        new=True,
    )
    take: TakeOptions = nested(TakeOptions)
    cast: Mapping[str, str] = option(
        {},
        Cast(_person),
        label="Cast",
        help="Which built-in person plays an actor, as in 001=jonas; may be repeated",
        group=PEOPLE,
        metavar="ACTOR=PERSON",
        panel="",  # the panel keeps a row for every actor (ui/cast)
    )
    height: Mapping[str, float] = option(
        {},
        Heights(0.9, 2.4),
        label="Height",
        help="How tall the built-in person is who plays an actor, in metres, as in 001=1.95; may be repeated",
        group=PEOPLE,
        metavar="ACTOR=METRES",
        panel="",  # the panel keeps it in each actor's row (ui/cast)
        new=True,
    )
    characters: Path | None = option(
        None,
        File(),
        label="Characters",
        help="A .blend file with your rigged characters, instead of the built-in people",
        group=PEOPLE,
        metavar="X.blend",
        panel="",  # the preferences have it
        affects=NOTHING,  # its content does, which the record holds among the input files
    )
    interaction: str = option(
        "contact",
        OneOf(INTERACTIONS),
        label="Interaction",
        help="How characters of other proportions play what two people do to each other",
        group=PEOPLE,
        new=True,
    )
    detail: str = option(
        "auto",
        OneOf(DETAILS),
        label="Detail",
        help="How finely the built-in people are built",
        group=PEOPLE,
        new=True,
    )
    girth: str = option(
        "fit",
        OneOf(GIRTHS),
        label="Girth",
        help="How thick the built-in people are",
        group=PEOPLE,
        new=True,
    )
    tidy: bool = option(
        False,
        Switch(),
        label="Tidy",
        help="Let built-in people who sink into each other give way, by the least change of their motion",
        group=PEOPLE,
        new=True,
    )
    wardrobe: Path | None = option(
        None,
        File(folder=True),
        label="Wardrobe",
        help="A folder with MakeHuman's clothes, shoes, hats and hair (.mhclo), such as MPFB's asset packs",
        group=PEOPLE,
        metavar="FOLDER",
        panel="",  # the preferences have it
        affects=NOTHING,  # the contents of what is worn do, which the record holds among the input files
        new=True,
    )
    wear: Mapping[str, tuple[str, ...]] = option(
        {},
        Wear(),
        label="Wear",
        help="What the built-in person who plays an actor wears of the wardrobe, as in 001=fedora+shoes02; "
        "may be repeated",
        group=PEOPLE,
        metavar="ACTOR=CLOTHES",
        panel="",  # the panel keeps it in each actor's row (ui/cast)
        new=True,
    )
    mode: str = option(
        "replace",
        OneOf(MODES),
        label="Mode",
        help="What happens to scenes that were composed before",
        flag=False,  # the command line and batches compose into an empty file
        toml=False,
        affects=NOTHING,
    )
    sound: bool = option(
        True,
        Switch(),
        label="Voices",
        help="Add both voices as sound strips",
        flag=False,  # movies get their voices without strips
        toml=False,
        affects=NOTHING,
    )
    markers: str = option(
        "auto",
        OneOf(MARKERS),
        label="Markers",
        help="What is marked on the timeline of a composed scene",
        group=PEOPLE,
        toml=False,  # movies have no timeline
        affects=NOTHING,
        new=True,
    )
    cache: Path | None = option(
        None,
        File(folder=True),
        label="Cache",
        help="The folder of fitted characters",
        flag=False,  # INTERACT_CACHE says it
        toml=False,
        panel="",
        affects=NOTHING,
    )

    def __post_init__(self) -> None:
        check_fields(self)
        # The one place of this rule: characters that play alone take what was made for other proportions.
        # Those who keep contacts need the capture.
        if self.characters is not None and self.interaction == "single" and self.take.bodies == "auto":
            object.__setattr__(self, "take", replace(self.take, bodies="bvhs_retarget"))

    @property
    def level(self) -> str:
        """The level of detail that is meant: ``full``, ``playback`` or ``draft``."""
        if self.detail != "auto":
            return self.detail
        near = shows_faces(self.camera)
        if self.picture.preset == "draft":
            return "playback" if near else "draft"
        return "playback" if self.picture.preset in UNLIT and not near else "full"

    @property
    def focal_length(self) -> float:
        """Millimetres, of the camera that is chosen or as that one has it."""
        return focal_of(self.camera) if self.focal is None else self.focal


@dataclass(frozen=True, slots=True)
class MovieOptions:
    """How a movie is made of a composed scene.

    Attributes:
        compose: How the scene is put together.
        frames: The part to render, or None for all of it.
        stereo: Whether each voice comes from where its actor stands in the picture.
        ffmpeg: The ffmpeg to use, or None to look for one.
        subtitles: Where the dataset has some: ``auto`` adds them as a track that players show or hide,
            ``burn`` draws them into the pictures, ``off`` leaves them out.
        existing: What happens to a movie of that name that was rendered from a .blend: with ``version`` it
            stays, as ``KEY_v002`` if the new one has to be called ``KEY`` (as a job's has, which finds it by
            its name), else the new one gets that name. ``replace`` replaces it.
    """

    compose: ComposeOptions = nested(ComposeOptions, inline=True)
    frames: FrameRange | None = option(
        None,
        Frames(),
        label="Frames",
        help="Render only these frames, counted from 1",
        own=("Part of the Scene", "Render only some of the frames"),
        starts=FrameRange(1, 120),
        group=_MOVIE,
        metavar="A-B",
        affects=MOVIE,
    )
    stereo: bool = option(
        False,
        Switch(),
        label="Stereo",
        help="Let each voice come from where its actor stands in the picture",
        group=_MOVIE,
        affects=MOVIE,
    )
    ffmpeg: Path | None = option(
        None,
        File(found=True),
        label="ffmpeg",
        help="The ffmpeg program that mixes the voices into movies; by default one is looked for",
        group=_MOVIE,
        metavar="PATH",
        toml=False,  # a program of this machine, not of the job
        panel="",  # the preferences have it
        affects=NOTHING,
    )
    subtitles: str = option(
        "auto",
        OneOf(SUBTITLES),
        label="Subtitles",
        help="Where the dataset has some: subtitles/KEY.srt, sentences, spoken words, or a caption",
        group=_MOVIE,
        affects=MOVIE,
        new=True,
    )
    existing: str = option(
        "version",
        OneOf(EXISTING),
        label="Existing Movie",
        help="What happens to a movie of the same name that was rendered from a .blend, perhaps edited",
        group=_MOVIE,
        affects=NOTHING,
        new=True,
    )

    def __post_init__(self) -> None:
        check_fields(self)
