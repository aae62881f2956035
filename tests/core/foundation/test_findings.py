# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.foundation.findings import Finding, finding_text


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (Finding("c", "it is odd"), "it is odd"),
        (Finding("c", "it is odd", line=3), "it is odd (line 3)"),
        (Finding("c", "one row is damaged", "/data/bvhs/a.bvh", 489), "a.bvh, line 489: one row is damaged"),
        (Finding("c", "the body is missing", "/data/bvhs/a.bvh"), "a.bvh: the body is missing"),
        (Finding("c", "/data/wav/a.wav: no WAV file", "/data/wav/a.wav"), "/data/wav/a.wav: no WAV file"),
    ],
)
def test_a_finding_names_its_file_once(finding: Finding, told: str) -> None:
    assert str(finding) == finding_text(finding.as_dict()) == told
