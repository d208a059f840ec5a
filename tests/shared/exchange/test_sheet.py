"""Lists in CSV as Excel, Outlook, Google, Twizzit and people make them."""

from datetime import date

import pytest

from shared.exchange.headers import Column, column
from shared.exchange.person import PersonDraft, Point
from shared.exchange.plan import BrokenLine, Unreadable
from shared.exchange.sheet import SheetPeople, read_sheet

TODAY = date(2026, 11, 28)


def read(text: str) -> list[PersonDraft | tuple[int, str, str]]:
    """Each line as a draft, or as (line, reason, field)."""
    sheet = read_sheet(text)
    people = SheetPeople(sheet, TODAY)
    found: list[PersonDraft | tuple[int, str, str]] = []
    for line, cells in sheet.lines:
        try:
            if isinstance(cells, BrokenLine):
                raise cells
            found.append(people.draft(line, cells))
        except BrokenLine as problem:
            found.append((line, problem.reason, problem.field))
    return found


def one(text: str) -> PersonDraft:
    (draft,) = read(text)
    assert isinstance(draft, PersonDraft)
    return draft


def test_a_club_list_with_all_that_a_club_writes_down() -> None:
    draft = one(
        "Lidnummer;Naam;Voornaam;Geslacht;Geboortedatum;Straat;Huisnummer;Bus;Postcode;Gemeente;E-mail 1;E-mail 2;"
        "GSM;Noodcontact;Noodnummer;Allergie\n"
        "1042;Van den Broeck;An;V;3/05/2014;Kerkstraat;12;B;9820;Merelbeke;An@Example.BE;an2@example.be;"
        "0475 12 34 56;Mama;0496/12.34.56;noten\n"
    )
    assert draft == PersonDraft(
        2,
        "An",
        "Van den Broeck",
        personal={"member_no": "1042"},
        identity={"sex": "f", "birth_date": "2014-05-03"},
        emergency={"call_name": "Mama", "call_phone": "+32496123456", "alert": "noten"},
        points=(
            Point("email", "an@example.be"),
            Point("email", "an2@example.be"),
            Point("mobile", "+32475123456"),
        ),
        address={
            "street": "Kerkstraat",
            "number": "12",
            "box": "B",
            "postal_code": "9820",
            "city": "Merelbeke",
            "country": "BE",
        },
    )


def test_an_export_of_google() -> None:
    draft = one(
        "First Name,Middle Name,Last Name,Birthday,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
        "Tuur,,Claes,2013-04-09,* Home,tuur@example.be ::: claes@example.be,Mobile,+32 475 12 34 56\n"
    )
    assert (draft.given_name, draft.family_name, draft.identity) == ("Tuur", "Claes", {"birth_date": "2013-04-09"})
    assert [point.value for point in draft.points] == ["tuur@example.be", "claes@example.be", "+32475123456"]


def test_an_export_of_outlook_writes_the_month_first_and_zeros_for_no_day() -> None:
    first, second = read(
        '"First Name","Last Name","Birthday","E-mail Address","Home Phone","Mobile Phone","Home Street",'
        '"Home City","Business Street"\n'
        '"Bert","Maes","5/13/1980","bert@example.be","09 123 45 67","0475123456","Dorp 1","Melle","Werkweg 9"\n'
        '"Els","Cools","0/0/00","","","","",""\n'
    )
    assert isinstance(first, PersonDraft) and isinstance(second, PersonDraft)
    assert first.identity == {"birth_date": "1980-05-13"} and second.identity == {}
    assert first.points[1:] == (Point("phone", "+3291234567", "thuis"), Point("mobile", "+32475123456"))
    assert first.address == {"street": "Dorp 1", "city": "Melle", "country": "BE"}


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_every_separator(mark: str) -> None:
    draft = one(f"Voornaam{mark}Achternaam{mark}Gsm\nAn{mark}Maes{mark}0475123456\n")
    assert (draft.name, draft.points) == ("An Maes", (Point("mobile", "+32475123456"),))


def test_a_first_line_that_names_the_separator() -> None:
    assert one("sep=;\nVoornaam;Naam\nAn;Maes\n").line == 3


def test_line_breaks_inside_quotes_count_as_lines() -> None:
    first, second = read('Voornaam,Naam,Straat\nAn,Maes,"Kerkstraat\n12"\nEls,Cools,Dorp\n')
    assert isinstance(first, PersonDraft) and isinstance(second, PersonDraft)
    assert (first.address["street"], second.line) == ("Kerkstraat 12", 4)


@pytest.mark.parametrize(
    ("whole", "given", "family"),
    [
        ("An Van den Broeck", "An", "Van den Broeck"),
        ("Van den Broeck, An", "An", "Van den Broeck"),
        ("Özgür", "Özgür", ""),
    ],
)
def test_a_whole_name_is_taken_apart(whole: str, given: str, family: str) -> None:
    draft = one(f'Naam;Lidnr\n"{whole}";7\n')
    assert (draft.given_name, draft.family_name) == (given, family)


@pytest.mark.parametrize(("given", "name"), [("An", "Anseeuw"), ("An", "An Anseeuw")])
def test_a_name_beside_a_given_name_is_the_family_name(given: str, name: str) -> None:
    draft = one(f"Voornaam;Naam\n{given};{name}\n")
    assert (draft.given_name, draft.family_name) == ("An", "Anseeuw")


def test_numbers_of_parents_stand_under_the_child_by_name() -> None:
    draft = one("voornaam;naam;gsm mama;e-mail vader\nAn;Maes;0475123456;papa@example.be\n")
    assert draft.points == (
        Point("mobile", "+32475123456", "mama"),
        Point("email", "papa@example.be", "papa"),
    )


def test_a_number_is_one_of_the_country_where_somebody_lives() -> None:
    draft = one("Voornaam;Naam;Telefoon;Land\nAn;Jansen;06-12345678;Nederland\n")
    assert draft.points == (Point("mobile", "+31612345678"),)


def test_what_excel_does_to_numbers_is_undone() -> None:
    draft = one('Voornaam;Naam;Gsm;Postcode\nAn;Maes;475123456;"=""9820"""\n')
    assert draft.points == (Point("mobile", "+32475123456"),)
    assert draft.address["postal_code"] == "9820"


def test_a_national_number_is_never_taken_over() -> None:
    sheet = read_sheet("Voornaam;Naam;Rijksregisternummer;Kleur\nAn;Maes;14.05.03-123.45;rood\n")
    assert sheet.ignored == ("Rijksregisternummer", "Kleur")
    assert "14.05.03" not in repr(SheetPeople(sheet, TODAY).draft(2, sheet.lines[0][1]))


@pytest.mark.parametrize(
    ("line", "reason", "field"),
    [
        (";;0475123456;;", "no_name", ""),
        ("An;Maes;abc;;", "not_phone", "mobile"),
        ("An;Maes;;an@;", "not_email", "email"),
        ("An;Maes;;;31/02/2014", "not_date", "birth_date"),
        ("An;Maes;;;12/12/2031", "date_out_of_range", "birth_date"),
        ("=HYPERLINK(x);Maes;;;", "formula", "given_name"),
        ("An;@SUM(A1);;;", "formula", "name"),
        ("An;Maes;;;;;and;more", "too_many_cells", ""),
        ('An;"Ma"es;;;', "quotes", ""),
        ('An;"Maes;;;', "open_quote", ""),
        ("An;" + "x" * 30_000 + ";;;", "too_long", ""),
        ("An;" + "x" * 300 + ";;;", "too_long", "name"),
    ],
)
def test_a_broken_line_says_why_and_the_others_stand(line: str, reason: str, field: str) -> None:
    found = read(f"Voornaam;Naam;Gsm;Mail;Geboren\nEls;Cools;;;\n{line}\n")
    assert isinstance(found[0], PersonDraft) and found[0].name == "Els Cools"
    assert found[1] == (3, reason, field)


@pytest.mark.parametrize("text", ["Kleur;Maat\nrood;M\n", "zomaar wat tekst\n", "a;" * 100_000, "sep=,\n", "SEP=;"])
def test_a_list_without_names_is_no_list_of_people(text: str) -> None:
    with pytest.raises(Unreadable, match="no_name_column"):
        read_sheet(text)


def test_a_list_of_a_whole_town_is_too_long() -> None:
    with pytest.raises(Unreadable, match="too_many"):
        read_sheet("Voornaam;Naam\n" + "An;Maes\n" * 20_001)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("E-mailadres", Column("email")),
        ("E-MAIL 2", Column("email", None, "2")),
        ("Phone 1 - Value", Column("phone", None, "1")),
        ("Mobiele telefoon", Column("mobile")),
        ("Straat (thuis)", Column("street", "thuis")),
        ("Telefoonnummer moeder", Column("phone", "mama")),
        ("Prénom", Column("given_name")),
        ("INSZ", None),
        ("Nationaal nummer", None),
        ("Kleur", None),
        ("", None),
    ],
)
def test_what_columns_are_called(header: str, meaning: Column | None) -> None:
    assert column(header) == meaning
