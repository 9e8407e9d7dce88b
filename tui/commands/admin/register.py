"""`macle admin register`: an operator registers a person, who is there with their document (PRODUCT §8)."""

from __future__ import annotations

from dataclasses import replace

from i18n import LANGUAGES, Language, _
from store import Refusal, RegisteredLevel, ToRegister
from store.rules import phone
from tui.commands.admin.person_data import (
    CONTRAST,
    DOCUMENT,
    EMAIL,
    ISSUED,
    LEVEL,
    PHONE,
    REASON,
    SPEAKS,
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
from tui.journeys.desk.registration_data import HAND_SLIP, SLIP_MISSING
from tui.store_door import StoreDoor

_DATA = (DOCUMENT, CONTRAST, ISSUED, EMAIL, PHONE, LEVEL, SPEAKS, REASON)


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    add_operator(parser, language)
    person = parser.add_argument_group(say(_("Person")), say(_("What is not given is asked for.")))
    person.add_argument(
        "--document", metavar="TEXT", help=say(_("the number of their DNI or NIE, which they sign in with"))
    )
    person.add_argument(
        "--contrast",
        metavar="TEXT",
        help=say(_("the contrast datum of that document; better typed when it is asked for")),
    )
    person.add_argument(
        "--issued", metavar="TEXT", help=say(_("the issue date of a permanent DNI (01/01/9999)"))
    )
    person.add_argument("--email", metavar="EMAIL", help=say(_("where their messages go")))
    person.add_argument("--phone", metavar="TEXT", help=say(_("the phone that gets their codes by SMS")))
    person.add_argument(
        "--level",
        type=str.lower,
        choices=[*LEVEL.choices],
        metavar="LEVEL",
        help=say(_("basic, or advanced, which can sign files")),
    )
    person.add_argument(
        "--speaks", choices=[*LANGUAGES], metavar="LANGUAGE", help=say(_("of their slip and messages"))
    )
    person.add_argument("--reason", metavar="TEXT", help=say(_("why they are registered; it is kept")))


def _register(call: Call, door: StoreDoor) -> str:
    operator, lines = required(call.options, "operator", "--as"), standard_input()
    store = door.open()
    desk = store.registration
    with signed_in(store, operator, call, lines) as session:
        desk.admit(session)

        def register(given: Answers) -> str:
            person = ToRegister(
                given["document"],
                given["contrast"],
                given["email"],
                given["phone"],
                advanced=given["level"] == RegisteredLevel.ADVANCED.value,
                issued=given.get("issued", ""),
            )
            return desk.register(session, person, LANGUAGES[given["speaks"]], given["reason"])

        known = {
            DOCUMENT.name: lambda typed, *_: desk.refuse_known_document(session, typed),
            EMAIL.name: lambda typed, *_: desk.refuse_known_email(session, typed),
        }
        data = [replace(datum, judge=known.get(datum.name, datum.judge)) for datum in _DATA]
        questions, given = Questions(lines, call.language), given_in(call, data)
        number = until_taken(questions, data, given, register, Refusal.NOBODY_REGISTERED)
    to = phone.written(phone.read_number_at_the_desk(given["phone"]))
    told = (
        _("The person is registered. Slip {number} will be printed.", number=number),
        HAND_SLIP,
        _("Their codes and PINs go to {number}: read it to them.", number=to),
        contrast_as_read(given),
        SLIP_MISSING,
    )
    return "\n".join(map(call.language.say, told))


REGISTER = task(
    "register",
    _("open an account for a person who is there with their document; their code goes to the printer"),
    _register,
    _add_arguments,
    usage="%(prog)s --as USERNAME [--document TEXT] [--contrast TEXT] [--issued TEXT] [--email EMAIL]"
    " [--phone TEXT] [--level LEVEL] [--speaks LANGUAGE] [--reason TEXT]",
    example=("macle admin register --as odile-desk",),
)
