"""Sends one message through a mail server, and says whether it is worth trying again."""

from email.message import EmailMessage

import aiosmtplib

from sync_server.settings import MailServer

PATIENCE_S = 30
PERMANENT = 500
"""From this reply on a server says never, not later (RFC 5321, section 4.2.1)."""


class Bounced(Exception):
    """This address takes no letters, as its mail server says."""


class Unsent(Exception):
    """It did not get through now."""


async def send(server: MailServer, message: EmailMessage) -> None:
    """Hand this message over. Raises Bounced or Unsent; after anything else the mail server has it."""
    try:
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
    except (aiosmtplib.SMTPException, OSError) as problem:
        raise Unsent from problem
