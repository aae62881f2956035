# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.writing.named_files import check_named, check_named_contents


def test_what_is_not_there_can_be_written(tmp_path: Path) -> None:
    check_named([tmp_path / "a", tmp_path / "none" / "b"])
    check_named_contents({tmp_path / "a": "text"})


def test_files_that_are_there_are_named_and_not_all_of_them(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(6)]
    for path in paths:
        path.touch()
    with pytest.raises(
        UsageError, match=r"0\.txt: the file exists already \(and 1\.txt, .*3\.txt and 2 more"
    ):
        check_named(paths)
    check_named(paths, overwrite=True)


def test_only_the_same_content_may_be_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("é\n".encode())
    check_named_contents({path: "é\n"})
    check_named_contents({path: "é\n".encode()})
    for other in ("é", "é\r\n", b""):
        with pytest.raises(UsageError, match="other content"):
            check_named_contents({path: other})
        check_named_contents({path: other}, overwrite=True)


def test_a_link_is_something_that_is_there(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="other content"):
        check_named_contents({link: "text"})
    (tmp_path / "nowhere").write_text("text")
    check_named_contents({link: "text"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of POSIX")
def test_folders_pipes_and_devices_are_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path(os.devnull)):
        for overwrite in (False, True):
            with pytest.raises(UsageError, match="cannot be replaced"):
                check_named([path], overwrite=overwrite)
            with pytest.raises(UsageError, match="cannot be replaced"):
                check_named_contents({path: "text"}, overwrite=overwrite)
