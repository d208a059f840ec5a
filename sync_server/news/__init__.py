"""What people hear of. A subject is one file here and a line of `SUBJECTS`; the kinds under which people choose stand
in `shared/domain/notices.py`, the words in the catalogues.
"""

from collections.abc import Mapping
from typing import Any

from sync_server.news.agenda import Activities
from sync_server.news.evaluations import Evaluations
from sync_server.news.invoices import Invoices
from sync_server.news.loans import Loans
from sync_server.news.subject import Item, Subject

SUBJECTS: Mapping[str, Subject[Any]] = {
    subject.table: subject for subject in (Activities(), Invoices(), Evaluations(), Loans())
}
"""By the table of the rows that are told."""


def subject_of(item: Item) -> Subject[Any]:
    """What this news is about."""
    return SUBJECTS[item[0]]
