"""The second step of signing in (PRODUCT §6, seed 001): a code of an app, of a phone, or a recovery code."""

from __future__ import annotations

from i18n import _, plural
from store import RECOVERY_SHEET, Secret, Session
from store.accounts.store import Store
from tui.journeys.methods.method_codes import Taking, take_code
from tui.pages import Action, Paragraph
from tui.visit import Visit

_SIGN_IN = Action("sign-in", _("Sign in again"), tone="primary")
_FEW = 2


async def second_step(visit: Visit) -> None:
    """Ask for a code of the default method, or of another one, until one is right."""
    session = visit.signed_in
    _entered, method = await take_code(visit, _taking(session))
    if method is None:
        ways = await visit.look(lambda store: store.second_step.ways(session))
        visit.say(code_used(ways.recovery_codes))


def _taking(session: Session) -> Taking[None]:
    def enter(store: Store, method_id: str, code: Secret) -> None:
        if method_id == RECOVERY_SHEET:
            store.second_step.enter_recovery_code(session, code)
        else:
            store.second_step.enter(session, method_id, code)

    return Taking(
        ways=lambda store: store.second_step.ways(session),
        opens_at=lambda store: store.second_step.opens_at(session),
        send=lambda store, method_id, again: store.second_step.send(session, method_id, again=again),
        enter=enter,
        spent=lambda words: words.spent,
        again=_SIGN_IN,
    )


def code_used(left: int) -> Paragraph:
    """Say how many recovery codes are left after one was used to sign in."""
    said = plural(
        "You have {count} recovery code left. Cross out the one you used.",
        "You have {count} recovery codes left. Cross out the one you used.",
        left,
    )
    return Paragraph(said, "success" if left > _FEW else "warning")
