"""What the naive club knows of bringing back what was deleted."""

from tests.simulation.naive.club import Place, Row
from tests.simulation.naive.deed import Deed, No
from tests.simulation.naive.verbs_people import DETAILS, SIDES


def row_restore(deed: Deed, args: Row) -> None:
    place = args["table"], args["id"]
    if place[0] in ("activity", "activity_series"):
        return _planned_again(deed, place)
    deed.allow(deed.office())
    if deed.club.get(*place) is not None or place not in deed.club.removed or _no_image(deed, place):
        raise No("not_deleted")
    image = deed.club.removed[place]
    if place[0] == "contact":
        deletion = deed.club.removed_by[place]
        for detail, row in list(deed.club.removed.items()):
            left = deed.club.removed_by[detail] == deletion and deed.club.get(*detail) is None
            if left and not _no_image(deed, detail) and row.get("contact", row["id"]) == args["id"]:
                deed.create(detail[0], row)
        return None
    _what_it_hangs_on(deed, place[0], image)
    deed.create(place[0], image)
    return None


def _what_it_hangs_on(deed: Deed, table: str, image: Row) -> None:
    if table in DETAILS:
        deed.need("contact", image["contact"])
    elif table in SIDES:
        deed.need("contact", image["id"])
    elif table == "custody_signature":
        deed.need("contact", image["contact"])
    elif table == "medium":
        deed.need("contact" if image["contact"] else "resource", image["contact"] or image["resource"])
    elif table == "activity_visitor":
        deed.need("activity", image["activity"])
    elif table == "activity_guest":
        deed.need("activity", image["activity"])
        deed.need("contact", image["contact"])


def _planned_again(deed: Deed, place: tuple[str, str]) -> None:
    """Whoever plans for its team brings back what left in the same breath: evenings, what was answered, the series."""
    away = deed.club.get(*place) is None and place in deed.club.removed and not _no_image(deed, place)
    team = deed.club.removed[place]["group"] if away else None
    deed.allow(deed.office() or deed.trains(team))
    if not away:
        raise No("not_deleted")
    breath = deed.club.removed_by[place]
    left = [
        (table, row)
        for (table, id), row in deed.club.removed.items()
        if deed.club.removed_by[table, id] == breath
        and deed.club.get(table, id) is None
        and not _no_image(deed, (table, id))
    ]
    series = {row["id"]: row for table, row in left if table == "activity_series" and row["group"] == team}
    evenings = {row["id"]: row for table, row in left if table == "activity" and row["group"] == team}
    last: dict[str, str] = dict.fromkeys(series, "")
    for one in evenings.values():
        if one["series"] and one["occurs_on"]:
            last[one["series"]] = max(last.get(one["series"], ""), one["occurs_on"])
    for id, day in last.items():
        stands = deed.club.get("activity_series", id)
        gone = ("activity_series", id)
        known = gone in deed.club.removed and not _no_image(deed, gone)
        was = series.get(id) or (deed.club.removed[gone] if known else None)
        if stands is None and was is not None:
            deed.create("activity_series", {**was, "until_on": max(was["until_on"], day)})
        elif stands is not None and stands["until_on"] < day:
            deed.write("activity_series", id, {"until_on": day})
    for one in evenings.values():
        deed.create("activity", one)
    for table, row in left:
        known = table == "activity_guest" and deed.club.get("contact", row["contact"])
        if (known or table == "activity_visitor") and row["activity"] in evenings:
            deed.create(table, row)


def _no_image(deed: Deed, place: Place) -> bool:
    """Whether nobody remembers what it was."""
    return deed.club.blank.get(place) == deed.club.removed_by[place]
