"""Sends one message through a mail server, and says whether it is worth trying again."""

import asyncio
from email.message import EmailMessage

import aiosmtplib

from sync_server.settings import MailServer

PATIENCE_S = 30
"""For one answer."""
LONGEST_S = 240
"""For all of them: less than the time for which whoever takes a letter has it alone (`letterbox.TAKEN_MS`)."""
LATER, PERMANENT = 400, 500
"""From these replies on a server says no, and from the second on never (RFC 5321, section 4.2.1)."""


class Bounced(Exception):
    """This address takes no letters, as its mail server says."""


class Unsent(Exception):
    """It did not get through now."""


class Unsure(Unsent):
    """The line was cut, or nothing was said for too long: nobody knows whether the mail server has it."""


async def send(server: MailServer, message: EmailMessage) -> None:
    """Hand this message over. Raises Bounced, Unsent or Unsure; after anything else the mail server has it."""
    try:
        async with asyncio.timeout(LONGEST_S):
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.username or None,
                password=server.password or None,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                timeout=PATIENCE_S,
            )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        never = all(one.code >= PERMANENT for one in refused.recipients)
        raise (Bounced if never else Unsent) from refused
    except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPResponseException) as problem:
        said_no = getattr(problem, "code", LATER) >= LATER
        raise (Unsent if said_no else Unsure) from problem
    except (ConnectionError, TimeoutError) as problem:  # it may have come as far as the last word
        raise Unsure from problem
    except (aiosmtplib.SMTPException, OSError) as problem:
        raise Unsent from problem
