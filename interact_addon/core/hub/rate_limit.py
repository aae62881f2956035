# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a server asks to wait when it has had too many requests (status 429), or is busy (503).

Sources: the Hub's "Rate limits" (``RateLimit: "resolvers";r=0;t=43``: the window ends in 43 s), the older
drafts of that header (``limit=100, remaining=0, reset=43``), RFC 9110 10.2.3 (``Retry-After: 43``, or a
date).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["asked_wait"]

_SECONDS = re.compile(r"(?:^|[;,\s])(?:t|reset)\s*=\s*([0-9]{1,9})(?:$|[;,\s])", re.IGNORECASE)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, the longest if it says so in several ways.

    Args:
        headers: Of the answer; names are found in the case ``RateLimit``, ``Retry-After`` and ``Date``, as a
            mapping that ignores case finds them anyway.

    Returns:
        None if it does not say, or not in a form that is known.
    """
    waits = [*map(float, _SECONDS.findall(headers.get("RateLimit", "")))]
    again = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", again):
        waits.append(float(again))
    elif (until := _moment(again)) is not None:
        # By the server's own clock, where it tells that: this machine's can be wrong.
        now = _moment(headers.get("Date", "")) or datetime.now(UTC)
        waits.append(max(0.0, (until - now).total_seconds()))
    return max(waits, default=None)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
