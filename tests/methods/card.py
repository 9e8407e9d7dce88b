"""An invented method of the second step that is not sent anything: a card with one code, good once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, update

from i18n import Message, _
from store import Challenge, Happening, Problem, Refusal, Secret, SentTo
from store.accounts.context import Context
from store.accounts.methods import held
from store.accounts.methods.kind import Ask, CodeJudge, Kind
from store.accounts.sent_codes import Purpose
from store.database.alone import NOTHING, Names
from store.database.tables.methods import MethodRow
from tui.journeys.methods import kind as on_pages
from tui.journeys.methods.app import add_app, change_app
from tui.journeys.methods.words import Words


class _Card:
    """Its content is its code."""

    challenge = Challenge.SHOWN

    def shown_name(self, _context: Context, row: MethodRow) -> str:
        return row.name

    def told_as(self, name: str) -> Message:
        return _("the card {name}", name=name)

    def texts_to(self, _content: str) -> str | None:
        return None

    def judging(self, context: Context, row: MethodRow) -> CodeJudge:
        method_id, printed = row.id, held.opened(context, row).reveal()

        def judge(db: Transaction, _purpose: Purpose, _asker: Secret, tried: Secret) -> Refusal | None:
            if tried.reveal() != printed:
                return Refusal.WRONG_CODE
            unused = update(MethodRow).where(col(MethodRow.id) == method_id, col(MethodRow.last_step) == 0)
            return None if db.exec(unused.values(last_step=1)).rowcount else Refusal.CODE_USED

        return judge

    def quotas(self, _context: Context, _row: MethodRow, _place: str) -> Names:
        return NOTHING

    def send(self, _db: Transaction, _context: Context, _row: MethodRow, _ask: Ask, *, again: bool) -> SentTo:
        raise Problem(Refusal.METHOD_GONE)

    def put_back(self, row: MethodRow, _now: datetime) -> None:
        row.last_step = 1


KIND: Kind = _Card()


class _Words(Words):
    title, one = _("Cards"), _("Card")
    lost = _("card")
    add = _("Add")
    changed: Mapping[Happening, Message] = {}

    def choice(self, name: str) -> Message:
        return _("Code on the card {name}", name=name)

    def asked(self, name: str) -> Message:
        return _("Scratch the card {name}.", name=name)

    def hint(self, sent: SentTo | None, *, tells_where: bool) -> Message:
        return _("6 digits, in silver.")

    def prompt(self, name: str) -> Message:
        return _("Code on the card {name}", name=name)

    def why_confirm(self, name: str) -> Message:
        return _("So that nobody glues {name} together.", name=name)


WORDS: Words = _Words()
PAGES = on_pages.Kind(most=1, add=add_app, change=change_app)  # nobody adds one here
