# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/measures.md says of each measure what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from interact_addon.core.measures import MEASURES, Measure

PAGE = Path(__file__).resolve().parents[3] / "docs" / "measures.md"
BETTER = {"low": "low", "high": "high", "none": ""}


def row(measure: Measure) -> str:
    cells = (f"`{measure.id}`", measure.title, measure.unit, measure.about, BETTER[measure.better])
    return "| " + " | ".join((*cells, measure.definition, measure.source)) + " |"


def test_the_page_has_the_row_of_each_measure() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    missing = [row(each) for each in MEASURES.values() if row(each) not in lines]
    assert not missing, "docs/measures.md lacks these rows:\n" + "\n".join(missing)


def test_the_page_has_no_other_rows_and_keeps_their_order() -> None:
    documented = re.findall(r"(?m)^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"))
    assert documented == [each for each in MEASURES if each in documented], "unknown, twice, or out of order"
