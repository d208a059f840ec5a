"""Who may see and do what: roles x tables, roles x actions, as data.

`VIEW` names for each table the reaches through which its rows travel; the server turns reaches into scopes.
`MAY` names for each action which role may do it and how far. The device uses the same tables to offer only
what will be accepted. What an action brings about by itself needs no row right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from shared.facts import Facts
from shared.kin import close_to, persons_of, teams_of
from shared.sync import scope

Reach = Literal["any", "team", "phone", "own", "close", "loan", "thing"]

# Scopes of a role that reaches the whole club; coaches and members get theirs from teams and people.
ROLE_SCOPES: Mapping[str, tuple[str, ...]] = {
    "owner": (scope.STAFF, scope.OWNER, scope.OFFICE, scope.TREASURY, scope.EQUIPMENT, scope.FINANCE, scope.MEDICAL),
    "secretary": (scope.STAFF, scope.OFFICE, scope.MEDICAL),
    "treasurer": (scope.STAFF, scope.TREASURY, scope.FINANCE),
    "coach": (scope.STAFF,),
    "equipment": (scope.STAFF, scope.EQUIPMENT),
    "member": (),
}

# Reaches: words of `scope` stand for themselves; the others are worked out per root in sync_server/access.py.
#   close         as self, but of a grown child only the person, by their users
#   self          the person, and who acts for them         team_coach     coaches of the person's teams
#   team_member   team mates and their parents              family_coach   also coaches of the person's
# children   household_coach   coaches of everybody who shares an account with the person
# holding       equipment staff while the person holds something   group_coach / group_member   of
# the activity's team (everybody when it has none)   holder        who has the resource
# guest   who was brought along to an activity from outside its team, and who acts for them
# account_member / account_payer   pictured       all staff, of a face or a thing
#   assessor      who writes an evaluation: coaches of the person, or the person of their own
#   assessed      the other side: the person once it was shared, coaches once both are final
#   kept_to       of a field of the club's own whom it is kept to; else everybody, and of a value who sees the thing
VIEW: Mapping[str, tuple[str, ...]] = {
    "user_profile": ("office", "user", "self"),
    "role_assignment": ("owner", "user"),
    "inbox_item": ("user",),
    "parked_change": ("office", "user"),
    "user_device": ("office", "user"),
    "setting": ("club",),
    "season": ("club",),
    "group": ("club",),
    "group_member": ("staff", "self", "team_member"),
    "membership_type": ("club",),
    "membership": ("office", "treasury", "self", "team_coach"),
    # A coach has all names as staff; those of the team and its families come with the team, before the others.
    "contact": ("staff", "self", "team_member", "household_coach"),
    # Of who is in no team of theirs a coach knows the name and not the year.
    "contact_personal": ("office", "treasury", "self", "team_coach"),
    "contact_point": ("office", "treasury", "self", "family_coach", "holding"),
    "contact_address": ("office", "treasury", "self"),
    "contact_identity": ("office", "treasury", "self"),
    "contact_finance": ("finance", "close"),
    "contact_emergency": ("office", "self", "team_coach"),
    # Who takes pictures of the team must know of whom not.
    "consent": ("office", "self", "team_coach"),
    "contact_medical": ("medical", "close", "team_coach"),
    "opening": ("office", "self", "user"),
    "account": ("office", "treasury", "account_member"),
    # A coach must know who the parents of a player are to call them: links of families reach the team's
    # coaches.
    "account_link": ("office", "treasury", "account_member", "family_coach"),
    # A coach of two teams needs not carry the whole club's agenda in a phone: own teams, and what is for everybody.
    "activity": ("office", "treasury", "equipment", "group_member", "guest"),
    "activity_series": ("office", "treasury", "equipment", "group_member"),
    "calendar_feed": ("office", "self", "user"),
    "activity_guest": ("office", "group_coach", "self"),
    "activity_visitor": ("office", "group_coach"),
    "resource": ("staff", "holder"),
    "resource_code": ("staff",),
    "custody_event": ("staff", "holder"),
    "custody_signature": ("equipment",),
    "resource_value": ("equipment", "treasury"),
    "booking": ("staff",),
    "audit_session": ("staff",),
    "audit_line": ("staff",),
    # Who sees a bag sees its picture; of people, papers stay with who answers for them, and staff know faces.
    "medium": ("office", "self", "team_coach", "pictured", "holder"),
    "invoice": ("treasury", "account_payer"),
    # Who writes it holds it: what is said of a row that is out of sight is not offered again after a restore.
    "invoice_status": ("office", "treasury"),
    "invoice_line": ("treasury", "account_payer"),
    "payment": ("treasury", "account_payer"),
    "allocation": ("treasury", "account_payer"),
    "invitation": ("office", "self"),
    "evaluation_template": ("club",),
    "criterion": ("club",),
    "evaluation": ("owner", "assessor", "assessed"),
    "score": ("owner", "assessor", "assessed"),
    "notice_choice": ("office", "self"),
    "injury": ("medical", "close", "team_coach"),
    # What was taken out is for who answers for it, for who did it, and, of one person alone, for that person.
    "export_log": ("owner", "user", "self"),
    "custom_field": ("kept_to",),
    "custom_value": ("kept_to",),
}

# Tables whose words are opened, each time with a line that everybody concerned can read (`contact_medical.open`, for an
# injury is a line of the same sheet). History tells that they changed, and not what they say.
OPENED = frozenset(("contact_medical", "injury"))

# Tables whose rows a secretary is not shown, and words about them no office either.
UNSEEN_BY_OFFICE = frozenset(
    table for table, reaches in VIEW.items() if not {scope.OFFICE, scope.STAFF, scope.CLUB}.intersection(reaches)
)

OFFICE: Mapping[str, Reach] = {"owner": "any", "secretary": "any"}
PERSON: Mapping[str, Reach] = {**OFFICE, "member": "own"}
PRIVATE: Mapping[str, Reach] = {**OFFICE, "member": "close"}
TEAM: Mapping[str, Reach] = {**OFFICE, "coach": "team"}
MEDIA: Mapping[str, Reach] = {**PERSON, "coach": "team", "equipment": "thing"}
MONEY: Mapping[str, Reach] = {"owner": "any", "treasurer": "any"}
THINGS: Mapping[str, Reach] = {"owner": "any", "equipment": "any"}
COACHING: Mapping[str, Reach] = {"owner": "any", "coach": "team"}
ONESELF: Mapping[str, Reach] = {"system": "any", "member": "own"}

PHONES = frozenset(("mobile", "phone"))

MAY: Mapping[str, Mapping[str, Reach]] = {
    "contact.create": OFFICE,
    "contact.patch": PERSON,
    "contact_personal.patch": PERSON,
    "contact.delete": OFFICE,
    "contact.erase": {"system": "any"},  # asked of the server by an owner, who has seen what it does
    "row.restore": OFFICE,
    "row.undo": {},  # by itself nobody: asked under the name of the patch that it takes back
    # A coach corrects a parent's phone number at the field, and the office sees who did it; an e-mail address, by which
    # people get in and get bills, is not said across a field.
    "contact_point.add": {**PERSON, "coach": "phone"},
    "contact_point.patch": {**PERSON, "coach": "phone"},
    "contact_point.delete": PERSON,
    "contact_address.add": PERSON,
    "contact_address.patch": PERSON,
    "contact_address.delete": PERSON,
    "contact_emergency.patch": {"owner": "any", "member": "own"},
    "contact_medical.patch": {"owner": "any", "member": "close"},
    "contact_medical.open": {**PRIVATE, "coach": "team"},
    "contact_identity.patch": OFFICE,
    "contact_identity.ask": {"member": "own"},
    "contact_finance.patch": {"owner": "any", "treasurer": "any", "member": "close"},
    "consent.give": {"member": "close"},  # nobody gives it for somebody else, but a guardian for a minor
    "consent.withdraw": PRIVATE,
    "account.create": OFFICE,
    "account.patch": OFFICE,
    "account.link": OFFICE,
    "account_link.patch": OFFICE,
    "account.unlink": OFFICE,
    "account_link.turn": {"system": "any"},
    "season.create": {"owner": "any"},
    "group.create": OFFICE,
    "group.patch": OFFICE,
    "group.add_member": OFFICE,
    "group.remove_member": OFFICE,
    "group.keep_member": OFFICE,
    # Who hands out the shirts says who bears which.
    "group_member.patch": TEAM,
    "membership_type.create": {"owner": "any"},
    "membership.start": OFFICE,
    "membership.end": OFFICE,
    "activity.create": TEAM,
    "activity.patch": TEAM,
    "activity.move": TEAM,
    "activity.cancel": TEAM,
    "activity.reinstate": TEAM,
    "activity.delete": TEAM,  # and bringing it back
    "activity_series.create": TEAM,
    "activity_series.change": TEAM,
    "activity_series.extend": TEAM,
    "activity_series.cancel": TEAM,
    "activity_series.reinstate": TEAM,
    "activity_series.delete": TEAM,
    "activity_series.replan": TEAM,
    # Whoever looks after somebody may let a calendar read their agenda; the office takes an address back that leaked.
    "calendar_feed.make": {"member": "own"},
    "calendar_feed.revoke": PERSON,
    "attendance.declare": {**TEAM, "member": "own"},
    "attendance.confirm": TEAM,
    "attendance.guest": TEAM,
    "activity_visitor.add": TEAM,
    "activity_visitor.patch": TEAM,
    "activity_visitor.drop": TEAM,
    "group.attend_by_default": TEAM,
    "injury.note": {**PRIVATE, "coach": "team"},
    "injury.patch": {**PRIVATE, "coach": "team"},
    "injury.drop": {**PRIVATE, "coach": "team"},
    # A coach makes templates for the own team; those for an age or the whole club are the owner's.
    "evaluation_template.create": COACHING,
    "evaluation_template.patch": COACHING,
    "evaluation_template.add_criteria": COACHING,
    "criterion.patch": COACHING,
    "evaluation.score": COACHING,
    "evaluation.finish": COACHING,
    "evaluation.reopen": COACHING,
    "evaluation.share": COACHING,
    # What players find of themselves nobody says for them, but who acts for them.
    "self_evaluation.score": ONESELF,
    "self_evaluation.finish": ONESELF,
    "self_evaluation.reopen": ONESELF,
    "resource.create": THINGS,
    "resource.patch": THINGS,
    "label.print": THINGS,
    "label.claim": THINGS,
    "label.revoke": THINGS,
    "custody.hand_out": {**THINGS, "coach": "loan"},
    "custody.take_back": {**THINGS, "coach": "loan"},
    "custody.move": THINGS,
    "custody.report": {**THINGS, "coach": "loan"},
    "custody.settle": THINGS,
    "custody.sign": {**THINGS, "coach": "loan"},
    "resource_value.patch": {**THINGS, "treasurer": "any"},
    # A coach keeps things for the own team, and for what it does.
    "booking.make": {**THINGS, "coach": "loan"},
    "booking.cancel": {**THINGS, "coach": "loan"},
    "audit.finish": THINGS,
    "custom_field.define": {"owner": "any"},
    "custom_field.patch": {"owner": "any"},
    "custom_field.reorder": {"owner": "any"},
    # Asked under the name of the patch of what it is about; whom the field is kept to is asked of the field.
    "custom_value.set": {},
    "invoice.draft": MONEY,
    "invoice.issue": MONEY,
    "invoice.record_payment": MONEY,
    "contact.set_photo": PERSON,
    "resource.set_photo": THINGS,
    "medium.add": MEDIA,
    "medium.patch": MEDIA,
    "medium.delete": MEDIA,
    "medium.settle": {"system": "any"},
    "notice.choose": PERSON,
    "inbox.done": {"member": "own"},
    "inbox.ask": {"member": "own"},
    "parked.settle": PERSON,
    # Whoever can make a file says so, and says it of nobody else.
    "export_log.note": {"member": "any"},
    "export_log.hand_out": {"system": "any"},
    "setting.put": {"owner": "any"},
    "role.grant": {"owner": "any"},
    "role.withdraw": {"owner": "any"},
    "role.turn": {"system": "any"},
    "row.expire": {"system": "any"},
    "season.turn": {"system": "any"},
    "group.turn_member": {"system": "any"},
    "user.enrol": {"system": "any"},
    "user.signed_in": {"system": "any"},
    # Who lost a phone shuts it out, and so does the office for who cannot.
    "user_device.patch": PERSON,
    "user_device.revoke": PERSON,
    "user_device.add": {"system": "any"},
    "user_device.seen": {"system": "any"},
    "user_device.wiped": {"system": "any"},
    "parked.quarantine": {"system": "any"},
    "user.password_changed": {"system": "any"},
    "user.second_step": {"system": "any"},
    "invitation.make": OFFICE,
    "invitation.renew": OFFICE,
    "invitation.withdraw": OFFICE,
    "invitation.accept": {"system": "any"},
    "invitation.delivered": {"system": "any"},
}

# Who may do what with a national number, which no verb of a device speaks of: see it masked, enter it, have it shown
# for a purpose, take it away. One's own is entered, and shown masked.
NUMBERS: Mapping[str, Mapping[str, Reach]] = {
    "look": {**PRIVATE, "treasurer": "any"},
    "enter": PRIVATE,
    "show tax_certificate": {**OFFICE, "treasurer": "any"},
    "show federation": OFFICE,
    "drop": PRIVATE,
}

# Whom the app asks to protect their sign-in with a second step, and who takes one away from somebody who lost it. No
# verb of a device: only the server has what it is compared with.
ASKED_SECOND_STEP = frozenset(("owner", "treasurer"))
RESETS_SECOND_STEP = frozenset(("owner",))

# Who may ask the server to erase somebody. No verb of a device: only the server holds all that must go.
ERASERS = frozenset(("owner",))


@dataclass(frozen=True)
class Actor:
    """Who acts: the roles they hold, the teams they coach, and the contacts they are or act for; `close` are those of
    them whose sensitive words are theirs to read.

    Everybody with a sign-in holds "member", reaching their own people.
    """

    user: str
    contact: str | None
    roles: frozenset[str]
    teams: frozenset[str]
    persons: frozenset[str]
    close: frozenset[str] = frozenset()


# The server's own wishes: demo, import, jobs. No sign-in can be this user.
SYSTEM = Actor("system", None, frozenset(("system", "owner")), frozenset(), frozenset())


class Subject(NamedTuple):
    """Whom or what an action is about, as far as rights ask. `kind` is that of a contact point, `holders` are groups of
    which one is enough.
    """

    contact: str | None = None
    group: str | None = None
    user: str | None = None
    account: str | None = None
    resource: str | None = None
    kind: str | None = None
    holders: frozenset[str] = frozenset()


# What an actor is made of: as long as none of these rows changes, nobody becomes somebody else.
ACTOR_TABLES = frozenset(("user_profile", "role_assignment", "account_link"))


def actor(facts: Facts, user: str) -> Actor:
    """The actor behind a user id, from the club's own rows."""
    profile = facts.get("user_profile", user)
    contact = None if profile is None else profile["contact"]
    held = facts.find("role_assignment", user=user, present=1)
    return Actor(
        user,
        contact,
        frozenset(("member", *(str(row["role"]) for row in held))),
        frozenset(str(row["group"]) for row in held if row["role"] == "coach" and row["group"]),
        persons_of(facts, contact),
        close_to(facts, contact),
    )


def may(facts: Facts, who: Actor, action: str, subjects: Iterable[Subject]) -> bool:
    """True when one of the actor's roles reaches every subject of the action."""
    return reaches(facts, who, MAY.get(action, {}), subjects)


def reaches(facts: Facts, who: Actor, allowed: Mapping[str, Reach], subjects: Iterable[Subject]) -> bool:
    """True when one of the actor's roles is among the `allowed` and reaches every subject as far as that says."""
    held = {allowed[role] for role in who.roles if role in allowed}
    return bool(held) and all(any(_reaches(facts, who, reach, about) for reach in held) for about in subjects)


def _reaches(facts: Facts, who: Actor, reach: Reach, about: Subject) -> bool:
    if reach == "any":
        return True
    if reach == "own":
        return about.user == who.user or (about.contact is not None and about.contact in who.persons)
    if reach == "close":
        return about.contact is not None and about.contact in who.close
    if reach == "loan":
        return bool(about.holders & who.teams)
    if reach == "thing":
        return about.resource is not None
    return _coaches(facts, who, about, family=reach == "phone")


def _coaches(facts: Facts, who: Actor, about: Subject, *, family: bool) -> bool:
    """Whether a team of theirs is meant, or somebody in one; with `family` a number of that person or a parent's."""
    if family and about.kind not in PHONES:
        return False
    if about.group is not None:
        return about.group in who.teams
    if about.contact is None:
        return False
    teams = set(teams_of(facts, about.contact))
    if family:
        for person in persons_of(facts, about.contact):
            teams |= teams_of(facts, person)
    return bool(teams & who.teams)


@cache
def _whole_tables(held: frozenset[str]) -> frozenset[str]:
    return frozenset(table for table, reaches in VIEW.items() if held & set(reaches))


def whole_tables(granted: Iterable[str]) -> frozenset[str]:
    """Tables of which every row reaches a user with these scopes."""
    return _whole_tables(scope.WHOLE.intersection(granted))
