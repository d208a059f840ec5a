"""Bugs about what was taken out of the club and what was asked of its office."""

from typing import Any
from unittest.mock import patch

from shared.actions import exports, requests, users


def gone_stays_named() -> Any:
    """A line names whom the club does not know any more."""
    return patch.object(exports, "_is_there", lambda facts, table, id: id is not None)


def asked_twice() -> Any:
    """The office gets the same question as often as somebody has patience."""
    return patch.object(requests, "about", lambda request: None)


def no_answer() -> Any:
    """The office decides, and nobody tells who asked."""
    return patch.object(users, "answer", lambda call, request: ())
