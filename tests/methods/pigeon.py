"""An invented method of the second step, whole: a carrier pigeon brings the code to a loft.

It is one kind more for the store (`KIND`) and for the pages (`WORDS`, `PAGES`), and neither asks what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Message, _, language_of
from store import Challenge, Happening, Method, Secret, SentTo, Session
from store.accounts.access import FRESH
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.methods import held, sent_challenge
from store.accounts.methods.kind import Ask, CodeJudge, Kind
from store.database.alone import NOTHING, Names
from store.database.tables.methods import MethodRow
from store.messages.letters.letter import Letter, Notice
from tui.journeys.methods import kind as on_pages
from tui.journeys.methods.changes import DELETE, SET_DEFAULT, change_method, set_default, ways_to_change
from tui.journeys.methods.confirming import Removal
from tui.journeys.methods.words import Words
from tui.journeys.password.password import perform_proved
from tui.pages import BACK, CANCEL, Action, Field, Page, Paragraph, submit
from tui.visit import Visit

_PIGEON = "pigeon"


@dataclass(frozen=True)
class Pigeons:
    """The use cases: a pigeon is added by its name and the loft that it flies to, and let go."""

    context: Context

    def add(self, session: Session, name: str, loft: str) -> Method:
        with changing(self.context, session, FRESH) as change:
            added = held.add(change.db, self.context, change.account_id, _PIGEON, Secret(loft), name=name)
            change.notify(_told(Happening.METHOD_ADDED, name))
        return held.shown(self.context, added)

    def remove(self, session: Session, method_id: str) -> None:
        with changing(self.context, session, FRESH, destroys=True) as change:
            row = held.find(change.db, change.account_id, method_id, _PIGEON)
            held.remove(change.db, row)
            change.notify(_told(Happening.METHOD_REMOVED, row.name))


def _told(happening: Happening, name: str) -> Notice:
    came = happening is Happening.METHOD_ADDED
    subject = _("A pigeon was added") if came else _("A pigeon was let go")
    return Notice(happening, subject, (_("The pigeon is called {name}.", name=name),), subject)


class _Pigeon:
    """Its content is the address of the loft."""

    challenge = Challenge.SENT

    def shown_name(self, _context: Context, row: MethodRow) -> str:
        return row.name

    def told_as(self, name: str) -> Message:
        return _("the pigeon {name}", name=name)

    def texts_to(self, _content: str) -> str | None:
        return None

    def judging(self, context: Context, row: MethodRow) -> CodeJudge:
        return sent_challenge.judging(context, row)

    def quotas(self, _context: Context, _row: MethodRow, _place: str) -> Names:
        return NOTHING

    def send(self, db: Transaction, context: Context, row: MethodRow, ask: Ask, *, again: bool) -> SentTo:
        def fly(code: Secret, expires_at: datetime) -> None:
            letter = Letter(_("A pigeon has come"), (code,), expires_at)
            loft, language = held.opened(context, row).reveal(), language_of(ask.account.language)
            context.outbox.queue(db, letter, loft, language, row.account_id)

        return sent_challenge.send(db, context, row, ask, row.name, fly, again=again)

    def put_back(self, _row: MethodRow, _now: datetime) -> None:
        """A pigeon that comes home brings nothing."""


KIND: Kind = _Pigeon()


class _Words(Words):
    title, one = _("Carrier pigeons"), _("Carrier pigeon")
    lost = _("carrier pigeon")
    add = _("Add a pigeon")
    changed: Mapping[Happening, Message] = {
        Happening.METHOD_ADDED: _("Pigeon added"),
        Happening.METHOD_REMOVED: _("Pigeon let go"),
    }
    spent = _("Five codes of this pigeon were wrong.")
    spent_in_reset = spent
    not_here = _("My pigeon does not come")
    at_risk = _("One pigeon, and there are hawks.")

    def choice(self, name: str) -> Message:
        return _("Code by the pigeon {name}", name=name)

    def asked(self, name: str) -> Message:
        return _("{name} is on the wing with a code.", name=name)

    def hint(self, sent: SentTo | None, *, tells_where: bool) -> Message:
        return _("6 digits, at the leg of {name}.", name="a pigeon" if sent is None else sent.address)

    def prompt(self, name: str) -> Message:
        return _("Code that {name} brings", name=name)

    def why_confirm(self, name: str) -> Message:
        return _("So that nobody calls {name} back.", name=name)


WORDS: Words = _Words()


async def add_pigeon(visit: Visit) -> None:
    session = visit.signed_in
    fields = (Field("name", _("Name")), Field("loft", _("Loft")))
    page = Page("add-pigeon", _("Add a pigeon"), fields=fields, actions=(submit(_("Add")), CANCEL))
    await perform_proved(
        visit,
        page,
        lambda store, answers: Pigeons(store.context).add(session, answers["name"], answers["loft"]),
    )


async def change_pigeon(visit: Visit, method: Method) -> None:
    await change_method(visit, method, _change_page, {SET_DEFAULT.name: set_default, DELETE.name: _delete})


def _change_page(method: Method, *, only: bool) -> Page:
    return Page("change-pigeon", _("Your pigeon"), actions=(*ways_to_change(method, only=only), BACK))


async def _delete(visit: Visit, method: Method) -> None:
    session = visit.signed_in
    page = Page(
        "delete-pigeon",
        _("Let the pigeon go"),
        (Paragraph(_("It will bring no more codes.")),),
        actions=(Action("submit", _("Let it go"), submits=True), CANCEL),
    )
    await Removal(visit, method.id, WORDS.why_confirm(method.name)).perform(
        page, lambda store, _answers, _confirmation: Pigeons(store.context).remove(session, method.id)
    )


PAGES = on_pages.Kind(most=1, add=add_pigeon, change=change_pigeon)
