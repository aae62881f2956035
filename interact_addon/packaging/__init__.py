# SPDX-License-Identifier: GPL-3.0-or-later
"""Building the extension's zip from the source tree. This folder is not in the zip."""

from .build import BuildOptions, BuiltPackage, build_extension

__all__ = ["BuildOptions", "BuiltPackage", "build_extension"]
