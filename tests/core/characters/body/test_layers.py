# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import numpy as np

from interact_addon.core.characters.body.layers import hang_over
from interact_addon.core.characters.body.part import Part


def tube(name: str, radius: float, heights: np.ndarray, weights: np.ndarray) -> Part:
    """Rings of eight vertices, all vertices of a ring with the ring's weights."""
    around = np.arange(8) * np.pi / 4
    ring = np.stack([np.cos(around), np.sin(around)], axis=1) * radius
    vertices = np.concatenate([np.column_stack([ring, np.full(8, z)]) for z in heights]).astype(np.float32)
    faces = np.array([[0, 1, 9, 8]], dtype=np.int32)
    return Part(
        name,
        vertices,
        faces,
        None,
        (name,),
        None,
        np.repeat(weights, 8, axis=0).astype(np.float32),
        ("leg", "spine"),
    )


def pair() -> tuple[Part, Part]:
    high = np.linspace(0.9, 1.4, 11)
    shirt = tube("top", 0.16, high, np.tile([0.0, 1.0], (11, 1)))
    low = np.linspace(0.1, 0.96, 40)
    leg = np.clip((1.1 - low) / 0.4, 0.0, 1.0)
    return shirt, tube("trousers", 0.15, low, np.stack([leg, 1.0 - leg], axis=1))


def test_a_hem_rides_on_what_lies_beneath_it() -> None:
    shirt, trousers = pair()
    hung = hang_over(shirt, trousers, 0.9, overlap=0.06, fade=0.12)
    hem = hung.vertices[:, 2] < 0.91
    beneath = trousers.weights[np.abs(trousers.vertices[:, 2] - 0.9) < 0.012]
    assert np.abs(hung.weights[hem] - beneath.mean(axis=0)).max() < 0.03
    assert hung.weights[hem, 0].min() > 0.4


def test_what_lies_higher_stays_as_it_was() -> None:
    shirt, trousers = pair()
    hung = hang_over(shirt, trousers, 0.9, overlap=0.06, fade=0.12)
    above = hung.vertices[:, 2] > 1.09
    assert np.array_equal(hung.weights[above], shirt.weights[above])
    between = (hung.vertices[:, 2] > 0.99) & (hung.vertices[:, 2] < 1.07)
    assert ((hung.weights[between, 0] > 0.0) & (hung.weights[between, 0] < 0.4)).all()
    assert np.allclose(hung.weights.sum(axis=1), 1.0, atol=1e-6)
    assert np.array_equal(hung.vertices, shirt.vertices)


def test_nothing_beneath_changes_nothing() -> None:
    shirt, trousers = pair()
    assert hang_over(shirt, trousers, 5.0, overlap=0.06, fade=0.12) is shirt


def test_sleeves_that_hang_at_the_height_of_the_hem_rest_on_nothing() -> None:
    shirt, trousers = pair()
    arm = np.zeros((len(shirt.vertices), 1), np.float32)
    arm[:40] = 1.0
    joints = (*shirt.joints, "lowerarm01.L")
    sleeved = replace(shirt, joints=joints, weights=np.c_[shirt.weights * (1.0 - arm), arm])
    under = replace(trousers, joints=joints, weights=np.c_[trousers.weights, np.zeros(len(trousers.weights))])
    hung = hang_over(sleeved, under, 0.9, overlap=0.06, fade=0.12)
    assert np.array_equal(hung.weights[:40], sleeved.weights[:40])
    beside = (np.arange(len(hung.weights)) >= 40) & (hung.vertices[:, 2] < 1.05)
    assert (hung.weights[beside, 0] > 0.0).all()
