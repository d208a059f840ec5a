"""Numbers in names count as numbers, in SQL too: `ORDER BY natural_key(r.name)`."""

import sqlite3

from shared.domain.natural_order import natural_key


def teach(connection: sqlite3.Connection) -> None:
    """From now on this connection knows `natural_key(text)`."""
    connection.create_function("natural_key", 1, natural_key, deterministic=True)
