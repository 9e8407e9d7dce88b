"""`macle admin activation-code`: an operator hands another code over to a person who was registered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from i18n import Language, Message, _
from store import HandedOver, Problem, Refusal, Removable, Session, ToRemove
from store.rules.limits import REMOVAL_HOLD
from tui.commands.admin.person_data import (
    CONTRAST,
    DOCUMENT,
    ISSUED,
    PHONE,
    REASON,
    Answers,
    add_operator,
    contrast_as_read,
    given_in,
    until_taken,
)
from tui.commands.admin.questions import Questions
from tui.commands.admin.task import task
from tui.commands.asking import standard_input
from tui.commands.command import Call
from tui.commands.signing_in import signed_in
from tui.commands.usage import Parser, required
from tui.journeys.desk.registration_data import SLIP_MISSING, block_stays
from tui.store_door import StoreDoor
from tui.wording import sentence

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.store import Store


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    add_operator(parser, language)
    person = parser.add_argument_group(
        say(_("Person")), say(_("The document number and the reason are asked for where they are not given."))
    )
    person.add_argument(
        "--document", metavar="TEXT", help=say(_("the number that they were registered with"))
    )
    person.add_argument(
        "--contrast",
        nargs="?",
        const="",
        metavar="TEXT",
        help=say(_("the contrast datum of their document, if it is another; without TEXT, it is asked for")),
    )
    person.add_argument(
        "--issued", metavar="TEXT", help=say(_("the issue date of a permanent DNI (01/01/9999)"))
    )
    person.add_argument(
        "--phone",
        metavar="TEXT",
        help=say(_("the phone that is to get their codes, if it is another: a second operator approves it")),
    )
    person.add_argument(
        "--advanced",
        action="store_true",
        help=say(_("register them at the advanced level from now on, so that they can sign files")),
    )
    person.add_argument("--reason", metavar="TEXT", help=say(_("why they need another code; it is kept")))


def _hand_over(call: Call, door: StoreDoor) -> str:
    operator, lines = required(call.options, "operator", "--as"), standard_input()
    store = door.open()
    desk = store.registration
    given = given_in(call, (DOCUMENT, CONTRAST, ISSUED, PHONE, REASON))
    other_contrast = not given.keys().isdisjoint({CONTRAST.name, ISSUED.name})
    if given.get(CONTRAST.name) == "":
        del given[CONTRAST.name]
    with signed_in(store, operator, call, lines) as session:
        desk.admit(session)
        document = replace(DOCUMENT, judge=lambda typed, _given: desk.refuse_unknown_document(session, typed))
        data = (
            document,
            *((CONTRAST, ISSUED) if other_contrast else ()),
            *((PHONE,) if PHONE.name in given else ()),
            REASON,
        )

        def hand_over(given: Answers) -> HandedOver:
            if PHONE.name in given:
                # It is asked for once the code is handed over, which cannot be taken back.
                PHONE.judge(given[PHONE.name], given)
            return desk.hand_over(
                session,
                given["document"],
                given["reason"],
                contrast=given.get("contrast"),
                issued=given.get("issued", ""),
                advanced=call.options.advanced,
            )

        questions = Questions(lines, call.language)
        done = until_taken(questions, data, given, hand_over, Refusal.NO_CODE_HANDED_OVER)
        other_phone = _ask_for_phone(store, session, done.account, given) if PHONE.name in given else None
    told = (
        _("Slip {number} will be printed, with another activation code.", number=done.slip),
        _("Hand it to the person: the code before no longer works. All their addresses are told."),
        _(
            "The email address {email} goes with that code: ask them whether it is theirs.",
            email=done.email,
        ),
        *(() if done.liftable_at is None else (block_stays(done.liftable_at),)),
        *((other_phone,) if other_phone is not None else ()),
        *((contrast_as_read(given),) if other_contrast else ()),
        *((_("They are registered at the advanced level."),) if call.options.advanced else ()),
        SLIP_MISSING,
    )
    return "\n".join(map(call.language.say, told))


def _ask_for_phone(store: Store, session: Session, account: str, given: Answers) -> Message:
    """Ask for another phone to be registered, and say what follows, or why it was not asked for."""
    wanted = ToRemove(Removable.REGISTERED_PHONE, phone=given[PHONE.name])
    try:
        store.removals.ask(session, account, wanted, given[REASON.name])
    except Problem as problem:
        return sentence(problem)
    return _(
        "The other phone was asked for. It gets their codes and PINs {hold} after a second operator has"
        " approved it at the help desk (macle desk); until then, the one before does.",
        hold=REMOVAL_HOLD,
    )


ACTIVATION_CODE = task(
    "activation-code",
    _("send another code to the printer for a person who is there, and correct what is registered"),
    _hand_over,
    _add_arguments,
    usage="%(prog)s --as USERNAME [--document TEXT] [--contrast [TEXT]] [--issued TEXT] [--phone TEXT]"
    " [--advanced] [--reason TEXT]",
    example=("macle admin activation-code --as odile-desk",),
)
