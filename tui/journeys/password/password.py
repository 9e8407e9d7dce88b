"""Changing the password, signed in (PRODUCT §2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from i18n import _
from store import Problem, Refusal, Session
from store.accounts.store import Store
from store.rules.limits import PROOF_LIFE
from tui.journeys.endings import refused
from tui.journeys.password.new_password import CHOOSE_WELL, NEW_PASSWORD, password_checks
from tui.live_checks import LiveChecks
from tui.pages import CANCEL, Answers, Field, Page, Paragraph, submit
from tui.visit import Chosen, UseCase, Visit

T = TypeVar("T")
U = TypeVar("U")

CHANGED = Paragraph(
    _("Your password was changed. Your other sessions have ended, and a message tells you of it."), "success"
)
PASSWORD_AGAIN = Field("password", _("Password"), secret=True)
"""On the pages of what always takes the password, however lately it was typed; the next says so."""
CONFIRM_WITH_PASSWORD = Paragraph(_("For security reasons, enter your password to confirm."))
_ENDS_OTHERS = _("The change ends your other sessions, and a message tells you of it.")


async def change_password(visit: Visit) -> None:
    """Current password, new one, confirmation."""
    session = visit.signed_in
    checks = await _checks(visit, session)
    await visit.perform(
        change_page(checks),
        lambda store, answers: store.password.change(
            session, answers.secret("current"), answers.secret("new"), answers.secret("confirmation")
        ),
    )
    visit.say(CHANGED)


async def replace_expired(visit: Visit) -> None:
    """A password past its life is replaced before anything else."""
    session = visit.signed_in
    checks = await _checks(visit, session)
    await visit.perform(
        expired_page(checks),
        lambda store, answers: store.password.change_expired(
            session, answers.secret("new"), answers.secret("confirmation")
        ),
    )
    visit.say(CHANGED)


async def confirm_password(visit: Visit) -> None:
    """Ask for the password again before a sensitive change, where it was typed more than 20 minutes ago."""
    session = visit.signed_in
    if await visit.look(lambda store: store.sessions.needs_proof(session)):
        await visit.perform(
            confirm_page(), lambda store, answers: store.password.prove(session, answers.secret("password"))
        )


@dataclass(frozen=True)
class _Unproved:
    """The password was typed too long ago for what was answered."""

    answers: Answers

    async def send(self, visit: Visit, use_case: UseCase[T]) -> T:
        """Perform what was answered, after the password."""
        return await visit.look(lambda store: use_case(store, self.answers))


async def perform_proved(
    visit: Visit, page: Page, use_case: UseCase[T], besides: UseCase[None] | None = None
) -> T:
    """Perform a sensitive change, which takes a password that was typed at most 20 minutes ago.

    Where it was typed before, also while the person was on the page, it is asked for again; then goes on what
    they had sent. Where that is refused, the page says why, with what they typed still there. For `besides`
    see `Visit.perform`.
    """
    return await _proved(
        visit, page, use_case, lambda shown, proving: visit.perform(shown, proving, besides=besides)
    )


async def perform_proved_or_choose(visit: Visit, page: Page, use_case: UseCase[T]) -> T | Chosen:
    """As `perform_proved`, on a page with actions that do not submit it: return the one that was chosen."""
    return await _proved(visit, page, use_case, visit.perform_or_choose)


async def _proved(
    visit: Visit,
    page: Page,
    use_case: UseCase[T],
    show: Callable[[Page, UseCase[T | _Unproved]], Awaitable[U | _Unproved]],
) -> T | U:
    await confirm_password(visit)
    while isinstance(done := await show(page, partial(_noting_unproved, use_case)), _Unproved):
        await confirm_password(visit)
        try:
            return await done.send(visit, use_case)
        except Problem as problem:
            page = page.filled(done.answers.values)
            visit.say(refused(problem))
    return done


def _noting_unproved(use_case: UseCase[T], store: Store, answers: Answers) -> T | _Unproved:
    try:
        return use_case(store, answers)
    except Problem as problem:
        if problem.refusal is Refusal.PASSWORD_NEEDED:
            return _Unproved(answers)
        raise


async def _checks(visit: Visit, session: Session) -> LiveChecks:
    policy, owner = await visit.look(lambda store: (store.password.policy, store.password.owner(session)))
    return password_checks(policy, owner)


def change_page(checks: LiveChecks) -> Page:
    return Page(
        "change-password",
        _("Change the password"),
        (checks,),
        (Field("current", _("Current password"), secret=True), *NEW_PASSWORD),
        (submit(_("Change")), CANCEL),
        help=(
            CHOOSE_WELL,
            _ENDS_OTHERS,
        ),
    )


def confirm_page() -> Page:
    return Page(
        "confirm-password",
        _("Enter your password again"),
        (Paragraph(_("You typed it a while ago. Show that it is still you, to go on.")),),
        (PASSWORD_AGAIN,),
        (submit(_("Continue")), CANCEL),
        help=(
            _("Once typed, it counts for {time}. Some changes ask for it each time.", time=PROOF_LIFE),
            _("Nothing is changed before: if you cancel, all stays as it is."),
        ),
    )


def expired_page(checks: LiveChecks) -> Page:
    return Page(
        "password-expired",
        _("Choose a new password"),
        (
            Paragraph(_("Your password has expired. Set a new one to go on."), "warning"),
            checks,
        ),
        NEW_PASSWORD,
        (submit(_("Set the password")), CANCEL),
        help=(CHOOSE_WELL, _ENDS_OTHERS),
    )
