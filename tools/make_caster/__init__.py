# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ``core/characters/clothing/caster.npz``: a closed mesh of few faces inside MakeHuman's base mesh."""
