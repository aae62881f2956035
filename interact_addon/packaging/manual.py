# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual in the zip: the pages of docs/ for users as HTML, with their pictures; it needs no network."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

from ..core.foundation.web_page import whole_page

__all__ = ["anchors_of", "write_manual"]

# What is about the program's inside.
_NOT_FOR_USERS = ("architecture.md", "decisions")
_LINK = re.compile(r'(href|src)="(?!\w+:|#)([^"#]*)(#[^"]*)?"')
_STYLE = """
body { max-width: 52rem; } img { max-width: 100%; } h1, h2, h3, h4 { scroll-margin-top: 1rem; }
p { margin: .6rem 0; } pre { background: var(--card); padding: .6rem .8rem; overflow-x: auto; }
"""


def write_manual(docs: Path, folder: Path) -> int:
    """Write the manual.

    Args:
        docs: The folder with the pages as Markdown.
        folder: Where the HTML goes, in folders as there.

    Returns:
        The number of pages.
    """
    pages = [path for path in sorted(docs.rglob("*.md")) if _for_users(path.relative_to(docs))]
    there = {path.resolve() for path in pages}
    for path in pages:
        place = (folder / path.relative_to(docs)).with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        title, html = _page(path, there, docs, folder)
        place.write_text(whole_page(title, [html], _STYLE), "utf-8")
    return len(pages)


def anchors_of(text: str) -> list[str]:
    """Return the anchors of a page's headings, as GitHub makes them: lower case, words joined by hyphens."""
    from markdown_it import MarkdownIt  # comes with rich; an installed extension has neither

    found: list[str] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            found.append(_anchor("".join(each.content for each in words.children or ()), found))
    return found


def _anchor(heading: str, before: list[str]) -> str:
    anchor = re.sub(r"[^\w\- ]", "", heading.strip().casefold()).replace(" ", "-")
    again = sum(each == anchor for each in before)
    return f"{anchor}-{again}" if again else anchor


def _for_users(path: Path) -> bool:
    return path.parts[0] not in _NOT_FOR_USERS


def _page(path: Path, pages: set[Path], docs: Path, folder: Path) -> tuple[str, str]:
    """Return a page's title and HTML; its pictures are copied, links out of the manual are taken out."""
    from markdown_it import MarkdownIt  # as above

    text = path.read_text("utf-8")
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    anchors = iter(anchors_of(text))
    title = path.stem
    for token, words in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and words is not None:
            token.attrSet("id", next(anchors))
            title = words.content if token.tag == "h1" else title

    def there(found: re.Match[str]) -> str:
        kind, address, anchor = found[1], found[2], found[3] or ""
        target = (path.parent / address).resolve()
        if target in pages:
            return f'{kind}="{address.removesuffix(".md")}.html{anchor}"'
        if kind == "src" and target.is_file():
            copy = folder / target.relative_to(docs.resolve())
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(target, copy)
            return found[0]
        return ""

    return title, _LINK.sub(there, parser.renderer.render(tokens, parser.options, {}))
