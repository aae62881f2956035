# SPDX-License-Identifier: GPL-3.0-or-later
"""ICT-FaceKit heads and the scenes that show one actor's face."""
