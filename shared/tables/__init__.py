"""The entries of the register, one file per noun. `SCHEMA` counts up when a field or a table is added."""

from shared.register import Register
from shared.tables import (
    accounts,
    agenda,
    audits,
    contacts,
    devices,
    evaluations,
    exports,
    fields,
    groups,
    injuries,
    invitations,
    invoices,
    media,
    notices,
    resources,
    users,
)

SCHEMA = 13

REGISTER = Register(
    (
        *users.TABLES,
        *groups.TABLES,
        *contacts.TABLES,
        *accounts.TABLES,
        *agenda.TABLES,
        *resources.TABLES,
        *audits.TABLES,
        *invoices.TABLES,
        *media.TABLES,
        *devices.TABLES,
        *invitations.TABLES,
        *evaluations.TABLES,
        *notices.TABLES,
        *injuries.TABLES,
        *fields.TABLES,
        *exports.TABLES,
    )
)
