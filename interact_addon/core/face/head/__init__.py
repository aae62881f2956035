# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT-FaceKit heads: the mesh, its parts, its shapes."""
