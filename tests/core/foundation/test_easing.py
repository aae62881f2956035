# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np

from interact_addon.core.foundation.easing import smoothstep


def test_a_smooth_step_is_flat_at_both_ends_and_stays_there() -> None:
    values = smoothstep(np.array([-1.0, 0.0, 0.25, 0.5, 1.0, 4.0]))
    assert np.allclose(values, [0.0, 0.0, 0.15625, 0.5, 1.0, 1.0])
    near = smoothstep(np.array([1e-4, 1.0 - 1e-4]))
    assert np.allclose(near, [0.0, 1.0], atol=1e-7)


def test_a_step_can_go_down() -> None:
    assert np.allclose(smoothstep(np.array([1.0, 1.5, 2.0]), 2.0, 1.0), [1.0, 0.5, 0.0])
