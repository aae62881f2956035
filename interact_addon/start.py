# SPDX-License-Identifier: GPL-3.0-or-later
"""Run this package in a Python that cannot import it by name: ``blender --python start.py -- render ...``.

What follows ``--`` is an ``interact`` command line; ``--module NAME ...`` instead runs a module of this
package as its own program. The package can be anywhere (an installed extension, an unpacked zip, the source
tree): it is loaded from this file's folder. This is a program, which no part of the extension imports.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import runpy
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

__all__ = ["keep_bytecode", "load_package", "main"]

_NAME = "interact_addon"
_SITE = "INTERACT_SITE"  # folders of third-party modules, from core/rendering/program.py
_PACKED = "interact_addon/core/characters/makehuman/data/VERSION"  # only in a zip, not in the source tree


def load_package() -> None:
    """Make the folder of this file importable as ``interact_addon``."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        _NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no package in {folder}")
    package = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = package
    spec.loader.exec_module(package)


def keep_bytecode() -> None:
    """Let Python keep compiled modules in the user's own cache, where it would compile all in each process.

    That takes half a second where the package's folder is read-only, and with PYTHONDONTWRITEBYTECODE, which
    images of containers set so that nothing is written beside the modules. Nothing is written there.
    """
    folder = Path(__file__).resolve().parent
    if not sys.dont_write_bytecode and (os.access(folder, os.W_OK) or (folder / "__pycache__").is_dir()):
        return
    user = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with contextlib.suppress(RuntimeError):  # nobody's home is known
        cache = Path(user) if user else Path.home() / ".cache"
        sys.pycache_prefix = str(cache / "interact-addon" / "bytecode")
        sys.dont_write_bytecode = False


def _unpacked_wheels() -> list[str]:
    """Return folders of the wheels beside the package, which are not installed if a zip was only unpacked.

    They are unpacked once, into the user's cache. If that fails, their modules are missing.
    """
    wheels = Path(__file__).resolve().parents[1] / "wheels"
    if not wheels.is_dir() or not (wheels.parent / _PACKED).is_file():
        return []
    cache = importlib.import_module(f"{_NAME}.core.foundation.cache_folder").cache_folder() / "wheels"
    folders = []
    for wheel in sorted(wheels.glob("*.whl")):
        folder = cache / wheel.stem
        with contextlib.suppress(OSError, zipfile.BadZipFile):
            if not folder.is_dir():
                _unpack(wheel, folder)
        if folder.is_dir():
            folders.append(str(folder))
    return folders


def _unpack(wheel: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{wheel.stem}.", dir=folder.parent))
    try:
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                path = Path(archive.extract(info, part))
                if info.external_attr >> 16 & 0o100:
                    path.chmod(0o755)  # ffmpeg is a program; unpacking loses the permission
        part.chmod(0o755)
        part.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run a command line, or with ``--module`` first a module.

    Returns:
        The exit code.
    """
    keep_bytecode()
    gc.set_threshold(50_000)  # importing makes much that stays: looking for garbage is a tenth of its time
    load_package()
    if folders := os.environ.get(_SITE):
        sys.path.extend(folders.split(os.pathsep))
    else:
        sys.path.extend(_unpacked_wheels())
    if arguments[:1] == ["--module"]:
        name = f"{_NAME}.{arguments[1]}"
        sys.argv = [name, *arguments[2:]]
        runpy.run_module(name, run_name="__main__")
        return 0
    return int(importlib.import_module(f"{_NAME}.__main__").main(arguments))


if __name__ == "__mp_main__":  # a process that does a part of the work of one that this file has started
    load_package()
elif __name__ == "__main__":
    code = main(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(code)
