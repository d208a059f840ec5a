"""What people hear of. A subject is one file here and a line of `SUBJECTS`; the kinds under which people choose stand
in `shared/domain/notices.py`, the words in the catalogues.
"""

from collections.abc import Mapping
from typing import Any

from sync_server.letters.news.agenda import Activities
from sync_server.letters.news.evaluations import Evaluations
from sync_server.letters.news.invoices import Invoices
from sync_server.letters.news.loans import Loans
from sync_server.letters.news.subject import Item, Subject

SUBJECTS: Mapping[str, Subject[Any]] = {
    subject.table: subject for subject in (Activities(), Invoices(), Evaluations(), Loans())
}
"""By the table of the rows that are told."""


def subject_of(item: Item) -> Subject[Any]:
    """What this news is about."""
    return SUBJECTS[item[0]]
