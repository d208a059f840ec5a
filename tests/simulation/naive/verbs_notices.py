"""What people of the naive club want to hear of."""

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, named_for


def notice_choose(deed: Deed, args: Row) -> None:
    person, kind = args["contact"], args["kind"]
    deed.allow(deed.office() or deed.own(person))
    deed.need("contact", person)
    id = named_for("notice_choice", person, kind)
    said: Row = {args["way"]: args["on"]}
    if deed.club.get("notice_choice", id) is None:
        said |= {"id": id, "contact": person, "kind": kind}
    deed.merge("notice_choice", id, said)
