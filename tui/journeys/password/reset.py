"""Resetting a forgotten password with an emailed token (PRODUCT §3)."""

from __future__ import annotations

from i18n import Clock, _
from store import OpenedReset, Secret
from store.accounts.store import Store
from store.rules.paper_codes import RESET_TOKEN, end_of_link
from store.rules.passwords import Policy
from tui.journeys.endings import SIGN_IN
from tui.journeys.password.new_password import CHOOSE_WELL, NEW_PASSWORD, password_checks
from tui.journeys.password.resetting import ASK_AGAIN, Begun, carry_out
from tui.pages import BACK, CANCEL, Answers, Field, Page, Paragraph, submit
from tui.unwinding import LeadsTo
from tui.visit import Chosen, Visit

FIRST_SET = Paragraph(_("Your password is set. Sign in with it."), "success")
RESET = Paragraph(
    _("Your password was reset, and all your sessions have ended. Sign in with the new one."), "success"
)


async def use_token(visit: Visit) -> None:
    """Set a new password with the token of the message."""

    async def enter_again(token: Secret) -> Begun:
        return await _enter_token(visit, token.reveal())

    done = await carry_out(visit, await _enter_token(visit), set_password_page, enter_again)
    visit.say(FIRST_SET if done.opened.invites else RESET)
    visit.know(done.opened.owner.username)
    raise LeadsTo(SIGN_IN.name)


async def _enter_token(visit: Visit, typed: str = "") -> Begun:
    """Return the token, what it opens, and the rules of a new password."""

    def look(store: Store, answers: Answers) -> Begun:
        token = answers.secret("token")
        return Begun(token, store.reset.open(token, visit.place), store.password.policy)

    looked = await visit.perform_or_choose(token_page().filled({"token": typed}), look)
    if isinstance(looked, Chosen):
        raise LeadsTo(ASK_AGAIN.name)
    return looked


def _read_token(typed: str) -> str:
    return RESET_TOKEN.read(end_of_link(typed))


def token_page() -> Page:
    return Page(
        "token",
        _("I have a token"),
        (
            Paragraph(
                _("Enter the token from the message headed “Reset the password” or “Set your password”.")
            ),
        ),
        (
            Field(
                "token",
                _("Token"),
                hint=_(
                    "{count} characters. Capitals, spaces and dashes do not matter; the whole link will do.",
                    count=RESET_TOKEN.characters,
                ),
                limit=1000,
                joined=True,
                form=_read_token,
            ),
        ),
        (submit(_("Continue")), BACK),
        (ASK_AGAIN,),
        help=(
            _(
                "Type the token, or paste it with your terminal’s own paste, often Ctrl+Shift+V or a right"
                " click."
            ),
            _("The letter O is read as zero, and I and L as one: a token never holds them, nor U."),
        ),
    )


def set_password_page(policy: Policy, opened: OpenedReset) -> Page:
    if opened.invites:
        return _first_password_page(policy, opened)
    return Page(
        "set-password",
        _("Set a new password"),
        (
            Paragraph(
                _(
                    "The reset ends all sessions of your account {username}. The token works until {clock}.",
                    username=opened.owner.username,
                    clock=Clock(opened.expires_at),
                ),
                "warning",
            ),
            password_checks(policy, opened.owner),
        ),
        NEW_PASSWORD,
        (submit(_("Set the password")), CANCEL),
        help=(
            CHOOSE_WELL,
            _("If you cancel, the old password stays, and the token still works until its time is over."),
            _("Afterwards, you sign in with the new one; a second step is asked for as before."),
            _("If you had a verified profile, the account page says what became of it, and what to do."),
        ),
    )


def _first_password_page(policy: Policy, opened: OpenedReset) -> Page:
    """The page of a token that came with an invitation: there is no password, and nothing to lose."""
    return Page(
        "set-first-password",
        _("Set your password"),
        (
            Paragraph(
                _(
                    "It opens your account {username} from now on. The token works until {moment}.",
                    username=opened.owner.username,
                    moment=opened.expires_at,
                )
            ),
            password_checks(policy, opened.owner),
        ),
        NEW_PASSWORD,
        (submit(_("Set the password")), CANCEL),
        help=(
            CHOOSE_WELL,
            _("If you cancel, the token still works until its time is over."),
            _("Afterwards, you sign in with your username, or your email address, and this password."),
        ),
    )
