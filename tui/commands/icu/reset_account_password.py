"""`macle icu ResetAccountPassword`: a new password, with the token from the email."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from i18n import Language, Message, _
from store import Secret
from tui.commands.command import Call
from tui.commands.icu.request import Refused, script_request
from tui.commands.usage import Parser, WrongUsage, required
from tui.store_door import StoreDoor

_FROM_INPUT = "-"
_READ_IN_THIS_ORDER: Mapping[str, Message] = {
    "Password": _("Password"),
    "Token": _("Token"),
    "Answer": _("Answer"),
}


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    typed = parser.add_argument_group(
        say(_("Password, token and answer")),
        say(
            _(
                "Others on this machine can see in the list of processes what stands here. “-” reads it from"
                " standard input instead: password, token, answer, a line each."
            )
        ),
    )
    typed.add_argument("--Password", metavar="PASSWORD", help=say(_("the new password")))
    typed.add_argument("--Token", metavar="TOKEN", help=say(_("the token from the email")))
    typed.add_argument(
        "--Answer", metavar="ANSWER", help=say(_("the answer, where the account has recovery questions"))
    )


def _reset(call: Call, door: StoreDoor) -> Mapping[str, Any]:
    secrets = _secrets(call)
    reset, token = door.open().reset, secrets["Token"]
    opened = reset.open(token, call.place)
    if opened.question is not None:
        if "Answer" not in secrets:
            raise _answer_is_missing(opened.question)
        reset.answer(token, opened.question, secrets["Answer"], call.terminal)
    reset.set_password(token, secrets["Password"], secrets["Password"], call.terminal)
    return {"Email": opened.owner.email}


def _answer_is_missing(question: int) -> Refused:
    from tui.journeys.password.recovery_questions import question_words  # loads the store

    return Refused(
        _(
            "This account has recovery questions. Give the answer to this one with --Answer: {question}",
            question=question_words(question),
        )
    )


def _secrets(call: Call) -> dict[str, Secret]:
    """Return what was given, by its name. Raises `WrongUsage` for what is missing or too much."""
    given = {name: required(call.options, name, f"--{name}") for name in ("Password", "Token")}
    if call.options.Answer is not None:
        given["Answer"] = call.options.Answer
    read = [name for name in _READ_IN_THIS_ORDER if given.get(name) == _FROM_INPUT]
    secrets = {name: Secret(value) for name, value in given.items()}
    if read:
        from tui.commands.asking import standard_input, typed  # slow to load, and not needed by most

        prompts, lines = tuple(_READ_IN_THIS_ORDER[name] for name in read), standard_input()
        secrets |= zip(read, typed(lines, call.language, *prompts), strict=True)
        if lines.has_more:  # as where a password has a line break in it, and half of it would be set
            raise WrongUsage(
                _(
                    "Standard input has more lines than these: {labels}. None has a line break.",
                    labels=prompts,
                )
            )
    return secrets


RESET_ACCOUNT_PASSWORD = script_request(
    "ResetAccountPassword",
    _("set a new password with the token; all sessions end, and an active profile is deactivated"),
    _reset,
    _add_arguments,
    usage="%(prog)s --Password PASSWORD --Token TOKEN [--Answer ANSWER]",
    example=("macle icu ResetAccountPassword --Password - --Token - < secrets.txt",),
)
