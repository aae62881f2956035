# SPDX-License-Identifier: GPL-3.0-or-later
"""Files into the scene, and performances back into files."""
