"""An operator's sign-in at the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from i18n import Language, _
from store import Challenge, Problem, Refusal, Session, Step
from store.rules.codes import read_code
from tui.commands.asking import hidden, standard_input, typed
from tui.commands.command import Call
from tui.journeys.methods.words import words_of
from tui.lines import Lines

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.store import Store


@contextlib.contextmanager
def signed_in(store: Store, operator: str, call: Call) -> Iterator[Session]:
    """Sign an operator in, with the second step where they have one, and out again."""
    lines = standard_input()
    with contextlib.ExitStack() as until_done:
        # Also while what was typed is checked: some then type it once more.
        with hidden(lines):
            (password,) = typed(lines, call.language, _("Password"))
            session = store.sign_in.with_password(operator, password, call.terminal, call.place)
            until_done.callback(_end, store, session)
            pass_second_step(store, session, lines, call.language)
        yield session


def _end(store: Store, session: Session) -> None:
    # A session that cannot be ended now ends by itself.
    with contextlib.suppress(Problem):
        store.sessions.end(session)


def pass_second_step(store: Store, session: Session, lines: Lines, language: Language) -> None:
    """Ask for a code of the default method where there is one; a recovery code will do as well."""
    if store.sessions.due(session) is not Step.SECOND_STEP:
        return
    method, *_others = store.second_step.ways(session).methods
    prompt = words_of(method).prompt(method.name)
    match method.challenge:
        case Challenge.SENT:
            try:
                store.second_step.send(session, method.id)
            except Problem as problem:
                if problem.refusal is not Refusal.CODES_TOO_MANY:
                    raise
                prompt = _("Recovery code")
        case Challenge.SHOWN:
            pass
        case _:
            assert_never(method.challenge)
    (code,) = typed(lines, language, prompt)
    try:
        read_code(code)
    except Problem:
        store.second_step.enter_recovery_code(session, code)
    else:
        store.second_step.enter(session, method.id, code)
