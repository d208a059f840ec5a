"""Bugs about activities that repeat."""

from typing import Any
from unittest.mock import patch

from shared.actions import series


def exceptions_swept() -> Any:
    """What was said of one evening is overwritten by the next word about all of them."""

    def followed(one: Any, was: Any, now: Any, said: Any, edited_too: bool) -> Any:
        return real(one, was, now, said, True)

    real = series._followed
    return patch.object(series, "_followed", followed)


def moved_in_silence() -> Any:
    """A series that moves counts up for itself alone."""
    return patch.object(series, "_noted", lambda one, fields, marks: {})
