"""How long what is kept: one table, a line for each kind of data.

Belgian law keeps the books for ten years from 1 January after the date of the document: VAT code, art. 60, and Income
tax code 1992, art. 315, both as changed by the law of 20 November 2022 (in force since 1 January 2023; seven years
before). What issued invoices and payments say therefore stays, also of a person who was erased.
"""

from datetime import date

BOOKS_YEARS = 10


def books_until(issued_on: str) -> str:
    """The last day (`YYYY-MM-DD`) on which an invoice of this day must be kept."""
    return date(date.fromisoformat(issued_on).year + BOOKS_YEARS, 12, 31).isoformat()
