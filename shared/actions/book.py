"""The book of verbs, and the one way to run them: rights, then decision, changeset by changeset."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions import (
    accounts,
    agenda,
    audits,
    bookings,
    consents,
    contacts,
    custody,
    devices,
    erasing,
    evaluations,
    exports,
    feeds,
    fields,
    groups,
    guests,
    injuries,
    invitations,
    invoices,
    media,
    notices,
    removing,
