"""What is taken out of the app with data of people in it: written down under one's name before it leaves."""

from collections.abc import Collection

from mobile.touchline import Touchline


def written_down(
    touchline: Touchline,
    what: str,
    form: str,
    holds: Collection[str],
    people: Collection[str],
    group: str | None = None,
) -> bool:
    """Note that a file of this kind is made about these contacts, and which kinds of words it `holds` (see
    `shared/tables/exports.py`); False when it cannot be noted, which is said: then it may not leave. What is about
    one's own people alone leaves without a line.
    """
    about = set(people)
    if about and about <= touchline.state.me.close:
        return True
    line = {"what": what, "form": form, "holds": sorted(holds), "people": max(1, len(about)), "group": group}
    contact = next(iter(about)) if len(about) == 1 else None
    done = touchline.do("export_log.note", id=touchline.writer.new_id(), contact=contact, **line)
    return done.refusal is None
