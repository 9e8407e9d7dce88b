"""`macle icu SendResetPasswordEmail`: a token to reset the password with, by email."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from i18n import Language, _
from tui.commands.command import Call
from tui.commands.icu.request import script_request
from tui.commands.usage import Parser, required
from tui.store_door import StoreDoor


def _add_arguments(parser: Parser, language: Language) -> None:
    say = language.say
    parser.add_argument_group(say(_("Account"))).add_argument(
        "--Email", metavar="EMAIL", help=say(_("the email address of the account"))
    )


def _send(call: Call, door: StoreDoor) -> Mapping[str, Any]:
    email = required(call.options, "Email", "--Email")
    # Whether an account has this address, nobody learns here: see `by_address.write`.
    door.open().reset.request(email, call.language, call.terminal)
    return {"Return": True}


SEND_RESET_PASSWORD_EMAIL = script_request(
    "SendResetPasswordEmail",
    _("send an email with a token that resets the password"),
    _send,
    _add_arguments,
    usage="%(prog)s --Email EMAIL",
    example=("macle icu SendResetPasswordEmail --Email dominique@example.org",),
)
