"""What columns are called: the names that other programs and people give to the fields of a contact.

A header is folded (lower case, no accents or signs), then looked up; a number in it (`Phone 1 - Value`) tells
columns apart, and a word for whose it is (`gsm mama`, `Home Phone`, `Straat (thuis)`) becomes a label.
National numbers have no name here on purpose: they never reach a device.
"""

import re
from dataclasses import dataclass

from shared.domain.contact import fold

# Field -> its names, folded: Dutch, English, French; of Outlook, Google, Twizzit and lists made by hand.
_NAMES: dict[str, str] = {
    "given_name": "voornaam|given name|first name|firstname|prenom|roepnaam|name given",
    "family_name": ("achternaam|familienaam|family name|last name|lastname|surname|nom|nom de famille|name family"),
    "middle_name": "tussenvoegsel|voorvoegsel|middle name|additional name|prefix achternaam",
    "name": (
        "naam|name|volledige naam|full name|fullname|display name|weergavenaam|contact|contactpersoon|nom complet"
    ),
    "email": (
        "e mail|email|mail|e mailadres|emailadres|mailadres|e mail address|email address|"
        "e mail value|email value|courriel|e mail adres|primary email"
    ),
    "mobile": (
        "gsm|gsm nummer|gsmnummer|mobiel|mobiele telefoon|mobile|mobile phone|cell|cell phone|"
        "mobiel nummer|telefoon mobiel|portable|mobiele nummer|gsm nr"
    ),
    "phone": (
        "telefoon|telefoonnummer|tel|phone|phone number|phone value|telephone|telefoon vast|"
        "vaste telefoon|vast nummer|primary phone|tel nr|telefoon nummer"
    ),
    "street": ("straat|street|straatnaam|adres|address|rue|address street|adresregel|straat en nummer|street address"),
    "number": "nummer|nr|huisnummer|huisnr|house number|numero|straatnummer",
    "box": "bus|busnummer|bus nr|box|toevoeging|huisnummer toevoeging|boite",
    "postal_code": ("postcode|postal code|zip|zip code|postnummer|code postal|address postal code|zip postal code"),
    "city": "gemeente|stad|plaats|woonplaats|city|town|ville|commune|address city|plaatsnaam",
    "country": "land|country|pays|address country|country region|land regio",
    "birth_date": (
        "geboortedatum|birthday|birth date|birthdate|date of birth|dob|verjaardag|geb datum|"
        "date de naissance|geboren|geboren op"
    ),
    "sex": "geslacht|gender|sex|sexe|m v|m v x",
    "member_no": ("lidnummer|lid nr|lidnr|member number|member no|membership number|ledennummer|stamnummer|member id"),
    "language": "taal|language|langue|correspondentietaal",
    "nationality": "nationaliteit|nationality|nationalite",
    "profession": "beroep|profession|job title|occupation|functie|title job",
    "iban": "iban|rekeningnummer|bankrekening|bankrekeningnummer|bank account",
    "call_name": "noodcontact|contact bij nood|emergency contact|noodgeval contact|ice naam",
    "call_phone": "noodnummer|telefoon bij nood|emergency phone|nummer noodcontact|ice nummer",
    "alert": "allergie|allergieen|medische info|medische informatie|allergies|medisch",
}
FIELDS: dict[str, str] = {name: field for field, names in _NAMES.items() for name in names.split("|")}

# Whose a number or an address is: said before or after the field's own name.
_LABELS: dict[str, str] = {
    "mama": "mama", "moeder": "mama", "mother": "mama", "mere": "mama",
    "papa": "papa", "vader": "papa", "father": "papa", "pere": "papa",
    "ouder": "ouder", "parent": "ouder", "voogd": "voogd", "guardian": "voogd",
    "thuis": "thuis", "home": "thuis", "prive": "thuis", "personal": "thuis",
    "werk": "werk", "work": "werk", "business": "werk", "zakelijk": "werk", "kantoor": "werk", "office": "werk",
    "andere": "andere", "other": "andere", "anders": "andere",
}  # fmt: skip
_PLAIN = frozenset(("van", "de", "het", "the", "of", "voor"))


@dataclass(frozen=True)
class Column:
    """What one column holds: a field of a person, perhaps with a label, and with the number in its name."""

    field: str
    label: str | None = None
    number: str = ""


def column(header: str) -> Column | None:
    """The meaning of a header, or None for a column that has no place in the club."""
    folded = fold(header)
    number = "".join(re.findall(r"\b[0-9]+\b", folded))
    words = [word for word in folded.split() if not word.isdigit()]
    bare = " ".join(words)
    if not bare:
        return None
    if bare in FIELDS:
        return Column(FIELDS[bare], None, number)
    labels = [_LABELS[word] for word in words if word in _LABELS]
    rest = [word for word in words if word not in _LABELS and word not in _PLAIN]
    for candidate in (" ".join(rest), " ".join(word for word in rest if word != "value")):
        if labels and candidate in FIELDS:
            return Column(FIELDS[candidate], labels[0], number)
    return None
