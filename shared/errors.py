"""Everything that can go wrong, in one family tree.

    TouchlineError
    |-- Refusal             a value a person can act on; never retried by itself
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


class Refusal(TouchlineError):
    """A wish that was turned down for a reason. `about` holds table/id/field references, never values."""

    code = "refused"
    status = 422

    def __init__(self, **about: str | int) -> None:
        super().__init__(self.code, about)
        self.about: Mapping[str, str | int] = about


class Invalid(Refusal):
    """A field breaks its rule: `field` names it, `reason` is a catalogue key."""

    code = "invalid"

    def __init__(self, field: str, reason: str, **about: str | int) -> None:
        super().__init__(field=field, reason=reason, **about)


class NotAllowed(Refusal):
    """The roles of the actor do not reach this subject."""

    code = "not_allowed"


class Gone(Refusal):
    """The row was deleted, never existed, or is out of sight."""

    code = "gone"


class Dependency(Refusal):
    """What this needs was to be made by an earlier changeset of the same author, which was not done."""

    code = "dependency"


class AlreadyAsked(Refusal):
    """This matter lies before the office already."""

    code = "already_asked"


class AlreadySettled(Refusal):
    """Somebody decided about this parked change before."""

    code = "already_settled"


class Exists(Refusal):
    """A row with this id is there already."""

    code = "exists"


class LastContact(Refusal):
    """The last active contact of an account cannot be unlinked (feature 67)."""

    code = "last_contact"


class LastOwner(Refusal):
    """The last owner of the club cannot be withdrawn: nobody could grant a role any more."""

    code = "last_owner"


class StillHolds(Refusal):
    """Who has equipment of the club cannot be deleted: it would be lost with them."""

    code = "still_holds"


class AlreadyIssued(Refusal):
    """Issued invoices never change; a correction is a credit note."""

    code = "already_issued"


class NumberUnknown(Refusal):
    """An invoice that was issued before the server was restored, and nobody remembers under which number."""

    code = "number_unknown"


class EmptyInvoice(Refusal):
    """An invoice without lines cannot be issued."""

    code = "empty_invoice"


class NotIssued(Refusal):
    """A draft has no number yet: nothing can be paid on it."""

    code = "not_issued"


class EvaluationFinal(Refusal):
    """Nothing in it changes any more: it is final, and what the other side may have read stays so."""

    code = "evaluation_final"


class CodeClaimed(Refusal):
    """The label already belongs to another resource."""

    code = "code_claimed"


class CodeRevoked(Refusal):
    """The label was withdrawn."""

    code = "code_revoked"


class HasSignIn(Refusal):
    """Who is to be invited can sign in already."""

    code = "has_sign_in"


class NoSignIn(Refusal):
    """Who is to get a new password does not sign in yet: an invitation is what is needed."""

    code = "no_sign_in"


class InvitationOver(Refusal):
    """The invitation was used, withdrawn, or its time ran out."""

    code = "invitation_over"


class TooManyInvitations(Refusal):
    """One person made more invitations within an hour than a person makes."""

    code = "too_many_invitations"


class TooManyMembers(Refusal):
    """One person invited as many members within a day as a mail provider takes letters; `most` says how many."""

    code = "too_many_members"


class AlreadyEnded(Refusal):
    """The membership already has an end."""

    code = "already_ended"


class BadPeriod(Refusal):
    """A period ends before it starts."""

    code = "bad_period"


class Cancelled(Refusal):
    """The activity was cancelled."""

    code = "cancelled"


class Overpaid(Refusal):
    """The payment is larger than what is open."""

    code = "overpaid"


class ChangedSince(Refusal):
    """Undo would take back somebody else's word: `field` has another value by now."""

    code = "changed_since"


class NotDeleted(Refusal):
    """Restore was asked for a row that was not deleted."""

    code = "not_deleted"


class ForGuardian(Refusal):
    """A minor cannot give this consent: a guardian does, in the minor's name."""

    code = "for_guardian"


class ForThemselves(Refusal):
    """An adult's consent is given by nobody else."""

    code = "for_themselves"


class Erased(Refusal):
    """It speaks of a person who was erased. Its words are kept nowhere, not even for its author."""

    code = "erased"


class NoRoom(Refusal):
    """The disk of this device took no more; what was asked was not kept."""

    code = "no_room"


class BrokenRule(Refusal):
    """The last guard: it would break an invariant, which `rule` names; this is a bug, and nothing was written."""

    code = "broken_rule"


class UnknownAction(Refusal):
    """A verb or a version that is not known here."""

    code = "unknown_action"


class NotMedia(Refusal):
    """Bytes of a kind that the club does not keep: only JPEG, PNG and WebP pictures, and PDF as a document."""

    code = "not_media"


class BrokenPicture(Refusal):
    """A picture that cannot be read to its end."""

    code = "broken_picture"


class TooManyPixels(Refusal):
    """A picture of more pixels than anybody needs to unpack."""

    code = "too_many_pixels"


class LabelNotOurs(Refusal):
    """A scanned code that is not one of this club's labels."""

    code = "label_not_ours"


class LabelMalformed(Refusal):
    """A scanned code that starts like one of ours and is broken."""

    code = "label_malformed"


class Fault(TouchlineError):
    """The weather. The courier tries again later; the queue is untouched."""

    code = "fault"
    status = 503


class Unreachable(Fault):
    """No network, no server, a captive portal, or a reply that broke off."""

    code = "unreachable"


class SignInNeeded(Fault):
    """The device must prove again who it is; its data stays."""

    code = "sign_in_needed"
    status = 401


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
