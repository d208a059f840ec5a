"""What an evaluation comes to, in exact figures (feature 36). Everything is worked out on paper beside it."""

import pytest

from shared.domain.evaluation import (
    Criterion,
    check_criterion,
    check_score,
    evaluation_id,
    mean,
    result,
    round_of,
    score_id,
    standing,
)
from shared.refusals import Invalid

PASSING = Criterion("passing", "Techniek", "stars", weight=2)
SHOT = Criterion("shot", "Techniek", "score")
EFFORT = Criterion("effort", "Inzet", "choice", weight=3, choices=("soms", "vaak", "altijd"))
WORDS = Criterion("words", "Inzet", "text")
ALL = (PASSING, SHOT, EFFORT, WORDS)


def test_the_mean_of_shares_by_weight() -> None:
    """Technique: (2 x 4/5 + 1 x 7/10) / 3 = 2.3/3 = 0.7667. In all: (2.3 + 3 x 2/3) / 6 = 4.3/6 = 0.7167."""
    found = result(ALL, {"passing": 4, "shot": 7, "effort": 2}, {"words"})
    assert (found.total, dict(found.categories)) == (72, {"Techniek": 77, "Inzet": 67})
    assert (found.given, found.asked) == (4, 4)


def test_what_is_missing_counts_neither_for_nor_against() -> None:
    """Only the shot: 7/10, whatever its weight; of effort nothing is known."""
    found = result(ALL, {"shot": 7})
    assert (found.total, dict(found.categories), found.given) == (70, {"Techniek": 70, "Inzet": None}, 1)


def test_words_never_count() -> None:
    found = result(ALL, {"words": 5}, {"words"})
    assert (found.total, dict(found.categories), found.given) == (None, {"Techniek": None, "Inzet": None}, 1)


def test_a_category_of_words_alone_has_no_figure() -> None:
    assert dict(result((SHOT, Criterion("more", "Vrij", "text")), {"shot": 0}).categories) == {"Techniek": 0}


@pytest.mark.parametrize(
    ("criterion", "value", "tenths"),
    [
        (PASSING, 1, 20),
        (PASSING, 5, 100),
        (SHOT, 0, 0),
        (SHOT, 10, 100),
        (Criterion("x", "c", "score", low=1, high=20), 7, 35),
        (Criterion("x", "c", "score", high=8), 1, 13),  # 12.5 is rounded up
        (EFFORT, 1, 33),
        (EFFORT, 3, 100),
    ],
)
def test_each_scale_is_a_share_of_its_highest(criterion: Criterion, value: int, tenths: int) -> None:
    check_score(criterion, value, None)
    assert result((criterion,), {criterion.id: value}).total == tenths


@pytest.mark.parametrize(
    ("criterion", "value", "text", "why"),
    [
        (PASSING, 0, None, "value out_of_range"),
        (PASSING, 6, None, "value out_of_range"),
        (SHOT, 11, None, "value out_of_range"),
        (SHOT, -1, None, "value out_of_range"),
        (EFFORT, 4, None, "value out_of_range"),
        (WORDS, 1, None, "value out_of_range"),
        (SHOT, None, "goed", "text unknown_field"),
    ],
)
def test_what_cannot_be_given(criterion: Criterion, value: int | None, text: str | None, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_score(criterion, value, text)
    assert f"{refused.value.about['field']} {refused.value.about['reason']}" == why


@pytest.mark.parametrize(
    "criterion",
    [
        Criterion("x", "c", "score", low=5, high=5),
        Criterion("x", "c", "score", low=-1),
        Criterion("x", "c", "score", high=101),
        Criterion("x", "c", "choice", choices=("only",)),
        Criterion("x", "c", "choice", choices=("a", " ")),
        Criterion("x", "c", "stars", weight=0),
    ],
)
def test_what_cannot_be_asked(criterion: Criterion) -> None:
    with pytest.raises(Invalid):
        check_criterion(criterion)


def test_the_mean_of_a_team_leaves_out_who_has_none() -> None:
    assert (mean([70, 71, None]), mean([70, 71, 71]), mean([None])) == (71, 71, None)


@pytest.mark.parametrize(
    ("today", "done", "how"),
    [
        ("2026-10-31", False, "later"),
        ("2026-11-01", False, "due"),
        ("2026-11-30", False, "due"),
        ("2026-12-01", False, "overdue"),
        ("2026-12-01", True, "done"),
    ],
)
def test_due_from_the_first_day_overdue_after_the_last(today: str, done: bool, how: str) -> None:
    assert standing("2026-11-01", "2026-11-30", today, done=done) == how


def test_a_template_without_a_period_asks_for_nothing() -> None:
    assert (standing(None, None, "2026-11-01", done=False), standing("2026-11-01", None, "2027-01-01", done=False)) == (
        "none",
        "due",
    )


def test_the_round_is_the_periods_until_it_is_over() -> None:
    assert round_of("2026-11-01", "2026-11-20") == "2026-11-01"
    assert round_of("2026-11-01", "2026-11-20", {"2026-11-01"}) == "2026-11-20"
    assert (round_of("2026-12-01", "2026-11-20"), round_of(None, "2026-11-20")) == ("2026-11-20", "2026-11-20")


def test_ids_are_the_same_everywhere_and_differ_by_all_they_are_made_of() -> None:
    """Fixed for ever: another way to make them would double every evaluation there is."""
    made = evaluation_id("t", "kim", "coach", "2026-11-01")
    assert made == "b99dbf2b-7a39-5eaa-a698-f7ff542c9896"
    others = [
        ("u", "kim", "coach", "2026-11-01"),
        ("t", "bo", "coach", "2026-11-01"),
        ("t", "kim", "self", "2026-11-01"),
    ]
    ids = {made, *(evaluation_id(*one) for one in others), evaluation_id("t", "kim", "coach", "2026-11-02")}
    assert len({*ids, score_id(made, "a"), score_id(made, "b")}) == 7
