# SPDX-License-Identifier: GPL-3.0-or-later
"""The quickstart as a notebook, made from the script: ``python tests/examples/notebook.py`` writes it again.

The script's cells begin at ``# %%``, those with text at ``# %% [markdown]``; what precedes the first is the
script's alone. A notebook is JSON (nbformat 4.5), so the standard library is enough.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[2] / "examples" / "quickstart.py"
NOTEBOOK = SCRIPT.with_suffix(".ipynb")


def notebook(script: str) -> dict[str, Any]:
    """The notebook that a script in cells makes; without outputs."""
    _, *parts = re.split(r"^# %%(.*)\n", script, flags=re.MULTILINE)
    cells: list[dict[str, Any]] = []
    for kind, text in zip(parts[::2], parts[1::2], strict=True):
        lines = text.strip().splitlines(keepends=True)
        cell: dict[str, Any] = {"id": f"cell-{len(cells) + 1}", "metadata": {}}
        if kind.strip() == "[markdown]":
            cell |= {"cell_type": "markdown", "source": [re.sub(r"^# ?", "", line) for line in lines]}
        else:
            cell |= {"cell_type": "code", "execution_count": None, "outputs": [], "source": lines}
        cells.append(cell)
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": python}, "nbformat": 4, "nbformat_minor": 5}


def as_text(script: str) -> str:
    """The same as the text of a file."""
    return json.dumps(notebook(script), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(as_text(SCRIPT.read_text("utf-8")), "utf-8", newline="\n")
