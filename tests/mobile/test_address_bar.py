"""The address bar answers late, and a person goes back meanwhile: it comes to rest, at one and the same page."""

from collections import deque
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from mobile.address_bar import ECHO_S, AddressBar
from mobile.state import State
from mobile.touchline import Touchline

PATHS = ("/", "/people", "/people/x", "/agenda")
PLACES = st.sampled_from(PATHS)
STEPS = st.one_of(st.sampled_from(("asks", "hears")), st.tuples(st.sampled_from(("taps", "goes")), PLACES))


@dataclass
class Client:
    """A browser at the far end of two slow lines: what it is asked, and what it says. It says only what changed."""

    at: str = "/"
    asked: deque[str] = field(default_factory=deque)
    said: deque[str] = field(default_factory=deque)

    def goes(self, path: str) -> None:
        """By itself, as when somebody presses "back"."""
        if path != self.at:
            self.at = path
            self.said.append(path)


def app_of(client: Client) -> Touchline:
    app = Touchline(None, None, State(), lambda: 0, navigate=client.asked.append)  # type: ignore[arg-type]  # only places are asked for
    app.opened(client.at)
    return app


def rests(app: Touchline, client: Client) -> None:
    """Both lines are emptied, in turns."""
    for _ in range(40):
        if client.asked:
            client.goes(client.asked.popleft())
        if client.said:
            app.arrived(client.said.popleft())
    assert (client.asked, client.said) == (deque(), deque()), "it never comes to rest"
    assert app.state.place.route == client.at


def test_back_while_the_bar_is_still_to_follow_leads_back_and_stays_there() -> None:
    client = Client("/people")
    app = app_of(client)
    app.go("/people/x")
    client.goes("/agenda")  # before it heard of that
    client.goes(client.asked.popleft())
    app.arrived(client.said.popleft())
    rests(app, client)
    assert client.at == "/agenda"


def test_back_to_a_page_that_was_asked_for_a_moment_ago_is_no_echo() -> None:
    client = Client()
    app = app_of(client)
    for path in ("/people", "/people/x"):
        app.go(path)
        rests(app, client)
    client.goes("/people")
    rests(app, client)
    assert client.at == "/people"


def test_an_echo_that_never_came_is_not_awaited_for_long() -> None:
    now = [0.0]
    bar = AddressBar(lambda path: None, lambda: now[0])
    bar.go("/people")
    now[0] = ECHO_S
    assert not bar.is_echo("/people")


def test_a_bar_that_stands_there_is_not_asked_to() -> None:
    asked: list[str] = []
    bar = AddressBar(asked.append)
    for path in ("/people", "/people"):
        bar.go(path)
    bar.is_echo("/people")
    bar.go("/people")
    assert asked == ["/people"]


@given(st.lists(STEPS, max_size=12))
def test_whatever_crosses_on_the_way_comes_to_rest_at_one_page(steps: list[str | tuple[str, str]]) -> None:
    client = Client()
    app = app_of(client)
    for step in steps:
        match step:
            case "asks":
                if client.asked:
                    client.goes(client.asked.popleft())
            case "hears":
                if client.said:
                    app.arrived(client.said.popleft())
            case "taps", path:
                app.go(path)
            case "goes", path:
                client.goes(path)
    rests(app, client)
