"""The order in which people expect names with numbers in them: Ballenzak 2 before Ballenzak 10, U9 before U13."""

import re
from functools import lru_cache

from shared.domain.contact import fold

WIDTH = 12
"""Digits a number is written with."""

_NUMBER = re.compile(r"[0-9]+")


@lru_cache(maxsize=4096)
def natural_key(text: str) -> str:
    """Text whose plain order is that order; case, accents and punctuation do not count."""
    return _NUMBER.sub(lambda found: found[0].zfill(WIDTH), fold(text))
