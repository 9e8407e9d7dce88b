"""What an operator types of a person who is there with their document: given by options, or asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from i18n import Language, Message, _
from store import Problem, Refusal, RegisteredLevel
from store.rules import documents, identifiers, phone
from store.rules.plain_text import plain_text
from tui.commands.admin.questions import Questions
from tui.commands.asking import Untaken
from tui.commands.command import Call
from tui.commands.usage import Parser, complain
from tui.journeys.desk import registration_data as data
from tui.plain.words import places_of
from tui.reading import labelled
from tui.wording import sentence

T = TypeVar("T")
Answers = dict[str, str]
_USUAL_LEVEL = RegisteredLevel.BASIC.value


@dataclass(frozen=True)
class Datum:
    """What is given by an option or asked for: what it is called, and what refuses it by itself.

    Its `name` is what refusals have for its field. One of some `choices` is judged also where it comes from
    a pipe; it may be typed in words. Some are `needed` only by what was given before.
    """

    name: str
    prompt: Message
    judge: Callable[[str, Answers], object] = lambda _typed, _given: None
    usual: Callable[[str], str] = lambda _language: ""
    explained: Message | None = None
    choices: Mapping[str, Message] = field(default_factory=dict)
    needed: Callable[[Answers], bool] = lambda _given: True


def _chosen(typed: str, choices: Mapping[str, Message], language: Language) -> str:
    """Return which of the choices was typed, by itself or by its words. Raises `Untaken`."""
    allowed = [*choices]
    places = places_of(typed, [*allowed, *map(language.say, choices.values())])
    found = {allowed[place % len(allowed)] for place in places}
    if len(found) != 1:
        raise Untaken(_("Type one of: {allowed}.", allowed=", ".join(allowed)))
    return found.pop()


def _judge(given: Answers, typed: str, issued: str) -> str:
    return data.judge_contrast(given["document"], typed, issued, datetime.now(UTC).date())


DOCUMENT = Datum(
    "document",
    data.DOCUMENT,
    lambda typed, _given: documents.spanish_document(typed),
)
CONTRAST = Datum(
    "contrast",
    data.CONTRAST,
    lambda typed, given: data.needs_issue_date(given["document"], typed) or _judge(given, typed, ""),
    explained=data.CONTRAST_EXPLAINED,
)
ISSUED = Datum(
    "issued",
    data.ISSUED,
    lambda typed, given: _judge(given, given["contrast"], typed),
    needed=lambda given: data.needs_issue_date(given["document"], given["contrast"]),
)
EMAIL = Datum("email", data.EMAIL, lambda typed, _given: identifiers.email(typed))
PHONE = Datum(
    "phone",
    data.PHONE,
    lambda typed, _given: phone.read_number_at_the_desk(typed),
    explained=data.PHONE_EXPLAINED,
)
LEVEL = Datum(
    "level", _("Level: basic or advanced"), usual=lambda _language: _USUAL_LEVEL, choices=data.LEVELS
)
SPEAKS = Datum(
    "speaks",
    _("Language: fr or en"),
    usual=lambda language: language,
    choices={"fr": _("French"), "en": _("English")},
)
REASON = Datum("reason", data.REASON, lambda typed, _given: plain_text(typed, "reason"))


def add_operator(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Operator"))).add_argument(
        "--as",
        dest="operator",
        metavar="USERNAME",
        help=say(_("the operator who asks; their password is asked for")),
    )


def contrast_as_read(given: Answers) -> Message:
    """Return word of the contrast datum that was taken, for who compares it with the document."""
    return _(
        "Their contrast datum was read as {datum}. If their document says otherwise, put it right with “macle"
        " admin activation-code --contrast”.",
        datum=data.contrast_read(given["document"], given["contrast"], given.get("issued", "")),
    )


def given_in(call: Call, asked: Sequence[Datum]) -> Answers:
    """Return what the options of a command say."""
    found = {datum.name: getattr(call.options, datum.name) for datum in asked}
    return {name: value for name, value in found.items() if value is not None}


def until_taken(
    questions: Questions,
    asked: Sequence[Datum],
    given: Answers,
    take: Callable[[Answers], T],
    nothing_done: Refusal,
) -> T:
    """Ask for those of the data that are not given, in their order, and return what `take` makes of all.

    What it refuses is told beside its question, all at once, and at a terminal asked for again. Raises
    `Problem` `nothing_done` where it is not.
    """
    by_name = {datum.name: datum for datum in asked}
    while True:
        for datum in asked:
            if datum.needed(given):
                given[datum.name] = _answer(questions, datum, given)
        try:
            return take(given)
        except Problem as problem:
            if any(one.field not in by_name for one in problem.all):
                raise
            for one in problem.all:
                field = str(one.field)
                complain(questions.language, labelled(by_name[field].prompt, sentence(one)))
                given.pop(field, None)
            if not questions.lines.terminal:
                raise Problem(nothing_done) from None


def _answer(questions: Questions, datum: Datum, given: Answers) -> str:
    """Return what is given of one of the data, or ask for it; at a terminal, until it can be right."""
    code, is_given = questions.language.code, datum.name in given

    def ask() -> str:
        typed = given.pop(datum.name, None)
        if typed is None:
            typed = questions.line(datum.prompt, datum.usual(code))
        if datum.choices:
            return _chosen(typed, datum.choices, questions.language)
        if questions.lines.terminal:
            datum.judge(typed, given)
        return typed

    if questions.lines.terminal and datum.explained is not None and not is_given:
        complain(questions.language, datum.explained)
    return questions.until_right(ask)
