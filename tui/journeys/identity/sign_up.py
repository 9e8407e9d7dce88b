"""Creating an account (PRODUCT §1)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from i18n import LANGUAGES, Language, _
from store import CodeTicket, Problem, Secret, Session
from store.accounts.store import Store
from store.rules import identifiers
from store.rules.password_rules import Owner
from store.rules.passwords import Policy
from tui.journeys import sent_code
from tui.journeys.endings import SIGN_IN
from tui.journeys.password.new_password import CHOOSE_WELL, NEW_PASSWORD, password_checks
from tui.journeys.sent_code import Confirming, enter_code
from tui.journeys.signing_in.account import account, account_title
from tui.pages import BACK, CANCEL, Answers, Choice, Field, Page, Paragraph, submit
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Visit

_OPEN = _("Your account is open. Sign in with your username or your email address.")
_OPEN_AND_SIGNED_IN = _(
    "Your account is open, and you are signed in. Next time, sign in with your username or your email"
    " address."
)


async def sign_up(visit: Visit) -> None:
    """Choose the names, then the password; confirm the email with the code sent to it, and be signed in."""

    def check_names(store: Store, answers: Answers) -> tuple[Answers, Policy]:
        store.sign_up.check_names(answers["username"], answers["email"])
        return answers, store.password.policy

    def check_username(store: Store, answers: Answers) -> None:
        store.sign_up.check_username(answers["username"])

    page = names_page(visit.language)
    while True:
        names, policy = await visit.perform(page, check_names, besides=check_username)
        page = page.filled(names.values)
        with suppress(WentBack):
            password, ticket = await _choose_password(visit, names, policy)
            with visit.opens_session() as opened:
                session = await enter_code(visit, ticket, code_page, _confirming(visit, password, opened))
            break
    if session is None:
        visit.say(Paragraph(_OPEN, "success"))
        visit.know(names["username"])
        raise LeadsTo(SIGN_IN.name)
    visit.say(Paragraph(_OPEN_AND_SIGNED_IN, "success"))
    visit.enter(session)
    with visit.within(session.username):
        await account(visit, account_title(session))


def _confirming(
    visit: Visit, password: Secret, opened: Callable[[Store, Session], Session]
) -> Confirming[Session | None]:
    """Return what opens the account, and then a session; None where one has to sign in first."""

    def confirm(store: Store, ticket: CodeTicket, code: Secret) -> Session | None:
        username = store.sign_up.confirm(ticket, code, visit.terminal)
        try:
            session = store.sign_in.with_password(username, password, visit.terminal, visit.place)
        except Problem:
            # Whatever it is, the account is open by now, and its code used: the sign-in page tells it.
            return None
        return opened(store, session)

    return Confirming(
        lambda store, ticket: store.sign_up.send_again(ticket),
        confirm,
        lambda store, ticket: store.sign_up.cancel(ticket),
    )


async def _choose_password(visit: Visit, names: Answers, policy: Policy) -> tuple[Secret, CodeTicket]:
    def begin(store: Store, answers: Answers) -> tuple[Secret, CodeTicket]:
        new, confirmation = answers.secret("new"), answers.secret("confirmation")
        ticket = store.sign_up.begin(names["username"], names["email"], new, confirmation, names["language"])
        return new, ticket

    return await visit.perform(password_page(policy, Owner(names["username"], names["email"])), begin)


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
            _("A second step makes the account safer: add an app or a phone in the sign-in settings."),
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


def code_page(ticket: CodeTicket) -> Page:
    return sent_code.code_page(
        "confirm-email",
        _("Confirm your email address"),
        _("We sent a message to {email}.", email=ticket.sent.address),
        ticket,
        (
            _("If the message does not come, look in your spam folder, then choose “Resend code”."),
            _("If the address is wrong, go back and correct it. Only the newest code works."),
            sent_code.AT_MOST_SO_MANY,
        ),
    )
