"""What a checkpoint brings is laid on what is held, page by page; what it does not bring any more leaves."""

from collections.abc import Iterable

from shared.register import Register
from shared.replica.adoption import adopt
from shared.replica.holdings import Holdings
from shared.storage import SqliteStorage
from shared.sync.protocol import Page


def arrive(pages: Iterable[Page], store: SqliteStorage, holdings: Holdings, register: Register) -> Page | None:
    """Apply the pages of one checkpoint, in order, inside the caller's transaction; answers the last one.

    When one of them names a package, that is attached to the store's connection.
    """
    last: Page | None = None
    kept: set[tuple[str, str]] = set()
    bins: frozenset[int] | None = None
    empty = not store.above("held", ("tbl", "id"), ("", ""), 1)
    for page in pages:
        last = page
        if page.package is not None:
            adopt(store, holdings, register)
        bins = None if page.bins is None else frozenset(page.bins)
        put, gone = lay(page, holdings)
        if page.whole and not empty:
            kept.update(put)
            kept.difference_update(gone)
    if last is not None and last.grants is not None:
        holdings.keep_only(frozenset(last.grants))
    if last is not None and last.whole and not empty:
        holdings.drop_all_but(kept, bins)
    return last


def lay(page: Page, holdings: Holdings) -> tuple[list[tuple[str, str]], tuple[tuple[str, str], ...]]:
    """Apply one page; answers the (table, id) that it put and those that it took."""
    put = holdings.put(page)
    holdings.delete(page.deletes)
    holdings.evict(page.evicts)
    return put, (*page.deletes, *page.evicts)
