# SPDX-License-Identifier: GPL-3.0-or-later
from .interact_addon.ui import register, unregister  # noqa: F401
