# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from interact_addon.core.hub.rate_limit import asked_wait


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"RateLimit": '"resolvers";r=0;t=43'}, 43),
        ({"RateLimit": '"api";r=0;t=43, "pages";r=5;t=70'}, 70),
        ({"RateLimit": '"api"; r=0; t=0'}, 0),
        ({"RateLimit": "limit=100, remaining=0, reset=43"}, 43),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "5", "RateLimit": '"api";r=0;t=43'}, 43),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:07 GMT"}, 30),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}, 0),  # over
        ({}, None),
        ({"RateLimit": "soon"}, None),
        ({"RateLimit": '"fast";q=3;w=7'}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
    ],
)
def test_how_long_it_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers) == seconds


def test_a_date_is_compared_with_this_clock_where_the_server_tells_no_other() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=1000), usegmt=True)
    assert asked_wait({"Retry-After": later}) == pytest.approx(1000, abs=100)
