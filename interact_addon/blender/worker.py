# SPDX-License-Identifier: GPL-3.0-or-later
"""The child process that renders one scene: ``python -m interact_addon.blender.worker``.

It reads one request as JSON from standard input and writes events as JSON lines to what was its standard
output; what Blender itself prints goes to standard error, which the parent keeps in a log. A crash of Blender
ends this process only.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any, TextIO

from ..core.errors import NO_BLENDER, NO_BLENDER_CURE, InteractError, RenderError

__all__ = ["main"]


def main() -> int:
    """Do what standard input asks for.

    Returns:
        0 when the movie is there, 1 when the scene failed and was explained, 3 on a fault of ours.
    """
    request = json.load(sys.stdin)
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # Blender writes to file descriptor 1 from C
    try:
        return _work(request, events)
    except InteractError as error:
        _tell(events, event="failed", error=str(error))
        return 1
    except ModuleNotFoundError as error:
        if error.name != "bpy":
            raise
        _tell(events, event="failed", error=str(RenderError(NO_BLENDER, cure=NO_BLENDER_CURE)))
        return 1
    except Exception as error:  # the parent shows one sentence; the log holds the whole story
        traceback.print_exc()
        _tell(
            events, event="failed", error=f"{type(error).__name__}: {error}. Please report this with the log."
        )
        return 3


def _work(request: dict[str, Any], events: TextIO) -> int:
    from ..core.dataset import Dataset
    from ..core.request import RenderRequest
    from .movie import make_movie
    from .session import fresh_scene

    order = RenderRequest.from_dict(request)
    source = Dataset.open(order.dataset).scene(order.key)
    report = make_movie(
        source,
        order.out,
        order.options,
        fresh_scene(),
        on_start=lambda frames: _tell(events, event="start", frames=frames),
        on_frame=lambda frame: _tell(events, event="frame", frame=frame),
        on_step=lambda text: _tell(events, event="step", text=text),
    )
    _tell(events, event="done", report=report.as_dict())
    return 0


def _tell(events: TextIO, **event: object) -> None:
    try:
        print(json.dumps(event, ensure_ascii=False), file=events, flush=True)
    except BrokenPipeError:
        os._exit(4)  # the parent is gone: nobody waits for this movie, and no orphan should go on


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Blender's own shutdown can crash after everything is done and written; there is nothing left to lose.
    os._exit(code)
