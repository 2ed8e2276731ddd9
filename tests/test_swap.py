"""Files that belong together are replaced as one, whenever a process is killed, stopped or fails.

Every file event of a replacement is tried, and every one of the recovery after it.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from file_events import HELD, KILLED, NEW, OLD, RAISED, held, recover, replace, set_up

from rotasolve.files.lock import locked
from rotasolve.files.swap import replace_files, writing
from rotasolve.loader.text import read_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")


def tries(folder: Path, way: str) -> list[dict[str, Any]]:
    """What came of a replacement that was ended that way at each of its events."""
    script = Path(__file__).with_name("file_events.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder), way],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def visible(files: dict[str, str]) -> dict[str, str]:
    """Those files that are not ours alone."""
    return {name: text for name, text in files.items() if not name.startswith(".")}


def assert_whole(each: dict[str, Any]) -> None:
    """A try left the old files or the new ones for every reader, and nothing else in the end."""
    assert each["after"] in (OLD, NEW), each
    assert visible(each["read after"]) == each["after"], each
    # Somebody who may not repair it reads the same, but for names that are to go.
    stay = each["read"].keys() & each["after"].keys()
    assert {each["read"][name] == each["after"][name] for name in stay} == {True}, each
    # And whoever knows nothing of journals finds a whole file under every name that stays.
    assert each["at once"]["rota.json"] in ("old", "new"), each
    assert "rota.csv" in each["at once"] or each["at once"]["rota-previous.csv"] == "old", each
    assert each["widest"] == 0, each


def test_a_kill_at_any_event_leaves_the_old_files_or_the_new_ones(tmp_path: Path) -> None:
    found = tries(tmp_path, "kill")
    for each in found:
        assert each["code"] == KILLED
        assert_whole(each)
    # The old ones for long, as everything is prepared; then, once and for all, the new ones.
    new = [each["after"] == NEW for each in found]
    assert new == sorted(new)
    assert new.count(False) > 20
    # The worst moments are among them: one name has its new file already, another not yet.
    mixed = [each for each in found if {"rota-previous.json", "rota.csv"} <= each["at once"].keys()]
    assert any(each["at once"]["rota.json"] == "old" for each in mixed)
    assert any(each["at once"]["rota.json"] == "new" for each in mixed)


@pytest.mark.parametrize("way", ["kill again", "fail kill"])
def test_so_does_a_kill_while_it_is_finished_or_undone(tmp_path: Path, way: str) -> None:
    found = tries(tmp_path, way)
    for each in found:
        assert_whole(each)
    assert len(found) > 200
    assert {each["after"] == NEW for each in found} == {False, True}


def test_so_does_ctrl_c(tmp_path: Path) -> None:
    found = tries(tmp_path, "interrupt")
    for each in found:
        assert each["code"] == RAISED, "Ctrl-C is not swallowed"
        assert_whole(each)
        assert visible(each["at once"]) == each["after"], "it is finished at once"
    assert len(found) > 40


def test_a_failure_at_any_event_leaves_the_old_files(tmp_path: Path) -> None:
    found = tries(tmp_path, "fail")
    for each in found:
        assert_whole(each)
        # Where it was not told, it made no difference: the disk was not forced, a draft stayed.
        assert each["code"] in (RAISED, HELD)
        assert each["after"] == (OLD if each["code"] == RAISED else NEW), each
        assert visible(each["at once"]) == each["after"]
    assert sum(each["code"] == RAISED for each in found) > 20


def test_a_file_that_cannot_be_replaced_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that a spreadsheet has open, on Windows."""
    set_up(tmp_path)
    rename = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target).name == "rota.txt":
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        rename(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError) as caught:
        replace(tmp_path)
    assert caught.value.filename == str(tmp_path / "rota.txt")
    assert held(tmp_path) == OLD


def test_what_somebody_changed_after_a_kill_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path)
    rename, names = os.replace, []

    def stop(source: Path, target: Path) -> None:
        names.append(Path(target).name)
        if names[-1] == "rota.json":
            raise SystemExit
        rename(source, target)

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(SystemExit):
        replace(tmp_path)
    monkeypatch.undo()
    assert names[0] == ".rotasolve-journal"
    (tmp_path / "rota.json").write_text("by hand")
    recover(tmp_path)
    assert held(tmp_path) == {**NEW, "rota.json": "by hand"}


def test_drafts_of_a_process_at_work_are_left_alone(tmp_path: Path) -> None:
    set_up(tmp_path)
    draft = tmp_path / ".rotasolve-0123abcd-0"
    draft.write_text("half")
    with locked(tmp_path) as alone:
        assert alone
        with locked(tmp_path, seconds=0) as other:
            assert not other
    with locked(tmp_path):
        waiting = threading.Thread(target=recover, args=(tmp_path,))
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        assert draft.exists()
    waiting.join()
    assert held(tmp_path) == OLD


def test_others_hidden_files_stay(tmp_path: Path) -> None:
    kept = {".rotasolve-notes", ".rotasolve-0123abcd", ".rota.json.0123abcd.tmp"}
    for name in kept:
        (tmp_path / name).write_text("mine")
    recover(tmp_path)
    assert held(tmp_path).keys() == kept


WRITE = """
import sys
from pathlib import Path
from rotasolve.files.swap import replace_files, writing
folder, name = Path(sys.argv[1]), sys.argv[2]
for number in range(40):
    with writing(folder):
        text = f"{name}{number}".encode()
        replace_files(folder, {"rota.json": text, "rota.csv": text})
        assert (folder / "rota.json").read_bytes() == (folder / "rota.csv").read_bytes() == text
"""


def test_several_processes_write_into_one_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITE, str(tmp_path)]
    running = [subprocess.Popen([*command, name]) for name in "ab"]
    assert [process.wait() for process in running] == [0, 0]
    assert held(tmp_path).keys() == {"rota.json", "rota.csv"}
    assert len(set(held(tmp_path).values())) == 1


@pytest.mark.parametrize(
    "move",
    [
        {"name": "../out", "draft": ".rotasolve-0123abcd-0", "before": None, "after": "AFTER"},
        {"name": "out", "draft": "notes", "before": None, "after": "AFTER"},
        {"name": "out", "draft": ".rotasolve-0123abcd-0", "before": None, "after": "0" * 64},
        {"name": "notes", "draft": ".rotasolve-0123abcd-0", "before": None, "after": "AFTER"},
        {"name": "notes", "draft": None, "before": "0" * 64, "after": None},
        {"name": "out", "draft": ".rotasolve-0123abcd-1", "before": None, "after": "AFTER"},
        {"name": ["out"], "draft": None, "before": None, "after": None},
        {"name": "out"},
        "out",
    ],
    ids=str,
)
def test_a_journal_that_is_none_of_ours_does_nothing(tmp_path: Path, move: object) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes").write_text("mine")
    (folder / ".rotasolve-0123abcd-0").write_text("mine")
    (folder / ".rotasolve-0123abcd-1").symlink_to(folder / "notes")
    sha = hashlib.sha256(b"mine").hexdigest()
    document = json.dumps({"format": "rotasolve/journal", "moves": [move]}).replace("AFTER", sha)
    (folder / ".rotasolve-journal").write_text(document)
    read_text(folder / "notes", most_megabytes=1)
    assert held(folder) == {"notes": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_permissions_are_kept_and_new_files_have_those_of_any(tmp_path: Path) -> None:
    set_up(tmp_path)
    replace(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    # rota.txt is new: it is no wider than the file that it is made like.
    assert modes == dict.fromkeys(NEW, 0o600)
    (tmp_path / "rota.json").chmod(0o664)
    with writing(tmp_path):
        replace_files(tmp_path, {"rota.json": b"newer", "plain": b"new"})
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "rota.json").stat().st_mode) == 0o664
    assert (tmp_path / "plain").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_copy_has_the_times_of_its_original(tmp_path: Path) -> None:
    set_up(tmp_path)
    os.utime(tmp_path / "rota.csv", (1e9, 1e9))
    replace(tmp_path)
    assert (tmp_path / "rota-previous.csv").stat().st_mtime == 1e9
    assert (tmp_path / "rota.json").stat().st_mtime > 1e9


def test_our_own_journal_is_believed_whoever_owns_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some mounts give all files to one user, who need not be the one at work."""
    tmp_path.chmod(0o777)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    replace_files(tmp_path, {"rota.json": b"new", "rota.csv": b"new too"})
    found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert found == {"rota.json": b"new", "rota.csv": b"new too"}


@pytest.mark.skipif(os.name == "nt", reason="there a name may have no colon")
def test_a_name_may_begin_with_a_dot_or_have_a_colon(tmp_path: Path) -> None:
    replace_files(tmp_path, {".pay.csv": b"one", "pay 10:00.csv": b"two"})
    found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert found == {".pay.csv": b"one", "pay 10:00.csv": b"two"}


@pytest.mark.parametrize("name", ["../rota.json", ".rotasolve-journal", ".rotasolve-0123abcd-0"])
def test_a_name_that_cannot_be_kept_is_refused_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(OSError, match="no name for a file of results"):
        replace_files(tmp_path, {"rota.csv": b"new", name: b"new"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_what_was_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rota.csv").write_bytes(b"old")
    monkeypatch.setattr("rotasolve.files.swap._made_later", lambda folder, move: False)
    with pytest.raises(OSError, match="was not written as it should be"):
        replace_files(tmp_path, {"rota.csv": b"new"})
    assert (tmp_path / "rota.csv").read_bytes() == b"old"
