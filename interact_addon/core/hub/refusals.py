# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Hub's refusals mean, and what the user can do about them.

The Hub names the reason in ``X-Error-Code`` (``RepoNotFound``, ``RevisionNotFound``, ``EntryNotFound``,
``GatedRepo``) and says it in ``X-Error-Message``. Without a token it answers 401 also where nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..foundation.errors import HubError, HubFileError

__all__ = ["refusal"]

_LONGEST = 300
_HOW_TO_LOG_IN = (
    "make an access token (read) in your settings on the Hub, and run `hf auth login`, or set HF_TOKEN to it"
)


def refusal(status: int, headers: Mapping[str, str], what: str, page: str, *, token: bool) -> HubError:
    """Return the error for an answer that is neither a success nor something that passes.

    Args:
        status: The HTTP status.
        headers: Of the answer.
        what: What was asked for.
        page: The address of the dataset's page.
        token: Whether the user's token was sent.
    """
    code = headers.get("X-Error-Code", "")
    said = " ".join(headers.get("X-Error-Message", "").split())[:_LONGEST].rstrip(".")
    because = f" ({said})" if said else ""
    if status == 403 or code == "GatedRepo":
        done = "check that your token may read it" if token else _HOW_TO_LOG_IN
        return HubError(
            f"{what}: the Hub does not allow this{because}",
            cure=f"Open {page} logged in, accept the dataset's terms, and {done}",
        )
    if status == 401:
        if token:
            return HubError(
                f"{what}: the Hub does not accept your access token{because}",
                cure=f"It may have expired: {_HOW_TO_LOG_IN}",
            )
        return HubError(
            f"{what}: the Hub shows this only to people who are logged in, or it is not there{because}",
            cure=f"Open {page} in a browser; if it asks for it, accept the terms, {_HOW_TO_LOG_IN}",
        )
    if status == 404 and code == "RevisionNotFound":
        return HubError(f"{what}: there is no such revision{because}", cure=f"Look at {page}/commits/main")
    if status == 404 and code == "RepoNotFound":
        return HubError(f"{what}: there is no such dataset{because}", cure=f"Look at {page}")
    kind = HubFileError if status in (404, 410) else HubError
    why = "this is not there" if status in (404, 410) else f"the Hub refused with status {status}"
    return kind(f"{what}: {why}{because}", cure=f"Look at {page}/tree/main")
