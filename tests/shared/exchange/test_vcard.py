"""Address cards of three versions, as phones and mail programs write them."""

from datetime import date

import pytest

from shared.exchange.card_person import person_of
from shared.exchange.person import PersonDraft, Point
from shared.exchange.plan import BrokenLine
from shared.exchange.vcard import read_cards

TODAY = date(2026, 11, 28)


def people(text: str) -> list[PersonDraft | str | None]:
    """Each card as a draft, None when it is of no person, or the reason why it is broken."""
    found: list[PersonDraft | str | None] = []
    for card in read_cards(text):
        try:
            found.append(person_of(card, TODAY))
        except BrokenLine as problem:
            found.append(problem.reason)
    return found


def one(*lines: str) -> PersonDraft:
    (found,) = people("\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", "")))
    assert isinstance(found, PersonDraft)
    return found


def test_version_2_1_in_quoted_printable_with_a_soft_break() -> None:
    draft = one(
        "VERSION:2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96zdemir;Zo=",
        "=C3=AB;;;",
        "TEL;CELL;PREF:0475123456",
        "TEL;HOME;FAX:091234567",
        "EMAIL;INTERNET:zoe@example.be",
    )
    assert draft.name == "Zoë Özdemir"
    assert draft.points == (Point("email", "zoe@example.be"), Point("mobile", "+32475123456"))


def test_an_encoded_semicolon_parts_no_name() -> None:
    draft = one("VERSION:2.1", "N;ENCODING=QUOTED-PRINTABLE:Maes=3BCools;An;;;")
    assert (draft.given_name, draft.family_name) == ("An", "Maes;Cools")


def test_quoted_printable_in_the_charset_of_an_old_phone() -> None:
    draft = one("VERSION:2.1", "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Lef=E8vre;Ren=E9e;;;")
    assert draft.name == "Renée Lefèvre"


@pytest.mark.parametrize(
    "charset",
    ["undefined", "idna", "punycode", "unicode_escape", "zlib", "a\x00b", "\ud800", "x" * 5000, "iso-8859-12", ""],
)
def test_a_charset_that_no_phone_has_is_none(charset: str) -> None:
    """Python has a codec under some of these names, and some raise what no decoder should, or take ages."""
    draft = one("VERSION:2.1", f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:Ma=C3=ABs;Ren=C3=A9e;;;")
    assert draft.name == "Renée Maës"
    draft = one("VERSION:2.1", f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:Lef=E8vre;Ren=E9e;;;")
    assert draft.name == "Renée Lefèvre"


@pytest.mark.parametrize(
    "charset", ["utf8", "us-ascii", "latin1", "iso-8859-15", "ISO8859-2", "windows-1252", "cp1250"]
)
def test_a_charset_that_a_phone_may_have_is_one_that_python_knows(charset: str) -> None:
    assert one("VERSION:2.1", f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:Maes;Ren=65;;;").name == "Rene Maes"


def test_version_3_0_of_an_iphone_with_groups_and_labels() -> None:
    draft = one(
        "VERSION:3.0",
        "N:Van den Broeck;An;Maria,Elisabeth;;",
        "FN:An Van den Broeck",
        "item1.EMAIL;type=INTERNET;type=pref:an@example.be",
        "item2.TEL:0475 12 34 56",
        "item2.X-ABLabel:_$!<Mother>!$_",
        "item3.ADR;type=HOME;type=pref:;;Kerkstraat 12B;Merelbeke;;9820;België",
        "BDAY;value=date:2014-05-03",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD",
        " /2wBDAAIBAQIBAQICAQICAgICAwUDAwMDAwYEBAMFBwYHBwcG",
    )
    assert (draft.given_name, draft.family_name) == ("An", "Van den Broeck")
    assert draft.identity == {"birth_date": "2014-05-03"}
    assert draft.points == (Point("email", "an@example.be"), Point("mobile", "+32475123456", "mama"))
    assert draft.address == {
        "street": "Kerkstraat",
        "number": "12B",
        "postal_code": "9820",
        "city": "Merelbeke",
        "country": "BE",
    }


def test_version_4_0_with_uris_and_folds() -> None:
    draft = one(
        "VERSION:4.0",
        "FN:Simon Perreault",
        "N:Perreault;Simon;;;ing. jr,M.Sc.",
        "BDAY:--0203",
        "GENDER:M",
        "LANG;PREF=1:fr",
        'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
        "ADR;TYPE=work:;Suite D2-630;2875 Laurier;",
        " Quebec;QC;G1V 2M2;Canada",
        "URL;TYPE=home:http://example.org",
    )
    assert (draft.personal, draft.identity) == ({"language": "fr"}, {"sex": "m"})
    assert draft.points == (
        Point("phone", "+14186569254", "werk (102)"),
        Point("web", "http://example.org", "thuis"),
    )
    assert draft.address["city"] == "Quebec" and draft.address["country"] == "CA"


def test_an_alternative_of_another_script_counts_once() -> None:
    draft = one("VERSION:4.0", "N;ALTID=1:Yamada;Taro;;;", "N;ALTID=1;LANGUAGE=jp:山田;太郎;;;")
    assert draft.name == "Taro Yamada"


def test_escapes_are_undone_and_lines_become_one() -> None:
    draft = one("VERSION:3.0", "N:Maes\\, de oude;An;;;", "ADR:;;Dorp\\nhuis 1;Melle;;9090;")
    assert (draft.family_name, draft.address["street"]) == ("Maes, de oude", "Dorp, huis")


def test_a_number_that_is_none_is_left_out_and_told() -> None:
    """A phone's book is full of 1919 and 1207: the person comes without them."""
    draft = one("VERSION:3.0", "N:Maes;An;;;", "TEL:1919", "TEL:0475123456", "EMAIL:niet bekend")
    assert draft.points == (Point("mobile", "+32475123456"),)
    assert draft.left_out == ("niet bekend", "1919")


def test_a_card_of_a_company_or_a_group_is_nobody() -> None:
    assert people("BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Bakkerij\nEND:VCARD\n") == [None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BEGIN:VCARD\nVERSION:2.1\nEMAIL;PREF:jan@example.be\nEND:VCARD\n", "no_name"),
        ("BEGIN:VCARD\nVERSION:3.0\nN:Maes;An;;;\n", "no_end"),
        ("BEGIN:VCARD\nN:=cmd;An\nEND:VCARD\n", "formula"),
        ("BEGIN:VCARD\nN:Maes;An\nBDAY:2014-13-45\nEND:VCARD\n", "not_date"),
        ("BEGIN:VCARD\nN:Maes;An\n" + "TEL:1\n" * 2_500 + "END:VCARD\n", "too_long"),
    ],
)
def test_a_broken_card_says_why(text: str, reason: str) -> None:
    assert people(text) == [reason]


def test_the_card_after_a_broken_one_is_read() -> None:
    text = "BEGIN:VCARD\nN:Maes;An\nBEGIN:VCARD\nN:Cools;Els\nEND:VCARD\n"
    broken, whole = people(text)
    assert broken == "no_end" and isinstance(whole, PersonDraft) and whole.name == "Els Cools"


def test_a_line_of_endless_parameters_ends() -> None:
    draft = one("VERSION:3.0", "N:Maes;An;;;", "TEL" + ";A=B" * 1_000_000 + ":0475123456")
    assert draft.points == ()


def test_a_label_of_many_beginnings_is_read_once() -> None:
    """A search for its end behind each of them took a minute."""
    draft = one("VERSION:3.0", "N:Maes;An", "item1.TEL:0475123456", "item1.X-ABLABEL:" + "_$!<" * 60_000)
    assert draft.name == "An Maes"
