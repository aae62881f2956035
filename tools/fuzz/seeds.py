# SPDX-License-Identifier: GPL-3.0-or-later
"""Small valid texts of each kind, and such with the peculiarities of other programs, to be bent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from interact_addon.core.contacts.files import contacts_json
from interact_addon.core.face.arkit.arkit import ARKIT_52
from interact_addon.core.face.ict.mapping import make_mapping
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.batch import BatchOptions
from interact_addon.core.schema.fields import options_of

from .contact_seeds import CONTACTS
from .kept_seeds import KEPT
from .textgrid_seeds import TEXTGRIDS

__all__ = ["TEXT_SEEDS"]


def _bvh(names: Sequence[str] = ("Hips", "Spine", "Head", "LeftUpLeg", "RightUpLeg"), rows: int = 4) -> str:
    """Return a skeleton whose first three joints are a chain; the others hang on the first."""
    turn = "CHANNELS 3 Zrotation Xrotation Yrotation"
    lines = ["HIERARCHY", f"ROOT {names[0]}", "{", "OFFSET 0.0 90.0 0.0"]
    lines += ["CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"]
    for name in names[1:3]:
        lines += [f"JOINT {name}", "{", "OFFSET 0.0 20.5 1e-05", turn]
    lines += ["End Site", "{", "OFFSET 0 15 0", "}", "}", "}"]
    for name in names[3:]:
        lines += [
            f"JOINT {name}",
            "{",
            "OFFSET 9.0 -5.0 0.0",
            turn,
            "End Site",
            "{",
            "OFFSET 0 -40 0",
            "}",
            "}",
        ]
    row = " ".join(["1.0 90.0 -2.5", *["10.25 -20.5 30"] * len(names)])
    return "\n".join([*lines, "}", "MOTION", f"Frames: {rows}", "Frame Time: 0.0333333", *[row] * rows, ""])


def _table(columns: Sequence[str], times: Sequence[str], *, comma: str = ",", point: str = ".") -> str:
    rows = [
        comma.join([time, *[f"0{point}{place % 10}" for place in range(len(columns) - 1)]]) for time in times
    ]
    return "\n".join([comma.join(columns), *rows, ""])


_CAPITALS = [name[0].upper() + name[1:] for name in ARKIT_52]
_CODES = [f"10:59:{second:02d}:{frame:02d}.{frame:03d}" for second in (57, 58, 59) for frame in (0, 20, 40)]
_SOME = ("jawOpen", "mouthSmileLeft", "eyeBlinkRight")
_BLENDSHAPES = ", ".join(f'"{name}"' for name in _SOME)

_OBJ = """\
# two people share a face
mtllib face.mtl
o Head
g skin
v -1.0 0.0 0.5
v 1.0 0.0 0.5
v 1.0 2.0 0.5 1.0
v -1.0 2.0 5e-1
vt 0.0 0.0
vt 1.0 1.0
vn 0 0 1
usemtl Skin
s 1
f 1/1/1 2/2/1 3/2/1 4/1/1
g eye
f -4 -3 -2
"""
_CLOTHES = """\
# author Somebody
# license CC0
basemesh hm08
name hat
uuid 0000-hat
tag Hat
obj_file piece.obj
x_scale 1 2 1.4340
z_scale 3 4 2.0001
y_scale 5 6 2.4098
z_depth 50
verts 0
1
2
1 2 3 0.25 0.25 0.5 0.0 0.1 0.0
4 5 6 0.5 0.25 0.25 -0.1 0.0 0.0
material piece.mhmat
delete_verts
1 - 3 7
9 - 11
"""
_MATERIAL = """\
name Cloth
diffuseColor 0.5 0.25 1.0
roughness 0.7
metallic 0.0
opacity 0.9
transparent True
diffuseTexture piece.png
normalmapIntensity 1.0
normalmapTexture normal.png
"""
_JOB = """\
dataset = '../data'

[defaults]
preset = "preview"
size = "1280x720"
frames = "1-90"

[[scene]]
key = "20231119_051"

[[scene]]
key = "20231119_001_051"
output = "close_one"
camera = "close_a"
cast = { 001 = "jonas" }
samples = 4
stereo = true
"""
_MAPPING = """\
[actors.001]
armature = "Armature.001"
faces = ["Head", "Lashes"]
roles = { hips = "Pelvis", "spine.0" = "Spine", left_hand = "ハンド" }

[actors.002]
armature = 'Other'
"""
_LOOKS = """\
[jonas]
wear = ["hat #4b4038"]
top = "shirt"
top_colour = "#7f9bb5"
recede = 0.5

[clara]
wear = []
tucked = true
haircut = "bun"
"""
_SUBTITLES = """\
1
00:00:00,500 --> 00:00:01,900
Come in!

2
00:00:02.000 --> 00:00:03.250
<i>Tea?</i>
Or coffee?
"""
_RECORD = {
    "format": 1,
    "key": "20231119_051",
    "frames": 90,
    "duration": 3.0,
    "seconds": {"render": 1.5},
    "findings": [{"code": "a", "message": "b", "path": None, "level": "info"}],
}
_MANIFEST = {
    "format": 1,
    "interact": "2.0",
    "id": "a-1",
    "created": "2026-01-01",
    "title": "t",
    "out": "/out",
    "tasks": [
        {
            "request": RenderRequest(Path("/data"), "20231119_051", Path("/out")).as_dict(),
            "frames": 90,
            "seconds": 1.5,
        }
    ],
    "refused": [{"name": "20231119_051", "error": "no body"}],
    "batch": {each.name: each.default for each in options_of(BatchOptions) if each.spec.travels},
}
_FACE_MAPPING = {"format": "interact face mapping 1", "mapping": make_mapping().as_dict()}

TEXT_SEEDS: dict[str, tuple[str, ...]] = {
    "bvh": (
        _bvh(),
        _bvh(("J_Bip_C_Hips", "ns:spine", "頭", "left leg", "B.001"), rows=1),
        _bvh(("a" * 70, "b", "c")).replace("\n", "\r\n"),
        _bvh(("Hips",) * 5, rows=2).replace("Zrotation Xrotation Yrotation", "Xrotation Yrotation Zrotation"),
    ),
    "csv": (
        _table(["Timecode", "BlendShapeCount", *_CAPITALS], _CODES),
        _table(["timeCode", *(f"blendShapes.{name}" for name in _SOME)], ["0.0", "0.0333333", "0.0666667"]),
        _table(["time_ms", "_neutral", *_SOME], ["0", "33", "67", "100"]),
        _table(["Timecode", *_SOME], ["00:00:00:00", "00:00:00:14", "00:00:01:00"]),
        _table(["time", *_SOME], ["0,0", "0,1", "0,2"], comma=";", point=","),
        _table(["frame", *_SOME, "extra"], ["1", "2", "3"], comma="\t"),
        _table(["elapsed_time", *_SOME], ["0", "0.1", "0.2"], comma=" "),
        _table(["Time", *_SOME], ["0", "0.1", "0.2"], comma="|"),
        "start,end,label\n0,3,sit\n3,5,stand\n",
        "sit\nwalk\nwalk\n",
    ),
    "textgrid": TEXTGRIDS,
    "json": (
        f'{{"names": [{_BLENDSHAPES}], "frames": [{{"weights": [0, 0.5, 1], "time": 0.0, "rotation": []}},'
        ' {"weights": [0.1, 0.2, 0.3], "time": 0.0333, "rotation": []}]}',
        f'{{"exportFps": 30.0, "numPoses": 3, "numFrames": 2, "facsNames": [{_BLENDSHAPES}],'
        ' "weightMat": [[0.0, 0.5, 1.0], [0.25, 1e-3, 0]]}',
        f'{{"fps": 24, "blendshapes": [{_BLENDSHAPES}], "data": [[0, 0, 0]]}}',
        '{"time": {"0": 0.0, "1": 0.04}, "jawOpen": {"0": "0,1", "1": 0.2}, "info": {"fps": "25"}}',
        '[{"timestamp": 0, "faceBlendshapes": [{"categories": ['
        '{"categoryName": "jawOpen", "score": 0.5}]}]}]',
        '{"labels": [0, 1, 2], "names": ["sit", "walk", "stand"]}',
        '[{"start": 0, "end": 3, "label": "sit"}, {"start_time": 3.5, "name": "walk"}]',
        '{"time": 0.0, "jawOpen": 0.1}\n{"time": 0.04, "jawOpen": 0.2}\n',
        contacts_json(CONTACTS),
        *(json.dumps(values) for values in (_FACE_MAPPING, _MANIFEST, _RECORD)),
        *KEPT,
    ),
    "toml": (
        _JOB,
        _MAPPING,
        _LOOKS,
        '[roles]\nhips = "Hips"\n"spine.0" = "Spine"\nhead = "Head"\n[roles.neck]\n0 = "Neck"\n',
        'dataset = "C:\\Users\\me"\n[[scene]]\nkey = "20231119_051"\n',
        "\ufeff" + _JOB,
    ),
    "txt": (
        "20231119_051\n20231126_319   # friends\n\n20231119_001_051\n",
        "1. Please come in.\n2. Would you like some tea?\n3. Ça va?\n",
        "Please come in.\nWould you like some tea?\n",
        '["jawOpen", "mouthSmileLeft"]\njawOpen,mouthSmileLeft\n',
        "a man kicks.#a/DET man/NOUN kick/VERB#0.0#0.0\nhe waves#twice\n",
    ),
    "srt": (_SUBTITLES, _SUBTITLES.replace("\n", "\r\n"), "\ufeff" + _SUBTITLES),
    "obj": (_OBJ, _OBJ.replace("f 1/1/1", "f 1//1").replace("\n", "\r\n")),
    "mhclo": (_CLOTHES, _CLOTHES.replace("verts 0\n", "")),
    "mhmat": (_MATERIAL, "# nothing\n" + _MATERIAL.lower()),
    "target": ("# CC0\n0 .001 -.002 0\n3 1e-3 0 0.5\n", '"x"\n1 1 1 1\n'),
}
