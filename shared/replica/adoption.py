"""Takes a whole package over into what this device holds: set by set, in the transaction of its checkpoint."""

import json

from shared.register import Register
from shared.replica.holdings import Holdings
from shared.storage import SqliteStorage
from shared.storage_package import carriers_in, held_already, sums_in, take_over


def adopt(store: SqliteStorage, holdings: Holdings, register: Register) -> None:
    """Hold every row of the attached package.

    What is here already stays as it is (the package may be older) and is carried by the package's scopes too: what
    moved since the package was made comes with the tail.
    """
    connection = store.connection
    scopes = {carrier: tuple(map(str, json.loads(text))) for carrier, text in carriers_in(connection).items()}
    offset = holdings.add_carriers(scopes)
    for table in sorted(register, key=lambda table: table.name):  # the order of `held`, which so grows at its end
        here, sums = held_already(connection, table), sums_in(connection, table)
        for carrier, hashed in here.values():
            sums[carrier][0] -= 1
            sums[carrier][1] -= hashed
        holdings.widen(table.name, {id: scopes[carrier] for id, (carrier, _) in here.items()})
        take_over(connection, store.register, table, offset, here)
        for carrier, (count, total) in sums.items():
            holdings.entered(offset + carrier, table.name, count, total)
