"""What everybody tries first: words of passwords in the languages around here, and rows of keys.

A password is guessable when next to nothing is left of it without them: so a few hundred words stand for the millions
of passwords that are made of one or two of them with a year behind it, and a phrase of several words is none of those.
"""

import re
import unicodedata
from collections.abc import Iterable

WORDS = tuple(
    sorted(
        """
password passwort passw0rd wachtwoord paswoord motdepasse secret geheim geheime sesam toegang login admin administrator
root gebruiker user guest gast test testen tester demo welkom welcome bienvenue hallo hello bonjour iloveyou
ikhouvanjou jetaime liefde lieveling schatje schat liefje hartje amour love lover babygirl princess prinses princesse
prins koning koningin master meester monkey dragon shadow superman batman spiderman pokemon pikachu minecraft fortnite
starwars harrypotter mickey mickeymouse donald snoopy garfield simpson letmein trustno1 whatever computer internet
google facebook instagram whatsapp tiktok youtube samsung iphone apple android windows microsoft office voetbal
voetballen football soccer futsal basketbal basketball basket volleybal volleyball handbal hockey tennis korfbal rugby
turnen gymnastiek atletiek zwemmen judo karate wielrennen fietsen lopen sport sporting sportclub sporter ploeg team
club clubhuis kantine kleedkamer trainer training coach speler spits keeper doelman doelpunt goal kampioen champion
kampioenen champions wedstrijd match competitie beker jeugd veld terrein stadion bestuur secretaris penningmeester
voorzitter scheidsrechter touchline anderlecht brugge clubbrugge standard genk racing antwerp gent gantoise charleroi
mechelen kortrijk westerlo leuven beveren beerschot cercle union ajax feyenoord psv barcelona realmadrid juventus
liverpool arsenal chelsea manchester messi ronaldo neymar mbappe lukaku hazard debruyne courtois reddevils rodeduivels
belgie belgium belgique belgian vlaanderen flandre brussel brussels bruxelles antwerpen limburg nederland holland
amsterdam rotterdam france paris london europa europe maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday
tuesday wednesday thursday friday saturday sunday januari februari maart april juni juli augustus september oktober
november december january february march june july august october lente zomer herfst winter spring summer autumn
kerstmis christmas pasen vakantie verjaardag birthday nieuwjaar weekend morgen vandaag zonneschijn sunshine zon bloem
bloemen flower vlinder butterfly regenboog rainbow sterren ster star hemel engel angel duivel devil lucky geluk happy
vrolijk vrienden vriend friend friends familie family moeder vader mama papa mother father zoon dochter broer zus baby
kind kinderen huis thuis tuin keuken school student leerling leraar dokter auto ferrari mercedes porsche peugeot
renault volkswagen audi toyota vespa harley poes poesje kat katje hond hondje paard paarden pony konijn tijger tiger
leeuw lion panter eagle adelaar dolfijn olifant beer vogel chocolade chocolate koekje cookie pizza frietjes cola koffie
banaan appel aardbei kaas wijn bier duvel jupiler blauw rood groen geel zwart wit oranje paars roze blue black white
yellow orange purple zilver silver gold goud diamant diamond freedom vrijheid peace vrede power kracht forever altijd
never nooit samen alleen beste mooi groot klein super mega ultra magic magie ninja pirate piraat hunter killer soldier
ranger warrior phoenix matrix guitar gitaar muziek music piano dance dansen rockstar hiphop metallica nirvana jesus god
michael jordan daniel thomas robert andrew matthew joshua anthony william charlie ashley jessica jennifer michelle
nicole amanda melissa andrea laura sarah emma louise lotte julie marie maria jan piet karel tom luc marc mark peter
johan stijn bart koen jonas lucas noah louis arthur jules adam liam mila olivia qazwsx zaqwsx qwaszx abcabc asdasd
qweqwe azeaze aqwzsx wxcvbn
""".split(),
        key=lambda word: (-len(word), word),
    )
)
"""Longest first, as they are looked for."""

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0123456789")
ROWS = tuple(way for row in (*_ROWS, "abcdefghijklmnopqrstuvwxyz") for way in (row, row[::-1]))
IN_A_ROW, LEFT, PHRASE, SHORTEST_NAME = 4, 4, 4, 3
"""So many keys are a row; so many different signs must be left; so many different words are a phrase; and a name of
fewer letters stands in too many words.
"""
_BETWEEN = re.compile(r"[\s\-_.]+")
_SWAPPED = str.maketrans("0134578@$!", "oieastbasi")


def is_guessed_first(password: str, names: Iterable[str] = ()) -> bool:
    """Whether next to nothing of this password is its owner's own: all of it is one to three words of everybody's or
    `names` (the person's, the club's), keys in a row, digits and one sign again and again. Signs that stand for letters
    are read as these too.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", password).lower() if not unicodedata.combining(char))
    words = (*_parts(names), *WORDS)
    return any(_is_bare(text, words) for text in (plain, plain.translate(_SWAPPED)))


def _parts(names: Iterable[str]) -> list[str]:
    """The words of these names, and each name in one, the longest first."""
    found = set[str]()
    for name in names:
        plain = unicodedata.normalize("NFKD", name).lower()
        letters = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
        found |= {*letters.split(), letters.replace(" ", "")}
    return sorted((word for word in found if len(word) >= SHORTEST_NAME), key=lambda word: (-len(word), word))


def _is_bare(text: str, words: Iterable[str]) -> bool:
    text, found = "".join(_BETWEEN.split(text)), 0
    for word in words:
        if word in text:
            text, found = text.replace(word, " "), found + 1
    left = {char for part in text.split() for char in _without_rows(part) if not char.isdigit()}
    return found < PHRASE and len(left) < LEFT


def _without_rows(text: str) -> str:
    """What is left without keys that lie, or letters that stand, in a row."""
    kept, place = list[str](), 0
    while place < len(text):
        end = place + IN_A_ROW
        if not any(text[place:end] in row for row in ROWS) or end > len(text):
            kept.append(text[place])
            place += 1
            continue
        while end < len(text) and any(text[place : end + 1] in row for row in ROWS):
            end += 1
        place = end
    return "".join(kept)
