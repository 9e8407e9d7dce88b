"""What a sign-in needs besides the password, or in its place, one step after the other (PRODUCT §1, §8)."""

from __future__ import annotations

from collections.abc import Mapping

from store import Session, Step
from tui.journeys.password.password import replace_expired
from tui.journeys.signing_in.one_time_pin import one_time_pin
from tui.journeys.signing_in.second_step import second_step
from tui.visit import Journey, Visit

_STEPS: Mapping[Step, Journey] = {
    Step.PIN: one_time_pin,
    Step.SECOND_STEP: second_step,
    Step.NEW_PASSWORD: replace_expired,
}


async def take_steps(visit: Visit, session: Session) -> None:
    """Take each step that the session still needs. Raises `WentBack`."""
    while (step := await visit.look(lambda store: store.sessions.due(session))) is not None:
        await _STEPS[step](visit)
