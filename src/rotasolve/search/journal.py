"""What happens in a solve beside the rota: failures, fallbacks, and proofs that there is none."""

from __future__ import annotations

import threading
from collections import Counter

from rotasolve.errors import EncoderMismatch
from rotasolve.result import Failure, confirmed


class Journal:
    """What every thread of one solve writes down, and its result tells."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: list[Failure] = []
        self._fallbacks: Counter[str] = Counter()
        self._proofs: dict[str, None] = {}
        self._disputed = False

    def fail(self, error: Exception) -> None:
        """``error`` was raised, and what was found before it is kept."""
        with self._lock:
            self._failures.append(Failure.of(error))
            self._disputed |= isinstance(error, EncoderMismatch)

    def dispute(self, words: str) -> None:
        """Solver, model and auditor do not agree: nothing that was proven counts any more."""
        self.fail(EncoderMismatch(words))

    def fall_back(self, what: str) -> None:
        """Something was done in another way than it was meant to."""
        with self._lock:
            self._fallbacks[what] += 1

    def prove(self, *ways: str) -> None:
        """It is proven in these ways that no rota keeps every must."""
        with self._lock:
            self._proofs |= dict.fromkeys(ways)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every failure, in the order in which they came."""
        return tuple(self._failures)

    @property
    def fallbacks(self) -> dict[str, int]:
        """How often what was done in another way, by its name."""
        with self._lock:
            return dict(sorted(self._fallbacks.items()))

    @property
    def disputed(self) -> bool:
        """Whether two did not agree on a rota, a cost or a proof."""
        return self._disputed

    @property
    def proofs(self) -> tuple[str, ...]:
        """In what ways it is proven that no rota keeps every must; none after a dispute."""
        with self._lock:
            return () if self._disputed else tuple(self._proofs)

    @property
    def impossible(self) -> bool:
        """Whether it is certain that no rota keeps every must."""
        return confirmed(self.proofs)
