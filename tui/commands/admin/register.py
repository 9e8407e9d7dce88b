"""`macle admin register`: an operator registers a person, who is there with their document (PRODUCT §8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from i18n import LANGUAGES, Language, Message, _
from store import Problem, Refusal, RegisteredLevel, Session, ToRegister
from store.rules import documents, identifiers, phone
from store.rules.contrast import contrast_datum
from store.rules.plain_text import plain_text
from tui.commands.admin.questions import Questions
from tui.commands.admin.task import task
from tui.commands.asking import Untaken, standard_input
from tui.commands.command import Call
from tui.commands.signing_in import signed_in
from tui.commands.usage import Parser, complain, required
from tui.reading import labelled
from tui.store_door import StoreDoor
from tui.wording import sentence

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.store import Store

Answers = dict[str, str]
_USUAL_LEVEL = RegisteredLevel.BASIC.value
_LEVELS = [level.value for level in RegisteredLevel]


@dataclass(frozen=True)
class _Datum:
    """What is given by an option or asked for: what it is called, and what refuses it by itself."""

    name: str
    prompt: Message
    judge: Callable[[str, Answers, str], object]
    usual: Callable[[str], str] = lambda _language: ""
    explained: Message | None = None


def _one_of(allowed: list[str]) -> Callable[[str, Answers, str], object]:
    def judge(typed: str, _given: Answers, _language: str) -> None:
        if typed not in allowed:
            raise Untaken(_("Type one of: {allowed}.", allowed=", ".join(allowed)))

    return judge


def _document(typed: str, _given: Answers, _language: str) -> object:
    return documents.document_number(documents.kind_of_spanish(typed), typed, "document")


_CONTRAST_EXPLAINED = _(
    "The contrast datum is the expiry date of a DNI, or the issue date of a permanent one; of a NIE it is the"
    " support number, such as E01234567."
)
_DATA: Mapping[str, _Datum] = {
    datum.name: datum
    for datum in (
        _Datum("document", _("Document number"), _document),
        _Datum(
            "contrast",
            _("Contrast datum"),
            lambda typed, given, _language: contrast_datum(
                documents.kind_of_spanish(given["document"]), typed
            ),
            explained=_CONTRAST_EXPLAINED,
        ),
        _Datum("email", _("Email address"), lambda typed, _given, _language: identifiers.email(typed)),
        _Datum(
            "phone",
            _("Phone number"),
            lambda typed, _given, language: phone.read_number(typed, language, "phone"),
        ),
        _Datum("level", _("Level: basic or advanced"), _one_of(_LEVELS), lambda _language: _USUAL_LEVEL),
        _Datum("language", _("Language: fr or en"), _one_of([*LANGUAGES]), lambda language: language),
        _Datum("reason", _("Reason"), lambda typed, _given, _language: plain_text(typed, "reason")),
    )
}
"""By the names of their options, which refusals have for fields too; in the order of the questions."""
_CHOICES = {"level", "language"}


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Operator"))).add_argument(
        "--as",
        dest="operator",
        metavar="USERNAME",
        help=say(_("the operator who asks; their password is asked for")),
    )
    person = parser.add_argument_group(say(_("Person")), say(_("What is not given is asked for.")))
    person.add_argument(
        "--document", metavar="TEXT", help=say(_("the number of their DNI or NIE, which they sign in with"))
    )
    person.add_argument(
        "--contrast",
        metavar="TEXT",
        help=say(_("the contrast datum of that document; better typed when it is asked for")),
    )
    person.add_argument("--email", metavar="EMAIL", help=say(_("where their messages go")))
    person.add_argument("--phone", metavar="TEXT", help=say(_("the phone that gets their codes by SMS")))
    person.add_argument(
        "--level", choices=_LEVELS, metavar="LEVEL", help=say(_("basic, or advanced, which can sign files"))
    )
    person.add_argument(
        "--language", choices=[*LANGUAGES], metavar="LANGUAGE", help=say(_("of their slip and messages"))
    )
    person.add_argument("--reason", metavar="TEXT", help=say(_("why they are registered; it is kept")))


def _register(call: Call, door: StoreDoor) -> str:
    operator, lines = required(call.options, "operator", "--as"), standard_input()
    given = {name: value for name in _DATA if (value := getattr(call.options, name)) is not None}
    store = door.open()
    with signed_in(store, operator, call, lines) as session:
        number = _ask_and_register(store, session, Questions(lines, call.language), given)
    told = (
        _("The person is registered. Slip {number} is going to the printer.", number=number),
        _("Hand it to them: it holds the activation code, with which they set their password in Macle."),
        _("If it does not come out of the printer, “macle admin deliver” says why, and prints it then."),
    )
    return "\n".join(map(call.language.say, told))


def _ask_and_register(store: Store, session: Session, questions: Questions, given: Answers) -> str:
    """Ask for what is missing, and register the person; return the number of the slip.

    What the store refuses is told beside its question, all at once, and at a terminal asked for again.
    """
    while True:
        for name in _DATA:
            if name not in given:
                given[name] = _answer(questions, name, given)
        person = ToRegister(
            given["document"],
            given["contrast"],
            given["email"],
            given["phone"],
            advanced=given["level"] == RegisteredLevel.ADVANCED.value,
        )
        language = LANGUAGES[given["language"]]
        try:
            return store.registration.register(session, person, language, given["reason"])
        except Problem as problem:
            if any(one.field not in _DATA for one in problem.all):
                raise
            for one in problem.all:
                field = str(one.field)
                complain(questions.language, labelled(_DATA[field].prompt, sentence(one)))
                given.pop(field, None)
            if not questions.lines.terminal:
                raise Problem(Refusal.NOBODY_REGISTERED) from None


def _answer(questions: Questions, name: str, given: Answers) -> str:
    """Ask for one of the data; at a terminal, until it can be right."""
    datum, code = _DATA[name], questions.language.code

    def ask() -> str:
        typed = questions.line(datum.prompt, datum.usual(code))
        if questions.lines.terminal or name in _CHOICES:
            datum.judge(typed, given, code)
        return typed

    if questions.lines.terminal and datum.explained is not None:
        complain(questions.language, datum.explained)
    return questions.until_right(ask)


REGISTER = task(
    "register",
    _("open an account for a person who is there with their document; prints their activation code"),
    _register,
    _add_arguments,
    usage="%(prog)s --as USERNAME [--document TEXT] [--contrast TEXT] [--email EMAIL] [--phone TEXT]"
    " [--level LEVEL] [--language LANGUAGE] [--reason TEXT]",
    example=("macle admin register --as odile",),
)
