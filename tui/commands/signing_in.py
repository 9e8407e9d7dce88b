"""A sign-in at the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from i18n import Language, Message, _
from store import Challenge, Method, Problem, Refusal, Secret, Session, Step
from store.rules.codes import read_code
from tui.commands.asking import hidden, standard_input, typed, until_right
from tui.commands.command import Call
from tui.journeys.methods.words import words_of
from tui.lines import Lines

if TYPE_CHECKING:  # what the store is built on is slow to load
    from store.accounts.store import Store


@contextlib.contextmanager
def signed_in(
    store: Store, identifier: str, call: Call, lines: Lines | None = None, code: Secret | None = None
) -> Iterator[Session]:
    """Sign someone in, with the second step where they have one, and out again.

    The password, and the code unless it is given, are read from `lines`, else from standard input; at a
    terminal again where they are wrong, while tries are left.
    """
    lines = lines or standard_input()
    with contextlib.ExitStack() as until_done:
        # Also while what was typed is checked: some then type it once more.
        with hidden(lines):

            def sign_in() -> Session:
                (password,) = typed(lines, call.language, _("Password"))
                return store.sign_in.with_password(identifier, password, call.terminal, call.place)

            session = until_right(lines, call.language, sign_in)
            until_done.callback(_end, store, session)
            pass_second_step(store, session, lines, call.language, code)
        yield session


def _end(store: Store, session: Session) -> None:
    # A session that cannot be ended now ends by itself.
    with contextlib.suppress(Problem):
        store.sessions.end(session)


def pass_second_step(
    store: Store, session: Session, lines: Lines, language: Language, code: Secret | None = None
) -> None:
    """Ask for a code of the default method where there is one; a recovery code will do as well.

    A `code` that is given is one of a method that shows codes itself: none is sent.
    """
    if store.sessions.due(session) is not Step.SECOND_STEP:
        return
    methods = store.second_step.ways(session).methods
    if code is not None:
        shown = next((one for one in methods if one.challenge is Challenge.SHOWN), methods[0])
        _enter(store, session, shown, code)
        return
    prompt = _prompt(store, session, methods[0])

    def ask() -> None:
        (typed_code,) = typed(lines, language, prompt)
        _enter(store, session, methods[0], typed_code)

    until_right(lines, language, ask)


def _enter(store: Store, session: Session, method: Method, code: Secret) -> None:
    """Go on with a code of the method, or a recovery code."""
    try:
        read_code(code)
    except Problem as form:
        try:
            store.second_step.enter_recovery_code(session, code)
        except Problem as problem:
            # Digits alone, and too few or too many of them, were to be a code of the method.
            if problem.refusal is Refusal.RECOVERY_CODE_LENGTH and "found" in form.facts:
                raise form from None
            raise
    else:
        store.second_step.enter(session, method.id, code)


def _prompt(store: Store, session: Session, method: Method) -> Message:
    """Return how a code is asked for, after it was sent where the method sends one."""
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
    return prompt
