"""Why a wish was turned down: each reason has a code for programs, and words for people in the catalogues."""

from collections.abc import Mapping

from shared.errors import TouchlineError


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


class NeedsOwner(Refusal):
    """Nobody says for whom they act themselves or whose bills they read, and no office that an adult or a colleague is
    acted for, nor that an adult who signs in is a minor: an owner.
    """

    code = "needs_owner"


class LastOwner(Refusal):
    """The last owner of the club cannot be withdrawn: nobody could grant a role any more."""

    code = "last_owner"


class NotDisputed(Refusal):
    """Nobody disputes who has this thing (any more)."""

    code = "not_disputed"


class WithItsBox(Refusal):
    """It lies in a box or set that is out: `id` is the box's. It is taken out of it first."""

    code = "with_its_box"


class Archived(Refusal):
    """What is archived is not kept for anybody."""

    code = "archived"


class Booked(Refusal):
    """Somebody else booked this thing for that time: `id` is that booking's."""

    code = "booked"


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


class Attended(Refusal):
    """Somebody was marked at it, so it was held: it can be called off, not deleted."""

    code = "attended"


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
