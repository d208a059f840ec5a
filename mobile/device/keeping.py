"""Whether what stands on this device stays there when its disk runs short."""

import sys


async def keeps() -> bool | None:
    """A browser may empty its store for others, unless it promised not to: it promises that to sites that are installed
    or often used. None where nobody says; an app's own folder is nobody else's to empty.
    """
    if sys.platform == "emscripten":
        from mobile.web.page import keeps as promised

        return {"kept": True, "may go": False}.get(await promised())
    return None
