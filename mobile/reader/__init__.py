"""The door for questions: plain reads of the device's replica that return frozen views. It never writes.

One file per noun, each a class over the connection; a new noun is one import and one line below. A view holds what a
screen shows, in the order it shows it; it stays true until `state.replica` counts up.
"""

import sqlite3

from mobile.reader.agenda import Agenda
from mobile.reader.club import Clubs
from mobile.reader.consents import Consents
from mobile.reader.contact import Contacts
from mobile.reader.devices import Devices
from mobile.reader.equipment import Equipment
from mobile.reader.evaluations import Evaluations
from mobile.reader.exports import Exports
from mobile.reader.feeds import Feeds
from mobile.reader.fields import Fields
from mobile.reader.figures import Figures
from mobile.reader.identity import Identities
from mobile.reader.inbox import Inbox
from mobile.reader.injuries import Injuries
from mobile.reader.invitees import Invitees
from mobile.reader.mailing import Mailings
from mobile.reader.marks import OnTheWay
from mobile.reader.media import Media
from mobile.reader.money import Money
from mobile.reader.notices import Notices
from mobile.reader.opened import teach
from mobile.reader.outbox import Outbox
from mobile.reader.people import People
from mobile.reader.repeating import Repeating
from mobile.reader.sensitive import Sensitive
from mobile.reader.sign_ins import SignIns
from mobile.reader.starting import Starting
from mobile.reader.store_room import StoreRoom
from mobile.reader.teams import Teams
from mobile.reader.todo import ToDo
from mobile.reader.why import Why


class Reader:
    """All questions, by noun."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        teach(connection)
        self.people = People(connection)
        self.contacts = Contacts(connection)
        self.consents = Consents(connection)
        self.devices = Devices(connection)
        self.agenda = Agenda(connection)
        self.feeds = Feeds(connection)
        self.fields = Fields(connection)
        self.repeating = Repeating(connection)
        self.evaluations = Evaluations(connection)
        self.exports = Exports(connection)
        self.figures = Figures(connection)
        self.injuries = Injuries(connection)
        self.teams = Teams(connection)
        self.on_the_way = OnTheWay(connection)
        self.clubs = Clubs(connection)
        self.equipment = Equipment(connection)
        self.store_room = StoreRoom(connection)
        self.money = Money(connection)
        self.media = Media(connection)
        self.mailings = Mailings(connection)
        self.notices = Notices(connection)
        self.sign_ins = SignIns(connection)
        self.invitees = Invitees(connection, self.people, self.sign_ins)
        self.starting = Starting(connection)
        self.to_do = ToDo(connection)
        self.identities = Identities(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.why = Why(connection)
        self.sensitive = Sensitive(connection)
