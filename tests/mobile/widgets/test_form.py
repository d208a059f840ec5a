"""Save lights up when something differs, and only then (features 5 and 6)."""

from mobile.widgets.form import Form


def form(told: list[bool]) -> Form:
    return Form({"value": "0475", "label": ""}, told.append)


def test_typing_lights_up_once_and_typing_it_back_goes_dark() -> None:
    told: list[bool] = []
    it = form(told)
    type_value = it.setter("value")
    for text in ("04751", "047512", "04751", "0475"):
        type_value(text)
    assert told == [True, False]
    assert it.changes() == {}


def test_only_what_differs_is_sent_without_spaces_around_it() -> None:
    it = form([])
    it.setter("value")(" 0476 ")
    it.setter("label")("  ")
    assert it.changes() == {"value": "0476"}


def test_undo_brings_back_what_was_saved_in_fields_made_anew() -> None:
    told: list[bool] = []
    it = form(told)
    it.setter("value")("x")
    before = it.generation
    it.undo()
    assert (it.value("value"), it.generation - before, told) == ("0475", 1, [True, False])


def test_saving_makes_what_was_typed_the_new_ground() -> None:
    told: list[bool] = []
    it = form(told)
    it.setter("value")("0476 ")
    it.accept()
    assert (it.value("value"), it.changes(), told) == ("0476", {}, [True, False])


def test_a_field_keeps_its_handler_so_that_it_is_not_drawn_again() -> None:
    it = form([])
    assert it.setter("value") is it.setter("value")
