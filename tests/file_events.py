"""A replacement of files is ended, or fails, at its first file event, at its second, and so on.

An audit hook sees every file event of Python before it happens, whoever causes it, so no list of
calls has to be kept up to date here. Hooks stay for good: each try has a process of its own. Run as
a script, which is a small process and soon copied: ``python file_events.py FOLDER WAY``. It prints
a JSON line for each try.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rotasolve.files.swap import replace_files, settled, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OVER, KILLED, RAISED, HELD = 0, 77, 78, 79
"""What became of a process: no event was left, it was killed, it raised, it went on."""
OLD = {"rota.json": "old", "rota.csv": "old", "notes": "mine"}
NEW = {"rota.json": "new", "rota.txt": "new", "notes": "mine"}
NEW |= {"rota-previous.json": "old", "rota-previous.csv": "old"}


def set_up(folder: Path) -> None:
    """The old set of files, which only their owner reads, and nothing else."""
    for path in folder.iterdir():
        path.unlink()
    for name, text in OLD.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)


def replace(folder: Path) -> None:
    """The old set gets another name, and a new one its own: a file of it goes, another comes."""
    with writing(folder):
        copies = {f"rota-previous{end}": folder / f"rota{end}" for end in (".json", ".csv")}
        new = {"rota.json": b"new", "rota.csv": None, "rota.txt": b"new"}
        replace_files(folder, {**copies, **new}, like=folder / "rota.json")


def recover(folder: Path) -> None:
    """What the next run does first, whatever it writes."""
    with writing(folder):
        pass


def held(folder: Path) -> dict[str, str]:
    """All files of ``folder``."""
    return {path.name: path.read_text() for path in folder.iterdir()}


def widest(folder: Path) -> int:
    """The permissions that some file of ``folder`` gives; those of journals do not matter."""
    modes = [stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir() if p.read_text()[:1] != "{"]
    return max(mode & 0o077 for mode in modes)


def kill() -> None:
    """End this process at once, as SIGKILL does: nothing is cleaned up."""
    os._exit(KILLED)


def interrupt() -> None:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


def fail() -> None:
    """Fill the disk."""
    raise OSError(28, "No space left on device")


Ends = dict[int, "Callable[[], None]"]


def ended(folder: Path, act: Callable[[Path], None], ends: Ends) -> int:
    """What becomes of ``act`` with the function of ``ends`` called at its event of that number.

    Events are those of files in ``folder``, from 1 on, each force to disk included.
    """
    pid = os.fork()
    if pid == 0:
        code = RAISED
        try:
            fired = _watch(str(folder), ends)
            act(folder)
            code = HELD if fired else OVER
        except (OSError, KeyboardInterrupt):
            pass
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _watch(folder: str, ends: Ends) -> list[int]:
    """The numbers of the events at which something was done, as they come."""
    seen, fired = 0, list[int]()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        ours = event.partition(".")[0] in ("open", "os", "fcntl", "test") and any(
            str(each).startswith(folder) for each in arguments
        )
        if ours or event in ("fcntl.flock", "test.fsync"):
            seen += 1
            if seen in ends:
                fired.append(seen)
                ends[seen]()

    os.fsync = lambda descriptor: sys.audit("test.fsync", descriptor)
    sys.addaudithook(hook)
    return fired


def read_only(folder: Path) -> dict[str, str]:
    """What somebody reads who may not write into ``folder``."""

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    kept = os.replace, os.unlink
    os.replace = os.unlink = refuse
    try:
        return {
            path.name: settled(path).read_text()
            for path in sorted(folder.iterdir())
            if not path.name.startswith(".")
        }
    finally:
        os.replace, os.unlink = kept


def tries(folder: Path, way: str) -> Iterator[dict[str, Any]]:
    """All tries: ``kill``, ``interrupt``, ``fail``; ``kill again``, ``fail kill`` at two events."""
    first, _, second = way.partition(" ")
    end = {"kill": kill, "interrupt": interrupt, "fail": fail}[first]
    for number in count(1):
        for later in count(1) if second else [0]:
            set_up(folder)
            ends = {number: end} if second != "kill" else {number: end, number + later: kill}
            code = ended(folder, replace, ends)
            if code == OVER:
                return
            if second == "again" and ended(folder, recover, {later: kill}) == OVER:
                break
            if second == "kill" and code != KILLED:
                break
            record = {"number": number, "later": later, "code": code, "at once": held(folder)}
            record |= {"widest": widest(folder), "read": read_only(folder)}
            settled(folder / "rota.json")
            record["read after"] = held(folder)
            recover(folder)
            yield {**record, "after": held(folder)}


if __name__ == "__main__":
    os.fsync = lambda _: None
    for record in tries(Path(sys.argv[1]), sys.argv[2]):
        sys.stdout.write(json.dumps(record) + "\n")
