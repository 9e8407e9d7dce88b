"""`macle icu`: what scripts ask for, as the seed's command line takes it (PRODUCT §9), one file a request."""

from __future__ import annotations

from collections.abc import Sequence

from i18n import Language, _
from tui.commands.command import Call, Command
from tui.commands.usage import Parser, WrongUsage


def _requests() -> Sequence[Command]:
    # No session needs them.
    from tui.commands.icu.reset_account_password import RESET_ACCOUNT_PASSWORD
    from tui.commands.icu.send_reset_password_email import SEND_RESET_PASSWORD_EMAIL
    from tui.commands.icu.update_account import UPDATE_ACCOUNT

    return SEND_RESET_PASSWORD_EMAIL, RESET_ACCOUNT_PASSWORD, UPDATE_ACCOUNT


def _add_arguments(parser: Parser, _language: Language) -> None:
    parser.may_be_secret = True


def _without_request(_call: Call) -> int:
    names = ", ".join(one.name for one in _requests())
    raise WrongUsage(_("After “{command}” comes one of: {names}.", command="macle icu", names=names))


ICU = Command(
    "icu",
    _("reset a password or change contact details from a script, which gets JSON"),
    run=_without_request,
    add_arguments=_add_arguments,
    commands=_requests,
)
