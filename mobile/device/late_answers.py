"""Keeps the app hearing taps after a control has left the page with a question still open.

Flet 1.0.5 raises in `Session.handle_invoke_method_results` when the answer belongs to a control that is gone; that ends
the loop which receives everything the person does, and the app looks alive and is deaf. Leaving the scanner while the
camera takes a picture is enough. Nobody waits for such an answer any more: it is dropped.
"""

import logging
from typing import Any

from flet.messaging.session import Session

log = logging.getLogger("touchline")
_MARK = "forgives_late_answers"


def forgive_late_answers() -> None:
    """Drop answers of controls that are gone. May be called at each start of the app; it acts once."""
    heard = Session.handle_invoke_method_results
    if getattr(heard, _MARK, False):
        return

    def hear(session: Session, control_id: int, call_id: str, result: Any, error: str | None) -> None:
        try:
            heard(session, control_id, call_id, result, error)
        except RuntimeError:  # the one this method raises: the control is not registered
            log.info("an answer came after its control had gone: %s", control_id)

    setattr(hear, _MARK, True)
    setattr(Session, heard.__name__, hear)  # a method cannot be assigned by name under mypy
