"""Evaluations: filled in side by side, final when their author says so, read when they are shared. (feature 36)"""

from typing import Any

import pytest

from shared.domain.evaluation import evaluation_id, score_id
from tests.house import House, Phone

KIM, ROUND = "contact-kim", "2026-11-01"
WHICH = {"template": "template-youth", "contact": KIM, "round_on": ROUND}
COACHS, SELFS = (evaluation_id("template-youth", KIM, side, ROUND) for side in ("coach", "self"))
PASSING: dict[str, Any] = {**WHICH, "criterion": "criterion-passing"}
CRITERIA = (
    {"id": "criterion-passing", "category": "Techniek", "name": "Passing", "scale": "stars", "weight": 2},
    {"id": "criterion-effort", "category": "Inzet", "name": "Inzet", "scale": "choice", "choices": ["soms", "altijd"]},
    {"id": "criterion-words", "category": "Inzet", "name": "In woorden", "scale": "text"},
)


@pytest.fixture
def club(house: House) -> House:
    """The house with a template for everybody."""
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", criteria=list(CRITERIA))
    return house


def coach(club: House, name: str = "phone") -> Phone:
    """Karel, who coaches Kim, with everything on his phone."""
    karel = club.phone("karel", name)
    karel.sync()
    return karel


def parent(club: House) -> Phone:
    """Piet, Kim's father."""
    piet = club.phone("piet")
    piet.sync()
    return piet


def scores(club: House) -> dict[str, Any]:
    """What was given, by criterion; of all evaluations together."""
    return {row["criterion"]: row["value"] if row["text"] is None else row["text"] for row in club.store.find("score")}


def test_a_template_comes_with_its_criteria_in_order(club: House) -> None:
    rows = club.store.find("criterion", template="template-youth")
    assert {(row["position"], row["name"], row["weight"]) for row in rows} == {
        (0, "Passing", 2),
        (1, "Inzet", None),
        (2, "In woorden", None),
    }


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([], "criteria required"),
        (["passing"], "criteria not_json"),
        ([{**CRITERIA[0], "weight": 0}], "weight out_of_range"),
        ([{**CRITERIA[1], "choices": ["alone"]}], "choices required"),
        ([{**CRITERIA[0], "scale": "score", "low": 9, "high": 3}], "high out_of_range"),
        ([{**CRITERIA[0], "position": 7}], "position unknown_field"),
        ([CRITERIA[0], CRITERIA[0]], "exists"),
    ],
)
def test_what_cannot_be_asked(house: House, criteria: list[Any], why: str) -> None:
    assert house.refusal("olga", "evaluation_template.create", id="template-x", name="x", criteria=criteria) == why


def test_a_period_ends_after_it_begins(club: House) -> None:
    def patch(**values: str | None) -> str:
        return club.refusal("olga", "evaluation_template.patch", id="template-youth", set=values)

    assert patch(from_on="2026-11-01", to_on="2026-10-31") == "bad_period"
    assert patch(to_on="2026-11-30") == "bad_period"
    assert patch(from_on="2026-11-01", to_on="2026-11-01") == ""


def test_more_criteria_come_after_those_that_are_there(club: House) -> None:
    more = {**CRITERIA[0], "id": "criterion-shot", "name": "Schot"}
    club.do("evaluation_template.add_criteria", id="template-youth", criteria=[more])
    assert (club.row("criterion", "criterion-shot") or {})["position"] == 3


@pytest.mark.parametrize("field", ["weight", "scale", "high", "choices", "category"])
def test_what_a_figure_was_worked_out_with_is_said_once(club: House, field: str) -> None:
    wish = {"id": "criterion-passing", "set": {field: 1}}
    assert club.refusal("olga", "criterion.patch", **wish) == f"{field} unknown_field"


def test_the_first_score_begins_it_and_the_next_corrects_it(club: House) -> None:
    karel = coach(club)
    for value in (2, 4):
        karel.do("evaluation.score", **PASSING, value=value)
    assert karel.sync() == ["applied", "applied"]
    assert (scores(club), len(club.store.find("evaluation"))) == ({"criterion-passing": 4}, 1)
    row = club.row("evaluation", COACHS) or {}
    assert (row["side"], row["begun_by"], row["final_at"], row["shared_at"]) == ("coach", "user-karel", None, None)


def test_two_phones_without_signal_make_one_evaluation(club: House) -> None:
    """Both filled it in at the field; what was given twice is the later one, and the other is in history."""
    first, second = coach(club), coach(club, "tablet")
    first.do("evaluation.score", **PASSING, value=2)
    club.clock.wait(1000)
    second.do("evaluation.score", **PASSING, value=5)
    second.do("evaluation.score", **{**PASSING, "criterion": "criterion-effort"}, value=1)
    assert second.sync() == ["applied", "applied"]
    assert first.sync() == ["merged"]
    assert [row["id"] for row in club.store.find("evaluation")] == [COACHS]
    assert scores(club) == {"criterion-passing": 5, "criterion-effort": 1}
    assert {row["id"] for row in club.store.find("score")} == {
        score_id(COACHS, "criterion-passing"),
        score_id(COACHS, "criterion-effort"),
    }


def test_a_score_is_taken_back(club: House) -> None:
    karel = coach(club)
    karel.do("evaluation.score", **PASSING, value=2)
    karel.do("evaluation.score", **PASSING)
    karel.sync()
    assert scores(club) == {"criterion-passing": None}
    assert club.refusal("karel", "evaluation.finish", **WHICH) == "value required"


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({**PASSING, "value": 6}, "value out_of_range"),
        ({**PASSING, "text": "goed"}, "text unknown_field"),
        ({**PASSING, "template": "template-other", "value": 2}, "criterion not_a_choice"),
        ({**PASSING, "criterion": "criterion-none", "value": 2}, "gone"),
        ({**PASSING, "round_on": "vandaag", "value": 2}, "round_on not_a_date"),
    ],
)
def test_what_cannot_be_given(club: House, wish: dict[str, Any], why: str) -> None:
    assert club.refusal("karel", "evaluation.score", **wish) == why


def test_final_is_final_also_for_who_did_not_know(club: House) -> None:
    karel, late = coach(club), coach(club, "tablet")
    karel.do("evaluation.score", **PASSING, value=4)
    karel.do("evaluation.finish", **WHICH)
    assert karel.sync() == ["applied", "applied"]
    late.do("evaluation.score", **PASSING, value=1)
    assert late.sync() == ["refused evaluation_final"]
    assert (scores(club), late.row("score", score_id(COACHS, "criterion-passing"))) == (
        {"criterion-passing": 4},
        karel.row("score", score_id(COACHS, "criterion-passing")),
    )
    assert club.refusal("karel", "evaluation.finish", **WHICH) == "evaluation_final"


def finished(club: House) -> Phone:
    """Karel's phone once his evaluation of Kim is final."""
    karel = coach(club)
    karel.do("evaluation.score", **PASSING, value=4)
    karel.do("evaluation.score", **{**PASSING, "criterion": "criterion-words"}, text="kanarie in woorden")
    karel.do("evaluation.finish", **WHICH)
    assert karel.sync() == ["applied"] * 3
    return karel


def test_its_author_opens_it_again_until_it_is_shared(club: House) -> None:
    karel = finished(club)
    club.do("role.grant", id="role-cas-2", user="user-cas", role="coach", group="team-u12")
    assert club.refusal("cas", "evaluation.reopen", **WHICH) == "not_allowed"  # a coach of Kim, not its author
    karel.do("evaluation.reopen", **WHICH)
    karel.do("evaluation.score", **PASSING, value=3)
    karel.do("evaluation.finish", **WHICH)
    karel.do("evaluation.share", **WHICH)
    assert karel.sync() == ["applied"] * 4
    assert scores(club)["criterion-passing"] == 3
    for name in ("karel", "olga"):
        assert club.refusal(name, "evaluation.reopen", **WHICH) == "evaluation_final"
    assert club.refusal("karel", "evaluation.share", **WHICH) == "changed_since"


def test_a_draft_is_not_shared(club: House) -> None:
    karel = coach(club)
    karel.do("evaluation.score", **PASSING, value=4)
    karel.sync()
    assert club.refusal("karel", "evaluation.share", **WHICH) == "changed_since"
    assert club.refusal("karel", "evaluation.reopen", **WHICH) == "changed_since"


def test_a_family_reads_what_was_shared_and_nothing_before(club: House) -> None:  # promise 5
    piet, ann, eef = parent(club), club.phone("ann"), club.phone("eef")
    karel = finished(club)
    for phone in (piet, ann, eef):
        phone.sync()
        assert (phone.ids("evaluation"), phone.ids("score")) == (set(), set())
        assert "kanarie" not in str(phone.holds())
    karel.do("evaluation.share", **WHICH)
    for phone in (karel, piet, ann, eef):
        phone.sync()
    assert (piet.ids("evaluation"), len(piet.ids("score"))) == ({COACHS}, 2)
    assert (ann.ids("evaluation"), eef.ids("evaluation")) == (set(), set())


def test_neither_side_sees_the_other_until_both_are_final(club: House) -> None:
    """Kim's father fills hers in with her; what each said stays apart until nobody can change it any more."""
    karel, piet = coach(club), parent(club)
    piet.do("self_evaluation.score", **PASSING, value=5)
    piet.do("self_evaluation.finish", **WHICH)
    karel.do("evaluation.score", **PASSING, value=3)
    for phone in (piet, karel, piet, karel):
        phone.sync()
    assert (piet.ids("evaluation"), karel.ids("evaluation")) == ({SELFS}, {COACHS})
    karel.do("evaluation.finish", **WHICH)
    for phone in (karel, piet):
        phone.sync()
    karel.sync()
    assert (piet.ids("evaluation"), karel.ids("evaluation")) == ({SELFS}, {COACHS, SELFS})
    assert len(karel.ids("score")) == 2
    for user, verb in (("piet", "self_evaluation.reopen"), ("karel", "evaluation.reopen")):
        assert club.refusal(user, verb, **WHICH) == "evaluation_final"
    karel.do("evaluation.share", **WHICH)
    karel.sync()
    piet.sync()
    assert piet.ids("evaluation") == {COACHS, SELFS}


def test_the_player_finishes_last(club: House) -> None:
    karel, piet = finished(club), parent(club)
    piet.do("self_evaluation.score", **PASSING, value=5)
    piet.sync()
    karel.sync()
    assert karel.ids("evaluation") == {COACHS}
    piet.do("self_evaluation.finish", **WHICH)
    piet.sync()
    karel.sync()
    assert karel.ids("evaluation") == {COACHS, SELFS}


def test_a_player_who_leaves_the_team_leaves_the_coachs_phone(club: House) -> None:
    karel = finished(club)
    club.do("group.remove_member", id="member-kim")
    karel.sync()
    assert (karel.ids("evaluation"), karel.ids("score")) == (set(), set())
    assert club.refusal("karel", "evaluation.share", **WHICH) == "not_allowed"


def test_an_evaluation_goes_with_the_person_and_comes_back_with_them(club: House) -> None:
    finished(club)
    club.do("contact.delete", id=KIM)
    assert (club.store.find("evaluation"), club.store.find("score")) == ([], [])
    club.do("row.restore", table="contact", id=KIM)
    assert (len(club.store.find("evaluation")), len(club.store.find("score"))) == (1, 2)


def test_an_erased_player_is_forgotten_here_too(club: House) -> None:
    finished(club)
    club.do("contact.erase", id=KIM)
    assert (club.store.find("evaluation"), club.store.find("score")) == ([], [])
