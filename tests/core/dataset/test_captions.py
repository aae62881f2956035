# SPDX-License-Identifier: GPL-3.0-or-later
"""Captions of scenes: their files, and what shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.dataset import Scene, SceneFilter, captions, model
from interact_addon.core.dataset.captions import read_captions
from interact_addon.core.foundation.errors import DatasetError

HUMANML = (
    "a man kicks something with his left leg.#a/DET man/NOUN kick/VERB something/PRON#0.0#0.0\n"
    "he waves # twice.#he/PRON wave/VERB#1.5#nan\n"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"They hug.\n\n  They part. \r\n", ("They hug.", "They part.")),
        (HUMANML.encode(), ("a man kicks something with his left leg.", "he waves # twice.")),
        ("\ufeffEr grüßt sie.".encode(), ("Er grüßt sie.",)),
        ("Er grüßt sie.\n".encode("utf-16"), ("Er grüßt sie.",)),
        (b"Number #1 of #2\n", ("Number #1 of #2",)),
        (b"", ()),
    ],
)
def test_files(tmp_path: Path, content: bytes, said: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert read_captions(tmp_path / "a.txt") == said


def test_another_encoding_is_a_sentence_and_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Er grüßt sie.".encode("latin-1"))
    with pytest.raises(DatasetError, match="not a text file in UTF-8"):
        read_captions(path)
    scene = Scene("a", "", 0, (), caption_file=path)
    assert scene.captions == ()
    (finding,) = scene.caption_findings
    assert (finding.code, finding.path) == ("unreadable-captions", str(path))


def test_each_file_is_read_once_and_again_after_a_reload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counted(path: Path) -> tuple[str, ...]:
        read.append(path)
        return captions.read_captions(path)

    monkeypatch.setattr(model, "read_captions", counted)

    def opened() -> list[Scene]:
        return [Scene(f"G{n:03d}", "", 0, (), caption_file=tmp_path / f"{n}.txt") for n in range(20)]

    for number in range(20):
        (tmp_path / f"{number}.txt").write_text("They hug.\n" if number % 2 else "They fight.\n")
    scenes = opened()
    assert read == []
    for _ in range(2):
        wanted = SceneFilter.parse(["text=HUG"])
        assert sum(map(wanted.matches, scenes)) == 10
    assert len(read) == 20
    (tmp_path / "1.txt").replace(tmp_path / "0.txt")
    assert sum(map(SceneFilter.parse(["text=hug"]).matches, opened())) == 10  # 1.txt is gone
    assert opened()[0].captions == ("They hug.",)


def test_other_filters_read_nothing(tmp_path: Path) -> None:
    scene = Scene("G1", "", 0, (), action="Hug", layout="inter-x", caption_file=tmp_path)
    for words, fits in (
        (["action=hug"], True),
        (["action==hu"], False),
        (["layout=inter"], True),
        (["key=G2", "text=hug"], False),
    ):
        assert SceneFilter.parse(words).matches(scene) is fits
        assert scene._read == []
    assert SceneFilter.parse(["text=hug"]).matches(scene)  # the action


def test_json_has_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("They hug.\n")
    found = Scene("G1", "", 0, (), action="Hug", layout="inter-x", caption_file=tmp_path / "a.txt").as_dict()
    assert (found["captions"], found["action"], found["layout"]) == (["They hug."], "Hug", "inter-x")
    assert "captions" not in Scene("G1", "", 0, ()).as_dict()
