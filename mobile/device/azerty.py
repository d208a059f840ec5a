"""What a scanner meant that types as on a US keyboard into a computer that is set to AZERTY, as Belgium and France do.

A scanner presses keys, the computer makes letters of them: of `HTTPS://CLUB.BE/R/7Z` a Belgian one makes
`HTTPSM==CLUB:BE=R=7W`. The rows are those of the keyboards themselves (US; Belgian, "period"; French), without the keys
that wait for a next one. A browser tells the figures above the letters by their key, so a figure stays what it is; in a
field, and from other machines, a sign comes in its place and is read as the figure. A field for codes makes capitals of
letters, of `à` too.
"""

_US = "1234567890-=]\\;'qwertyuiopasdfghjklzxcvbnm,./_+}|:\"QWERTYUIOPASDFGHJKLZXCVBNM<>?"
_BELGIAN = "&é\"'(§è!çà)-$µmùazertyuiopqsdfghjklwxcvbn,;:=°_*£M%AZERTYUIOPQSDFGHJKLWXCVBN?./+"
_FRENCH = "&é\"'(-è_çà)=$*mùazertyuiopqsdfghjklwxcvbn,;:!°+£µM%AZERTYUIOPQSDFGHJKLWXCVBN?./§"

_CAPITALS = "ÉÈÇÀÙ"  # nobody types them on these keyboards with one key

_MEANT = tuple(
    str.maketrans(layout + _CAPITALS, _US + "".join(_US[layout.index(sign)] for sign in _CAPITALS.lower()))
    for layout in (_BELGIAN, _FRENCH)
)
_TELLING = frozenset(f"&é\"'(§è!çà)°_=+?,;:*$£µù%{_CAPITALS}")


def meant(text: str) -> tuple[str, ...]:
    """What `text` may have been before it was scrambled, the likelier keyboard first; never `text` itself."""
    read = dict.fromkeys(text.translate(table) for table in _MEANT)
    return tuple(one for one in read if one != text)


def tells(text: str) -> bool:
    """Whether a sign in it says that it was scrambled: no number on a sticker has one of these. A swap of letters alone
    says nothing, for `QB-12` may be what it is.
    """
    return not _TELLING.isdisjoint(text)
