"""Why there is no backup, or why nothing was put back."""


class NotRestored(Exception):
    """Nothing was made or put back. `code` is one of the sentences in `commands`; `detail` fills it in.

    "no_key" (no key in that text or file), "not_ours" (no backup of Touchline), "foreign" (sealed to another key),
    "damaged" (changed, reordered or put together from others), "cut" (its end is missing), "contents" (what is inside
    breaks the form, or counts and digests differ), "newer" (made by a newer version), "living" (there is a club in that
    place), "nothing" (there is no club to back up), "taken" (there is a file of that name), "read_back" (what was
    written came back otherwise).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail
