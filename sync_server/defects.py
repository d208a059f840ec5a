"""A defect of ours in work that goes on by itself: told with its trace, and kept from taking the rest with it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import TouchlineError

log = logging.getLogger("touchline")


class Broken(Exception):
    """A defect of ours, which is in the log. What it befell is given up, and what comes after it is not."""


@contextmanager
def set_apart(what: str, *foreseen: type[Exception]) -> Iterator[None]:
    """A defect inside is logged with its trace and becomes Broken; what is `foreseen` passes as it is, and so does the
    family of TouchlineError.
    """
    passes: tuple[type[Exception], ...] = (TouchlineError, Broken, *foreseen)
    try:
        yield
    except passes:
        raise
    except Exception as problem:
        log.exception("a defect in the %s", what)
        raise Broken from problem
