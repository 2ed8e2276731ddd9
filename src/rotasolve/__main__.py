"""``python -m rotasolve`` is the command ``rotasolve``."""

from __future__ import annotations

from rotasolve.cli import main

if __name__ == "__main__":
    main()
