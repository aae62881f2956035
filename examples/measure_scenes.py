# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures all scenes of a dataset, such as a model's output, against the captures, and prints the worst.

Run it: ./interact python examples/measure_scenes.py GENERATED CAPTURED
"""

import sys

import interact_addon as interact


def main() -> None:
    """Measure and print."""
    generated, captured = sys.argv[1:]
    found = interact.measure_scenes(generated, against=captured, workers=2)
    for scene in found:
        print(scene.key, scene.error or f"{len(scene.values)} values")
    for name, measure in interact.MEASURES.items():
        there = [
            (value.value, scene.key, value.who)
            for scene in found
            for value in scene.of(name)
            if value.value is not None
        ]
        if there and measure.better != "none":
            value, key, who = (min if measure.better == "high" else max)(there)
            print(f"{measure.title}: worst {value:.3g} {measure.unit} ({key} {who})")


if __name__ == "__main__":  # each of the workers imports this file
    main()
