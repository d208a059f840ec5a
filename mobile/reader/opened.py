"""What lies sealed in the file: queries open it with `opened(table, key, field, cell)`."""

import sqlite3


def teach(connection: sqlite3.Connection) -> None:
    """A store without a lock opens nothing: there a cell is what it is."""
    try:
        connection.execute("SELECT opened('', '', '', NULL)")
    except sqlite3.OperationalError:
        connection.create_function("opened", 4, lambda table, key, field, cell: cell, deterministic=True)
