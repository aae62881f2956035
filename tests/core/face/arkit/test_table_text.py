# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import read_face
from interact_addon.core.face.arkit.table_text import cell_numbers
from interact_addon.core.foundation.errors import FaceError

VALUES = np.arange(10) / 10
RAMP = [f"{value:.3f}" for value in VALUES]
STAMPS = [f"10:00:00:{2 * k:02d}.250" for k in range(10)]


def codes(track) -> list[str]:
    return [finding.code for finding in track.findings if finding.code != "face-columns"]


def reads_as_ramp(path: Path, text: str, *told: str, encoding: str = "utf-8") -> None:
    path.write_bytes(text.encode(encoding))
    track = read_face(path)
    assert (track.rate, track.frames, codes(track)) == (30, 10, list(told))
    np.testing.assert_allclose(track.column("jawOpen"), VALUES, atol=1e-6)


def table(mark: str = ",", cells: list[str] = RAMP, header: str = "Timecode,BlendShapeCount,JawOpen") -> str:
    rows = [mark.join((stamp, "1", cell)) for stamp, cell in zip(STAMPS, cells, strict=True)]
    return "\n".join([header.replace(",", mark), *rows]) + "\n"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_decimal_commas(tmp_path: Path, mark: str) -> None:
    """As in faults/decimal_comma.csv."""
    cells = [cell.replace(".", ",") for cell in RAMP]
    reads_as_ramp(tmp_path / "a.csv", table(mark, cells))
    reads_as_ramp(tmp_path / "a.csv", table(mark, [f'"{cell}"' for cell in cells]))


def test_decimal_commas_in_quotes_between_commas(tmp_path: Path) -> None:
    reads_as_ramp(tmp_path / "a.csv", table(",", [f'"{cell}"'.replace(".", ",") for cell in RAMP]))


def test_decimal_commas_between_commas_are_told_apart_by_the_user(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(table(",", [cell.replace(".", ",") for cell in RAMP]))
    with pytest.raises(FaceError, match=r"4 cells, but the header has 3.*semicolons"):
        read_face(tmp_path / "a.csv")


def test_times_with_decimal_commas(tmp_path: Path) -> None:
    rows = [f"{k / 30:.6f};{value:.2f}".replace(".", ",") for k, value in enumerate(VALUES)]
    reads_as_ramp(tmp_path / "a.csv", "\r\n".join(["Zeit;jawOpen".replace("Zeit", "time"), *rows]))
    rows = [f"1.{k * 1000 // 30 + 100:03d},5;{value:.2f}" for k, value in enumerate(VALUES)]
    reads_as_ramp(tmp_path / "a.csv", "\r\n".join(["time_ms;jawOpen", *rows]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    reads_as_ramp(tmp_path / "a.csv", table(), encoding=encoding)


def test_percent_signs_and_percent(tmp_path: Path) -> None:
    reads_as_ramp(tmp_path / "a.csv", table(cells=[f"{value * 100:.1f} %" for value in VALUES]))
    reads_as_ramp(tmp_path / "a.csv", table(cells=[f"{value * 100:.1f}" for value in VALUES]), "face-percent")


@pytest.mark.parametrize("empty", ["", " ", "nan", "NaN", "null", "N/A", "-", '""'])
def test_empty_cells_are_interpolated_and_said(tmp_path: Path, empty: str) -> None:
    header = "Timecode,JawOpen,MouthClose"
    rows = [f"{stamp},{cell},0.5" for stamp, cell in zip(STAMPS, RAMP, strict=True)]
    rows[3] = f"{STAMPS[3]},{empty},0.5"
    rows[4] = f"{STAMPS[4]},{empty},0.5"
    reads_as_ramp(tmp_path / "a.csv", "\n".join([header, *rows]), "face-cells-empty")


def test_bars_and_spaces_between_cells(tmp_path: Path) -> None:
    reads_as_ramp(tmp_path / "a.csv", table().replace(",", "|"))
    reads_as_ramp(tmp_path / "a.csv", table().replace(",", "  "))
    np.savetxt(tmp_path / "a.txt", np.tile(np.array(RAMP, float)[:, None], 51), fmt="%8.3f")
    np.testing.assert_allclose(read_face(tmp_path / "a.txt").column("jawOpen"), np.arange(10) / 10, atol=1e-6)


def test_rows_without_any_weight_are_interpolated_and_said(tmp_path: Path) -> None:
    cells = [cell if k not in (4, 5) else "" for k, cell in enumerate(RAMP)]
    reads_as_ramp(tmp_path / "a.csv", table(cells=cells), "face-untracked")


def test_remarks_and_what_excel_writes_before_a_table(tmp_path: Path) -> None:
    reads_as_ramp(tmp_path / "a.csv", "sep=;\n" + table(";"))
    reads_as_ramp(tmp_path / "a.csv", "# recorded today\n#\n" + table())
    reads_as_ramp(tmp_path / "a.csv", "# " + table())


def test_extra_columns_are_named_once(tmp_path: Path) -> None:
    text = table(header="Timecode,emotion,JawOpen")
    reads_as_ramp(tmp_path / "a.csv", text, "face-columns-extra")
    rows = [
        f"{k},{stamp},0.0,9,{value},0.1" for k, (stamp, value) in enumerate(zip(STAMPS, RAMP, strict=True))
    ]
    quiet = [",Timecode,_neutral,HeadYaw,JawOpen,headRotationX", *rows]
    reads_as_ramp(tmp_path / "a.csv", "\n".join(quiet))


def test_cells_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    np.testing.assert_array_equal(
        cell_numbers(path, ["1", "", "1.234,5", "50%"], [2, 3], [0, 4]), [[1, np.nan], [1234.5, 0.5]]
    )
    for cell in ("high", "1e999", "--1", "0.1.2", "inf", "1,2,3"):
        with pytest.raises(FaceError, match="column 5 contains") as caught:
            cell_numbers(path, ["1", "2", "3", cell], [2, 3], [0, 4])
        assert caught.value.line == 3
