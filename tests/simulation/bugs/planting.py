"""Ways to put a bug in."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch


def verb(name: str, decide: Any) -> Any:
    from shared.actions import book

    return patch.dict(book.BOOK, {(name, 1): replace(book.BOOK[name, 1], decide=decide)})


@contextmanager
def both(*patches: Any) -> Iterator[None]:
    with ExitStack() as stack:
        for one_patch in patches:
            stack.enter_context(one_patch)
        yield
