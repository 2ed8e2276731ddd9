"""A file is written whole or not at all."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from rotasolve.report.write import writable_folder, write_file, write_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_and_no_draft_is_left(tmp_path: Path) -> None:
    path = tmp_path / "rota.json"
    path.write_text("old")
    write_file(path, "Zoë\r\nnew\n")
    assert path.read_bytes() == "Zoë\r\nnew\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rota.json"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_file(path, "new")
    assert caught.value.filename == str(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_is_interrupted_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rota.json"
    path.write_text("old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")
def test_permissions_are_those_of_any_new_file_and_links_stay_links(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    link.symlink_to(real)
    write_file(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode == plain.stat().st_mode


def test_a_folder_is_made_and_filled(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert write_folder(folder, {"x": "1", "y": "2"}) == [folder / "x", folder / "y"]
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"x": "1", "y": "2"}


def test_a_folder_that_takes_no_files_is_found_out_first(tmp_path: Path) -> None:
    with writable_folder(tmp_path / "new"):
        assert list((tmp_path / "new").iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"), writable_folder(tmp_path / "file"):
        pytest.fail("a file is no folder")


def test_a_folder_that_was_made_for_nothing_is_taken_away_again(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    with pytest.raises(RuntimeError), writable_folder(tmp_path / "old" / "a" / "b"):
        raise RuntimeError
    assert list((tmp_path / "old").iterdir()) == []
    with writable_folder(tmp_path / "old"):
        pass
    assert (tmp_path / "old").is_dir()
    with writable_folder(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "rota.json").touch()
    assert (tmp_path / "a" / "b" / "rota.json").exists()
