"""Load training arrays in PyTorch: windows of both people's joints, faces and sound.

Run: python examples/training_loader.py FOLDER, which `interact export --to arrays` has written
"""

import sys
from pathlib import Path

import numpy as np

NAMES = ("joints", "rotations", "face", "mel", "facing", "labels", "valid")


class Windows:
    """Windows of consecutive frames; a map-style dataset for `torch.utils.data.DataLoader`."""

    def __init__(self, folder: str, frames: int = 60, step: int = 30) -> None:
        self.frames, self.places = frames, []
        for path in sorted(Path(folder).glob("*.npz")):
            with np.load(path) as arrays:
                last = int(arrays["valid"].all(axis=0).sum())  # both people's motion lasts
            self.places += [(path, start) for start in range(0, last - frames + 1, step)]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, number: int) -> dict[str, np.ndarray]:
        path, start = self.places[number]
        with np.load(path) as arrays:
            return {name: arrays[name][:, start : start + self.frames] for name in NAMES}


if __name__ == "__main__":
    from torch.utils.data import DataLoader  # here: the windows need only numpy

    for batch in DataLoader(Windows(sys.argv[1]), batch_size=8, shuffle=True):
        print({name: tuple(values.shape) for name, values in batch.items()})
