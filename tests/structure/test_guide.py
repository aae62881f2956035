# SPDX-License-Identifier: GPL-3.0-or-later
"""The user guide is short pages, each at most two screens; all are found, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interact_addon.packaging.manual import anchors_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted((DOCS / "guide").glob("*.md"))
# Two screens: what a window of 900 pixels shows twice, where a picture takes the room of 20 lines.
MOST_WORDS, MOST_LINES, PICTURE = 450, 90, 20
COLUMNS = 110  # characters that a line has room for
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]*)#?([^)\s]*)\)")


def lines_of(text: str) -> int:
    """The lines that a page takes, its paragraphs broken at the window's edge."""
    return sum(
        PICTURE if line.startswith("![") else max(1, -(-len(line) // COLUMNS)) for line in text.splitlines()
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_at_most_two_screens(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith("# ")
    assert len(text.split()) <= MOST_WORDS
    assert lines_of(text) <= MOST_LINES


def test_what_is_longer_is_noticed() -> None:
    assert lines_of("![A picture](x.jpg)\n" * 5) > MOST_LINES
    assert lines_of("word " * 30) == 2


def test_the_contents_name_every_page() -> None:
    named = {target for target, _ in LINK.findall((DOCS / "user-guide.md").read_text("utf-8"))}
    assert {f"guide/{page.name}" for page in PAGES} <= named


def test_links_lead_somewhere() -> None:
    sources = [*DOCS.glob("*.md"), *PAGES, DOCS.parent / "README.md", DOCS.parent / "CHANGELOG.md"]
    lost = []
    for source in sources:
        for target, anchor in LINK.findall(source.read_text("utf-8")):
            if target.startswith(("http:", "https:", "mailto:")):
                continue
            place = (source.parent / target).resolve() if target else source
            if not place.exists() or (
                anchor and place.suffix == ".md" and anchor not in anchors_of(place.read_text("utf-8"))
            ):
                lost.append(f"{source.name}: {target}#{anchor}")
    assert not lost


def test_pictures_are_small_and_shown() -> None:
    pages = "".join(page.read_text("utf-8") for page in (*DOCS.rglob("*.md"), DOCS.parent / "README.md"))
    for picture in (DOCS / "images").iterdir():
        assert picture.stat().st_size < 200_000, picture.name
        assert f"images/{picture.name}" in pages, picture.name
