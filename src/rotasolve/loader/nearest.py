"""Which known word an unknown one is likely to mean: found in a bounded search."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_WORD = 80
"""Longer words are not compared, as that takes long and nobody means one."""
MOST_COMPARED = 24
"""Known words that one unknown word is compared with at most."""
MOST_ASKED = 400
"""Different unknown words that are looked for among the same known ones; no more are told."""
_MOST_LOOKED_UP = 4_000
# Words that people use for another one, which no likeness of letters finds.
_ALSO_CALLED = {
    "days": "days_a_week",
    "holiday": "leave",
    "holidays": "leave",
    "annual leave": "leave",
    "annual_leave": "leave",
}


class Names(Collection[str]):
    """Known words, each once and in order, and which of them another word is near to."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = dict.fromkeys(words)
        self._asked: dict[str, str | None] = {}

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def nearest(self, word: str) -> str | None:
        """The known word that ``word`` is most likely to mean; None when nothing is near."""
        if len(word) > LONGEST_WORD:
            return None
        if word not in self._asked:
            if len(self._asked) >= MOST_ASKED:
                return None
            self._asked[word] = self._find(word.lower())
        return self._asked[word]

    def _find(self, word: str) -> str | None:
        if _ALSO_CALLED.get(word) in self._by_lower:
            return self._by_lower[_ALSO_CALLED[word]]
        match = get_close_matches(word, self._candidates(word), n=1, cutoff=0.6)
        return self._by_lower[match[0]] if match else None

    def _candidates(self, word: str) -> list[str]:
        """Those that share most pairs of letters with ``word``, the rarest pairs first."""
        if word in self._by_lower or len(self._by_lower) <= MOST_COMPARED:
            return [word] if word in self._by_lower else list(self._by_lower)
        holders = sorted((self._by_pair.get(pair, []) for pair in _pairs(word)), key=len)
        shared: Counter[str] = Counter()
        left = _MOST_LOOKED_UP
        for words in holders:
            shared.update(words[:left])
            left -= len(words)
            if left <= 0:
                break
        ranked = sorted(shared, key=lambda each: (-shared[each], abs(len(each) - len(word))))
        return ranked[:MOST_COMPARED]

    @cached_property
    def _by_lower(self) -> dict[str, str]:
        return {each.lower(): each for each in reversed(self._words)}

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        """The words, in small letters, that have each pair of letters next to each other."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._by_lower:
            for pair in _pairs(word[:LONGEST_WORD]):
                found[pair].append(word)
        return found


def _pairs(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[at : at + 2] for at in range(len(padded) - 1)}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` is most likely to mean; None when nothing is near."""
    return (known if isinstance(known, Names) else Names(known)).nearest(word)
