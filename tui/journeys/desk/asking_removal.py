"""Asking for something to be removed that a person has lost (PRODUCT §10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from i18n import Day, Message, _, plural
from store import CanBeRemoved, Method, PendingRemoval, Removable, ToRemove
from store.rules import phone
from store.rules.limits import REMOVAL_APPROVED_WITHIN, REMOVAL_HOLD
from tui.journeys.desk.reasons import KEPT_ALONE, reason_field
from tui.journeys.desk.registration_data import PHONE_IN_SHORT
from tui.journeys.desk.removals import WHAT, consequences, thing
from tui.journeys.desk.standing import account_fact
from tui.journeys.methods.words import with_kind
from tui.journeys.password.password import perform_proved
from tui.pages import BACK, CANCEL, Action, Bullets, Facts, Field, Page, Paragraph, Row, Text, submit
from tui.visit import Visit

_PHONE = Field(
    "phone",
    _("New phone"),
    hint=PHONE_IN_SHORT,
    limit=40,
    form=phone.read_number_at_the_desk,
)
_ENDS_A_REMOVAL = (
    _("Tell the person: if they sign in meanwhile with their second step, nothing is removed."),
    _("A reset of the password ends this too: if they need one, it comes first."),
)
_ENDS_A_REPLACEMENT = (
    _("A password that is set with the activation code ends this: if they need one, it comes first."),
)


@dataclass(frozen=True)
class _Offer:
    """Something that can be asked for: what it is called, how it stands, and what the store is asked."""

    words: Message
    state: Text
    to_remove: ToRemove

    @property
    def action(self) -> Action:
        return Action(f"lost-{self.to_remove.method_id or self.to_remove.what.value}", self.words)


async def ask_removal(visit: Visit, account: str) -> None:
    """Choose what the person with this account (ID) has lost, and ask for its removal. Raises `WentBack`."""
    session = visit.signed_in
    found, asked = await visit.look(
        lambda store: (store.removals.can_be_asked(session, account), store.removals.of(session, account))
    )
    offers = {offer.action.name: offer for offer in what_is_offered(found, asked)}
    chosen = offers[(await visit.ask(what_page(found, asked))).action]
    await perform_proved(
        visit,
        ask_page(found, account, chosen),
        lambda store, answers: store.removals.ask(
            session, account, _filled(chosen.to_remove, answers.values), answers["reason"]
        ),
    )
    visit.say(Paragraph(_("The request is made. Now another operator has to approve it."), "success"))


def _filled(to_remove: ToRemove, values: Mapping[str, str]) -> ToRemove:
    return ToRemove(to_remove.what, to_remove.method_id, values.get(_PHONE.name, ""))


def what_page(found: CanBeRemoved, asked: tuple[PendingRemoval, ...]) -> Page:
    offers = tuple(what_is_offered(found, asked))
    return Page(
        "ask-removal",
        _("What has {name} lost?", name=found.name),
        (
            *(
                Paragraph(_("In the list of removals already: {what}.", what=_asked(one, found)), "quiet")
                for one in asked
            ),
            *(() if offers else (Paragraph(_("There is nothing else that could be removed.")),)),
        ),
        menu=(*(Row(one.words, one.state, one.action) for one in offers), BACK),
        help=(
            _(
                "Whoever can still sign in with their second step needs no help desk for most of this: they"
                " change it at once, in the sign-in settings."
            ),
        ),
    )


def ask_page(found: CanBeRemoved, account: str, chosen: _Offer) -> Page:
    replaces = chosen.to_remove.what is Removable.REGISTERED_PHONE
    return Page(
        "ask-removal-reason",
        _("Replace the phone of the registration") if replaces else _("Remove what is lost"),
        (
            Facts(
                (
                    account_fact(found.name, account),
                    (_("Lost"), _("{what}, {state}", what=chosen.words, state=chosen.state)),
                )
            ),
            Bullets(
                (
                    _("Another operator approves it, within {time}.", time=REMOVAL_APPROVED_WITHIN),
                    _(
                        "Every address is then told. It is done {hold} later, unless cancelled.",
                        hold=REMOVAL_HOLD,
                    ),
                    *consequences(chosen.to_remove.what),
                )
            ),
        ),
        (*((_PHONE,) if replaces else ()), reason_field(KEPT_ALONE, is_told=False)),
        (submit(_("Make the request")), CANCEL),
        help=_ENDS_A_REPLACEMENT if replaces else _ENDS_A_REMOVAL,
    )


def _asked(removal: PendingRemoval, found: CanBeRemoved) -> Text:
    return thing(removal, next((one for one in found.methods if one.id == removal.method_id), None))


def what_is_offered(found: CanBeRemoved, asked: tuple[PendingRemoval, ...]) -> Iterator[_Offer]:
    """Yield what can be asked for and was not yet."""
    known = {(one.what, one.method_id) for one in asked}
    for method in found.methods:
        if (Removable.METHOD, method.id) not in known:
            words = with_kind(method)
            yield _Offer(words, _since(method), ToRemove(Removable.METHOD, method.id))
    others: Mapping[Removable, Text | None] = {
        Removable.RECOVERY_CODES: _codes(found.recovery_codes) if found.recovery_codes else None,
        Removable.QUESTIONS: _("forgotten") if found.has_questions else None,
        Removable.REGISTERED_PHONE: found.phone,
    }
    for what, state in others.items():
        if state is not None and (what, "") not in known:
            yield _Offer(WHAT[what], state, ToRemove(what))


def _since(method: Method) -> Message:
    added = Day(method.added_at)
    if method.is_default:
        return _("by default; added on {day}", day=added)
    return _("added on {day}", day=added)


def _codes(count: int) -> Message:
    return plural("{count} left", "{count} left", count)
