# SPDX-License-Identifier: GPL-3.0-or-later
if __package__:  # pytest runs this file alone where the folder's name cannot be a package's
    from .interact_addon.ui import register, unregister  # noqa: F401
