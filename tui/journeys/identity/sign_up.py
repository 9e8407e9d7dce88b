"""Creating an account (PRODUCT §1)."""

from __future__ import annotations

from contextlib import suppress

from i18n import LANGUAGES, Language, Message, _
from store import CodeTicket
from store.accounts.store import Store
from store.rules import identifiers
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from tui.journeys import sent_code
from tui.journeys.endings import TO_SIGN_IN, then_sign_in
from tui.journeys.password.new_password import CHOOSE_WELL, NEW_PASSWORD, password_checks
from tui.journeys.sent_code import Confirming, enter_code
from tui.pages import BACK, CANCEL, Answers, Choice, Field, Page, Paragraph, submit
from tui.visit import Visit, WentBack


async def sign_up(visit: Visit) -> None:
    """Choose the names, then the password; confirm the email with the code sent to it."""

    def check_names(store: Store, answers: Answers) -> tuple[Answers, Policy]:
        store.sign_up.check_names(answers["username"], answers["email"])
        return answers, store.password.policy

    def check_username(store: Store, answers: Answers) -> None:
        store.sign_up.check_username(answers["username"])

    confirming = Confirming(
        lambda store, ticket: store.sign_up.send_again(ticket),
        lambda store, ticket, code: store.sign_up.confirm(ticket, code, visit.terminal),
        lambda store, ticket: store.sign_up.cancel(ticket),
    )
    page, confirmed = names_page(visit.language), False
    while not confirmed:
        names, policy = await visit.perform(page, check_names, besides=check_username)
        page = page.filled(names.values)
        with suppress(WentBack):
            ticket = await _choose_password(visit, names, policy)
            await enter_code(visit, ticket, code_page, confirming)
            confirmed = True
    await then_sign_in(visit, created_page())


async def _choose_password(visit: Visit, names: Answers, policy: Policy) -> CodeTicket:
    return await visit.perform(
        password_page(policy, Owner(names["username"], names["email"])),
        lambda store, answers: store.sign_up.begin(
            names["username"],
            names["email"],
            answers.secret("new"),
            answers.secret("confirmation"),
            names["language"],
        ),
    )


def names_page(language: Language) -> Page:
    return Page(
        "create-account",
        _("Create an account"),
        fields=(
            Field(
                "username",
                _("Username"),
                hint=_(
                    "{shortest} to {longest} characters without accents, at most {most_digits} of them"
                    " digits.",
                    shortest=identifiers.USERNAME_SHORTEST,
                    longest=identifiers.USERNAME_LONGEST,
                    most_digits=identifiers.USERNAME_MOST_DIGITS,
                ),
                form=identifiers.username,
            ),
            Field(
                "email",
                _("Email address"),
                hint=_("A code to confirm it is sent there."),
                form=identifiers.email,
            ),
            Choice(
                "language",
                _("Language of your messages"),
                tuple((code, spoken.name) for code, spoken in LANGUAGES.items()),
                language.code,
            ),
        ),
        actions=(submit(_("Continue")), CANCEL),
        help=(
            _("You sign in with the username or the email. No account is opened until the code is entered."),
        ),
    )


def password_page(policy: Policy, owner: Owner) -> Page:
    return Page(
        "create-password",
        _("Choose a password"),
        (password_checks(policy, owner),),
        NEW_PASSWORD,
        (submit(_("Continue")), BACK),
        help=(CHOOSE_WELL,),
    )


def code_page(ticket: CodeTicket, notice: Message | None = None) -> Page:
    return sent_code.code_page(
        "confirm-email",
        _("Confirm your email address"),
        _("We sent a message to {email}.", email=ticket.sent.address),
        ticket,
        notice,
        (
            _("If the message does not come, look in your spam folder, then choose “Resend code”."),
            _("If the address is wrong, go back and correct it. Only the newest code works."),
            sent_code.AT_MOST_SO_MANY,
        ),
    )


def created_page() -> Page:
    return Page(
        "account-created",
        _("Your account is open"),
        (Paragraph(_("You can now sign in with your username or your email address."), "success"),),
        actions=TO_SIGN_IN,
        help=(_("A second step makes the account safer: add an app or a phone in the sign-in settings."),),
    )
