# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces: ARKit and ICT-FaceKit weights, head meshes, conversion, plots."""
