"""The sentences of one language, as letters say them."""

from datetime import date

from sync_server.letters.writing import words_of


class Say:
    """Fills in the sentences of the catalogue."""

    def __init__(self, language: str) -> None:
        self.language, self._words = language, words_of(language)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence under `key`, filled in."""
        return self._words.gettext(key).format(**values)

    def plural(self, key: str, n: int, **values: object) -> str:
        """The sentence under `key` for `n` of them."""
        return self._words.ngettext(key, key, n).format(n=n, **values)

    def day(self, day: date) -> str:
        """ "zaterdag 28 november"."""
        weekday, month = self(f"weekday.{day.isoweekday()}"), self(f"month.{day.month}")
        return self("date.weekday_and_day", weekday=weekday, day=day.day, month=month)
