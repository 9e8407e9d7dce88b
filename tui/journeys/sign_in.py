"""Signing in (PRODUCT §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from i18n import _
from store import Session, Stage
from tui.journeys.account import account, and_back
from tui.journeys.password import replace_expired
from tui.journeys.personal_key import show_new_key
from tui.journeys.profile import first_key_of
from tui.journeys.reset import request_reset
from tui.pages import BACK, Action, Answers, Field, Page, submit
from tui.visit import Visit

if TYPE_CHECKING:
    from store.accounts.store import Store

_FORGOT = Action("forgot-password", _("Forgot password"))


async def sign_in(visit: Visit) -> None:
    """Sign in with any identifier and the password; then the account page, until signing out."""

    def attempt(store: Store, answers: Answers) -> Session | None:
        if answers.action == _FORGOT.name:
            return None
        return store.sign_in.with_password(answers["identifier"], answers.secret("password"), visit.terminal)

    session = await visit.perform(sign_in_page(), attempt)
    if session is None:
        await request_reset(visit)
        return
    visit.enter(session)
    if session.stage is Stage.SECOND_STEP:
        session = await _second_step(visit, session)
    if session.stage is Stage.PASSWORD_DUE:
        session = await replace_expired(visit, session)
    key = await first_key_of(visit, session)
    del session  # the proof of the password is not kept any longer
    if key is not None:
        await and_back(visit, show_new_key(visit, key))
    await account(visit)


async def _second_step(visit: Visit, session: Session) -> Session:
    from tui.journeys.second_step import second_step  # those who have none do without

    return await second_step(visit, session)


def sign_in_page() -> Page:
    return Page(
        "sign-in",
        _("Sign in"),
        fields=(
            Field("identifier", _("Username, email or document number")),
            Field("password", _("Password"), secret=True),
        ),
        actions=(submit(_("Sign in")), _FORGOT, BACK),
        help=(
            _("After five wrong passwords you have to wait, longer each time. The page says until when."),
            _("If you forgot your password, reset it by email: that ends the wait too."),
        ),
    )
