"""The server loses power at every write of some pushes: what was acknowledged is there, a half push is not."""

from pathlib import Path

from tests.crash.clubs import ServerStory
from tests.crash.story import inspect
from tests.house import House


def test_an_acknowledged_push_is_there_and_a_half_one_is_not(house: House, folder: Path) -> None:  # promises 1, 2
    days = ServerStory(house, folder, "sara", "karel")
    sara, karel = days.phones["sara"], days.phones["karel"]
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa", "value": "0470000001"})
    karel.do("contact.delete", id="contact-zoe")  # refused on the phone
    house.clock.wait(1000)
    sara.do("contact_point.patch", id="phone-of-piet", set={"value": "0470000002"})
    sara.do("group.remove_member", id="member-kim")  # moves scopes and grants
    assert [one.outcome for one in days.push("sara")] == ["applied", "applied"]
    assert [one.outcome for one in days.push("karel")] == ["parked"]  # he coaches Kim no more
    cuts = inspect(days.story, points=days.story.points(), more=days.goes_on)
    assert cuts > 300
