"""The app goes on hearing taps after the scanner was left in the middle of a picture."""

import pytest
from flet.messaging.session import Session

from mobile.device.late_answers import forgive_late_answers


def test_the_answer_of_a_control_that_is_gone_is_dropped() -> None:
    """Flet raises here, which would end the loop that hears everything else."""
    session = Session.__new__(Session)
    session._Session__index = {}  # type: ignore[attr-defined]  # nothing is on the page any more
    forgive_late_answers()
    forgive_late_answers()
    assert session.handle_invoke_method_results(169, "call", b"picture", None) is None


def test_flet_still_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day Flet drops such answers itself, this module can go."""
    ours = Session.handle_invoke_method_results
    theirs = ours.__closure__[0].cell_contents if ours.__closure__ else ours
    monkeypatch.setattr(Session, "handle_invoke_method_results", theirs)
    session = Session.__new__(Session)
    session._Session__index = {}
    with pytest.raises(RuntimeError):
        session.handle_invoke_method_results(169, "call", b"picture", None)
