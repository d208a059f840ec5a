"""Everything that can go wrong, in one family tree.

    TouchlineError
    |-- Refusal             a value a person can act on; never retried by itself (shared/refusals.py)
    |-- Fault               the weather: retried by the courier, never removes a changeset
    |-- Malformed           bytes that are not what the protocol says (HTTP 400, 413, 415)
    |-- Damaged             a store that cannot be read: kept aside, rebuilt
    `-- StoreFull           the disk refuses more: nothing was written

`Unknown` stands beside them: it is how an action says on a device that it cannot decide there.
"""

from collections.abc import Mapping
from typing import Any


class TouchlineError(Exception):
    """Root of the family. `code` is what a program reads; words for people live in the catalogues."""

    code = "error"
    status = 500


class Fault(TouchlineError):
    """The weather. The courier tries again later; the queue is untouched."""

    code = "fault"
    status = 503


class Unreachable(Fault):
    """No network, no server, a captive portal, a reply that broke off, or a store that others kept for too long."""

    code = "unreachable"


class SignInNeeded(Fault):
    """The device must prove again who it is; its data stays."""

    code = "sign_in_needed"
    status = 401


class CodeNeeded(SignInNeeded):
    """The password was right, and this user asks for a second step on a device that is new."""

    code = "code_needed"


class CodeWrong(SignInNeeded):
    """The password was right; the code of the second step was not, or served before."""

    code = "code_wrong"


class Revoked(Fault):
    """This device may speak no more. `order` is its wipe order as it travels; None where nobody gave one."""

    code = "revoked"
    status = 403

    def __init__(self, order: Mapping[str, Any] | None = None) -> None:
        super().__init__(self.code)
        self.order = order


class TooMany(Fault):
    """Rate limit; `retry_after` in seconds."""

    code = "too_many"
    status = 429

    def __init__(self, retry_after: int = 60) -> None:
        super().__init__(self.code)
        self.retry_after = retry_after


class OutOfOrder(Fault):
    """The changesets of a device have a hole; `expected` is the n the server waits for."""

    code = "out_of_order"
    status = 409

    def __init__(self, expected: int) -> None:
        super().__init__(self.code)
        self.expected = expected


class Fork(Fault):
    """Two devices answer to one id: this n was used with another changeset."""

    code = "fork"
    status = 409


class EpochChanged(Fault):
    """The server was restored; `epoch` is its new one. Nothing unsent is lost."""

    code = "epoch"
    status = 409

    def __init__(self, epoch: str) -> None:
        super().__init__(self.code)
        self.epoch = epoch


class Unequal(Fault):
    """Digests still differ after a whole load: a defect, told to the person and tried again later."""

    code = "unequal"


class Restart(Fault):
    """What the user may see changed between two pages: the pull starts again."""

    code = "restart"
    status = 409


class Malformed(TouchlineError):
    """Input that does not follow the protocol. `code` says which rule, never the value."""

    status = 400

    def __init__(self, code: str = "malformed", status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Damaged(TouchlineError):
    """A store that cannot be read or breaks its own schema."""

    code = "damaged"


class StoreFull(TouchlineError):
    """The disk took no more; the transaction was rolled back."""

    code = "store_full"
    status = 507


class Unknown(Exception):
    """A device does not hold what an action needs to decide: the changeset is shown as pending."""
