"""How long rows may stay on a device that hears nothing from the club.

Names and the agenda never lock. Sensitive tables do, and so do the numbers and addresses by which people are reached:
a lost phone that nobody revoked forgets them by itself.
"""

from shared.tables import REGISTER

DAY_MS = 86_400_000
SENSITIVE_DAYS = 14
DAYS = {"contact_point": 120, "contact_medical": 7}
LEASES = {
    table.name: DAYS.get(table.name, SENSITIVE_DAYS) * DAY_MS
    for table in REGISTER
    if table.klass == "C" or table.name in DAYS
}
"""By table, in ms since the server was last heard."""


def lapsed(silence_ms: int) -> frozenset[str]:
    """The tables whose lease has run out after so long a silence."""
    return frozenset(table for table, lease in LEASES.items() if silence_ms > lease)
