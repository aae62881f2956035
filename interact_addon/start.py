# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs this package in a Python that cannot import it by name: ``blender --python start.py -- render ...``.

What follows ``--`` is an ``interact`` command line; ``--module NAME ...`` instead runs a module of this package
as its own program. The package may lie anywhere (an installed extension, an unpacked zip, the source tree): it is
loaded from where this file lies, and ``sys.path`` is left alone. This file is run, never imported.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import runpy
import sys
from pathlib import Path

__all__ = ["load_package", "main"]

_NAME = "interact_addon"
_SITE = "INTERACT_SITE"  # folders of third-party modules, as core/program.py hands them to its children


def load_package() -> None:
    """Make the folder of this file importable as ``interact_addon``."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        _NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no package in {folder}")
    package = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = package
    spec.loader.exec_module(package)


def main(arguments: list[str]) -> int:
    """Run a command line, or with ``--module`` first a module.

    Returns:
        The exit code.
    """
    load_package()
    sys.path.extend(filter(None, os.environ.get(_SITE, "").split(os.pathsep)))
    if arguments[:1] == ["--module"]:
        name = f"{_NAME}.{arguments[1]}"
        sys.argv = [name, *arguments[2:]]
        runpy.run_module(name, run_name="__main__")
        return 0
    return int(importlib.import_module(f"{_NAME}.cli").main(arguments))


if __name__ == "__main__":
    code = main(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(code)
