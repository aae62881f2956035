# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces as weights and as meshes: ARKit, ICT-FaceKit, conversion, plots."""
