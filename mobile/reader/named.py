"""Somebody by their names, as every list and page shows them."""

from shared.domain.contact import display_name, initials


class Named:
    """What a row that has `given` and `family` says of somebody."""

    given: str
    family: str | None

    @property
    def name(self) -> str:
        """Given name first."""
        return display_name(self.given, self.family)

    @property
    def initials(self) -> str:
        """For the round picture."""
        return initials(self.given, self.family)
