# SPDX-License-Identifier: GPL-3.0-or-later
"""Datasets that tests read: the demo, one made from it, and real captures where they are on this machine."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.program import WITHOUT_SOFTWARE_VULKAN

# Blender's user folders, for this process and its children: the developer's own are never touched. Blender
# reads this once, when bpy is imported, which test modules do while they are collected.
os.environ["BLENDER_USER_RESOURCES"] = tempfile.mkdtemp(prefix="interact-blender-user-")
atexit.register(shutil.rmtree, os.environ["BLENDER_USER_RESOURCES"], ignore_errors=True)

# As for all children: what is compared here must be drawn alike each time.
for name, value in WITHOUT_SOFTWARE_VULKAN.items():
    os.environ.setdefault(name, value)

# In the background, or under nohup, these are not heard, nor would the commands hear them that tests stop.
for _name, _usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    _number = getattr(signal, _name, None)  # Windows has no SIGHUP
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)

REPOSITORY = Path(__file__).resolve().parent.parent
WINDOW = "tests/ui/window"


class _RootIsOnlyAFolder:
    """Keeps pytest from importing the repository's `__init__.py`, which is for Blender.

    The whole interface would be imported with it, and where the folder's name is not an identifier
    (``interact-blender``) that fails, and each test with it.
    """

    @staticmethod
    @pytest.hookimpl
    def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Dir | None:
        return pytest.Dir.from_parent(parent, path=path) if path == REPOSITORY else None


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_RootIsOnlyAFolder())  # as a conftest's hook it would see only tests/


@pytest.hookimpl(optionalhook=True)  # one of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``-n``, a file's tests stay in one process: what its module's fixtures make is made once.

    Dealt out one by one, as xdist does it by default, the last files' tests alternate between the processes,
    and each makes it all: a session in a Blender's window, of minutes, one after the other.
    """
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        """Sessions in a window, of which one runs at a time, are in one process: another would only wait."""

        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return WINDOW if f"{WINDOW}/" in file else file

    if config.getvalue("dist") != "load":
        return None
    config.option.loadscopereorder = False  # files in the order of their tests, not of their size
    return Scheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first: beside it, another process does the others."""
    items.sort(key=lambda item: item.get_closest_marker("window") is None)


def _shared_data() -> Path:
    return Path(os.environ.get("INTERACT_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))


def _folder(name: str) -> Path:
    folder = _shared_data() / name
    if not folder.is_dir():
        pytest.skip(f"the real captures are not on this machine ({folder} is absent)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fitted characters of this run: shared by all its tests and their child processes, and nobody else's.

    INTERACT_TESTS_CACHE names a folder that several runs share, as those of Blenders with the same numpy.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the run's: what one process has fitted the others need not fit again
    folder = Path(os.environ.get("INTERACT_TESTS_CACHE", folder / "characters"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["INTERACT_CACHE"] = str(folder)


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset, written once; read-only by agreement."""
    from interact_addon.core.demo import write_demo_dataset

    return write_demo_dataset(tmp_path_factory.mktemp("demo")).root


@pytest.fixture(scope="session")
def lip_root(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo dataset with an extra set lip_acc: its woman reads two sentences, one in each form."""
    import shutil

    import numpy as np

    from interact_addon.core.face.ict.mapping import make_mapping

    root = tmp_path_factory.mktemp("lip") / "demo"
    shutil.copytree(demo_root, root)
    face = np.load(next(iter(sorted((root / "face_arkit").glob("*_002_*.npy")))), allow_pickle=False)
    voice = next(iter(sorted((root / "wav").glob("*_002_*.wav"))))
    folder = root / "lip_acc"
    for name in ("face_arkit", "face_ict", "wav"):
        (folder / name).mkdir(parents=True)
    np.save(folder / "face_arkit" / "20260102_002_001.npy", face)
    np.save(folder / "face_ict" / "20260102_002_002.npy", make_mapping().to_ict(face))
    for number in (1, 2):
        shutil.copy(voice, folder / "wav" / f"20260102_002_{number:03d}.wav")
    (folder / "lip_acc_sentences.txt").write_text("Please come in.\nWould you like some tea?\n")
    return root


@pytest.fixture(scope="session")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three scenes made from the demo, with faces in both forms and heads; read-only by agreement.

    Keys, actors, lengths and what is missing are those of ``interact_mini``.
    """
    from tools.sample_dataset import write_sample_dataset

    root = tmp_path_factory.mktemp("sample") / "data"
    write_sample_dataset(root)
    return root


@pytest.fixture(scope="session")
def live_link(sample_root: Path) -> Path:
    """A Live Link Face recording of 5 seconds, read-only by agreement."""
    import numpy as np

    from tools.sample_dataset import write_live_link

    path = sample_root.parent / "live link" / "MySlate_3_iPhone.csv"
    path.parent.mkdir()
    write_live_link(path, np.load(sample_root / "face_arkit" / "20231126_003_319.npy")[:300])
    return path


@pytest.fixture
def chain_bvh(tmp_path: Path) -> Path:
    """A motion file of two joints, which are no person's, and of which nothing says the units."""
    path = tmp_path / "chain.bvh"
    joint = "CHANNELS 3 Zrotation Yrotation Xrotation"
    tree = f"HIERARCHY\nROOT base\n{{\nOFFSET 0 0 0\n{joint}\nJOINT tip\n{{\nOFFSET 0 1 0\n{joint}\n}}\n}}\n"
    path.write_text(tree + "MOTION\nFrames: 2\nFrame Time: 0.033333\n" + 2 * "1 2 3 4 5 6\n")
    return path


@pytest.fixture(scope="session")
def interact_mini() -> Path:
    """Three scenes of real captures in the InterAct layout, read-only; for what `sample_root` cannot show."""
    return _folder("interact_mini")


@pytest.fixture(scope="session")
def interact_contact() -> Path:
    """Three scenes of real captures of people who touch, read-only; motions only."""
    return _folder("interact_contact")


@pytest.fixture(scope="session", params=["sample_root", "interact_mini"])
def any_root(request: pytest.FixtureRequest) -> Path:
    """For what has to hold for real captures too: `sample_root`, and `interact_mini` where it is."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def bvh_samples() -> Path:
    """BVH files of many makes, read-only."""
    return _folder("bvh")


@pytest.fixture(scope="session")
def arkit_samples() -> Path:
    """Live Link Face recordings, read-only."""
    return _folder("arkit")


@pytest.fixture(scope="session")
def mhclo_root() -> Path:
    """Clothes, shoes, hats and hair of MakeHuman, without their pictures."""
    return _folder("mhclo")


@pytest.fixture(scope="session")
def layout_samples() -> Path:
    """Small files in the layouts of other datasets and of models, read-only."""
    return _folder("samples")


@pytest.fixture
def stand_in_measures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two measures whose answers are easily known, instead of all: see `tests/stand_in_measures.py`."""
    from interact_addon.core.measures import MEASURES, run
    from tests.stand_in_measures import MEASURERS

    monkeypatch.setattr(run, "MEASURERS", MEASURERS)
    true = dict(MEASURES)
    MEASURES.clear()
    MEASURES.update({measure.id: measure for each in MEASURERS for measure in each.measures})
    yield
    MEASURES.clear()  # and not undone by monkeypatch, which would turn their order round
    MEASURES.update(true)
