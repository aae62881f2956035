# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT-FaceKit heads: meshes, their parts and blendshapes."""
