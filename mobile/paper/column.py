"""What most papers are: lines that go down a page and on to a next one, with the same foot under each."""

from mobile.paper.pdf import BLACK, HEIGHT, MM, WIDTH, Colour, Page

LEFT, RIGHT, TOP, FOOT = 20 * MM, WIDTH - 20 * MM, HEIGHT - 22 * MM, 20 * MM
"""Where the text begins and ends, in points from the left and from below."""
GREEN: Colour = (0.0, 0.42, 0.29)
GREY: Colour = (0.40, 0.44, 0.42)
RULE: Colour = (0.80, 0.83, 0.81)
LINE = 15
"""Points from line to line."""


class Column:
    """`at` is the baseline of the next line, on the last of `pages`."""

    def __init__(self, foot: str) -> None:
        self._foot = foot
        self.pages: list[Page] = []
        self.turn()

    @property
    def page(self) -> Page:
        """The page that is written on."""
        return self.pages[-1]

    def turn(self) -> None:
        """On to a fresh page."""
        self.pages.append(Page())
        self.at = TOP
        self.rule(FOOT - 8)
        self.page.text((LEFT, FOOT - 20), 8, self._foot, colour=GREY)

    def room(self, high: float) -> None:
        """On to the next page where so many points are not left."""
        if self.at - high < FOOT:
            self.turn()

    def rule(self, at: float) -> None:
        """A thin line from side to side."""
        self.page.shape([(LEFT, at), (RIGHT, at)], stroke=RULE)

    def say(self, text: str, size: float, *, indent: float = 0, bold: bool = False, colour: Colour = BLACK) -> None:
        """A line of text, and down to the next."""
        self.page.text((LEFT + indent, self.at), size, text, bold=bold, colour=colour)
        self.at -= LINE
