"""`macle icu UpdateAccount`: other contact details, by whoever signs in for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from i18n import Language, Message, _
from store import PersonalInformation, Problem, Secret
from tui.commands.command import Call
from tui.commands.icu.request import Refused, script_request
from tui.commands.usage import Parser, WrongUsage, required
from tui.store_door import StoreDoor

_DETAILS: Mapping[str, tuple[str, Message]] = {
    "FirstName": ("first_name", _("the first name")),
    "LastName": ("last_name", _("the last name")),
    "CompanyName": ("company", _("the company")),
    "JobTitle": ("job_title", _("the job title")),
    "Address": ("address", _("the street and the number")),
    "City": ("city", _("the city")),
    "ZipCode": ("postal_code", _("the postal code")),
    "StateProvince": ("state_province", _("the state or province")),
    "Country": ("country", _("the country: its name, or its code of two letters")),
    "PhoneNumber": ("phone_number", _("the phone number, as it is written in that country or with +")),
}
"""By the name of its option and of its line in the answer: what it is called in the store, and what it is."""


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    details = parser.add_argument_group(
        say(_("Contact details")),
        say(_("Those that are not given stay as they are; an empty one is deleted.")),
    )
    for name, (_field, meaning) in _DETAILS.items():
        details.add_argument(f"--{name}", metavar="TEXT", help=say(meaning))
    who = parser.add_argument_group(
        say(_("Sign in")), say(_("The password is read from standard input; a code, from its next line."))
    )
    who.add_argument(
        "--As", metavar="IDENTIFIER", help=say(_("the username, email address or document number"))
    )
    who.add_argument("--PasswordFd", metavar="N", help=say(_("read from this file descriptor instead")))
    who.add_argument(
        "--Code",
        metavar="CODE",
        help=say(_("the code of the second step, from an app or a recovery code, if it is not read")),
    )


def _update(call: Call, door: StoreDoor) -> Mapping[str, Any]:
    from tui.commands.asking import standard_input  # slow to load, and not needed for the help
    from tui.commands.signing_in import signed_in
    from tui.lines import Lines

    options = call.options
    identifier = required(options, "As", "--As")
    typed = {field: getattr(options, name) for name, (field, _meaning) in _DETAILS.items()}
    given = {field: value for field, value in typed.items() if value is not None}
    fd = options.PasswordFd
    lines = standard_input() if fd is None else Lines(_open_descriptor(fd), sys.stderr)
    code = None if options.Code is None else Secret(options.Code)
    store = door.open()
    with signed_in(store, identifier, call, lines, code) as session:
        before = store.contact_details.read(session)
        try:
            after = store.contact_details.update(session, replace(before.details, **given), before.version)
        except Problem as problem:
            raise _named(problem) from None
    return {"Account": _written(after)}


def _open_descriptor(typed: str) -> int:
    """Return the number of a descriptor from which can be read. Raises `WrongUsage`."""
    try:
        number = int(typed)
        os.fstat(number)
    except (ValueError, OverflowError, OSError):
        raise WrongUsage(
            _("After --PasswordFd comes the number of an open file descriptor, as in: --PasswordFd 3 3< file")
        ) from None
    return number


def _named(problem: Problem) -> Problem | Refused:
    """Return the refusals of details with the option that each is about."""
    from tui.wording import sentence

    options = {field: f"--{name}" for name, (field, _meaning) in _DETAILS.items()}
    if problem.field not in options:
        return problem
    return Refused(
        *(
            _("{option}: {sentence}", option=options[one.field or ""], sentence=sentence(one))
            for one in problem.all
        )
    )


def _written(information: PersonalInformation) -> Mapping[str, str | None]:
    details = {name: getattr(information.details, field) for name, (field, _meaning) in _DETAILS.items()}
    return {"AccountId": information.account_number, "Email": information.email, **details}


UPDATE_ACCOUNT = script_request(
    "UpdateAccount",
    _("change contact details, signed in with the password and a code where a second step is set"),
    _update,
    _add_arguments,
    usage="%(prog)s --As IDENTIFIER [--PasswordFd N] [--Code CODE] [--FirstName TEXT] …",
    example=("macle icu UpdateAccount --As dominique --City Lyon < password.txt",),
)
