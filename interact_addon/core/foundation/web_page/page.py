# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of HTML in the style that all reports share, light or dark as the reader has it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..wording import shown

__all__ = ["whole_page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #5b6067; --line: #dfe2e6; --ground: #fff;
  --card: #f6f7f8; --bad: #a3201b; --bad-ground: #fbf0ef; --odd: #7a5200; --odd-ground: #fbf5e6;
  --good: #24662f; --link: #1a5a96; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e5e8; --soft: #9aa0a7; --line: #33373c;
  --ground: #17191c; --card: #202327; --bad: #f0918a; --bad-ground: #2e1d1c; --odd: #e2bb68;
  --odd-ground: #2a2417; --good: #83c98f; --link: #7db7ee; } }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 78rem; padding: 2rem 1rem 3rem;
  color: var(--ink); background: var(--ground); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p { margin: .2rem 0; } a { color: var(--link); } ul { margin: .2rem 0; padding-left: 1.2rem; }
small, .fine { font-size: .85rem; } small, .soft { color: var(--soft); }
.bad { color: var(--bad); } .odd { color: var(--odd); } .good { color: var(--good); }
.note { border-left: 4px solid var(--line); background: var(--card); border-radius: 0 4px 4px 0;
  padding: .5rem .9rem; margin: .6rem 0; overflow-wrap: anywhere; }
.note.failed { border-color: var(--bad); background: var(--bad-ground); }
.note.warned { border-color: var(--odd); background: var(--odd-ground); }
.note summary { cursor: pointer; } .note a { margin-left: .5rem; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: .9rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden;
  background: var(--card); }
figure a { color: inherit; text-decoration: none; display: block; }
figure:hover { border-color: var(--link); }
figure img, .none { display: block; width: 100%; background: var(--line); } .none { aspect-ratio: 16 / 9; }
figcaption { padding: .45rem .65rem .55rem; overflow-wrap: anywhere; } figcaption small { display: block; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: .85rem; }
th:last-child, td:last-child { padding-right: 0; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (min-width: 44rem) { .sheet { grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); } }
@media (max-width: 44rem) { table, tbody, tr { display: block; } tr.head { display: none; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td, td.n { display: inline-block; border: 0; padding: 0 .8rem 0 0; text-align: left; }
  td:first-child { display: block; font-weight: 600; overflow-wrap: anywhere; } td:empty { display: none; }
  td[data-of]::before { content: attr(data-of) " "; color: var(--soft); } }
"""


def whole_page(title: str, parts: Iterable[str], style: str = "") -> str:
    """Return a page.

    Args:
        title: Its title, as plain text.
        parts: Its content, as HTML. Characters that turn the direction of a text are written out.
        style: More CSS, of what only this page has.
    """
    head = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style>",
    ]
    return shown("\n".join([*head, *parts, "</html>"]) + "\n")
