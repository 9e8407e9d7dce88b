"""Who decided a verification is on record: in the operator's own history, and for an auditor."""

from __future__ import annotations

import pytest

from store import Happening
from tests.town import Town, refused

TERMINAL = "desk-3"


@pytest.mark.parametrize(
    ("decision", "befell", "did"),
    [
        ("accept", Happening.VERIFICATION_ACCEPTED, Happening.ACCEPTED_A_VERIFICATION),
        ("refuse", Happening.VERIFICATION_REFUSED, Happening.REFUSED_A_VERIFICATION),
    ],
)
def test_a_decision_is_in_both_histories_and_says_to_an_auditor_whose_it_was(
    town: Town, decision: str, befell: Happening, did: Happening
) -> None:
    someone = town.person("dominique")
    session = town.asks(someone)
    request, other = town.request_of(someone), town.operator("odile-desk")
    town.operator("omar-desk")
    operator = town.store.sign_in.with_password("omar-desk", someone.password, TERMINAL)
    town.clock.advance(minutes=1)
    arguments = (request,) if decision == "accept" else (request, "The photograph is not yours.")
    getattr(town.store.verifications, decision)(operator, *arguments)

    [told, *_] = town.store.history.recent(session)
    assert (told.happening, told.happened_at, told.terminal) == (befell, town.clock.now, "")
    [noted, *_] = town.store.history.recent(operator)
    assert (noted.happening, noted.happened_at, noted.terminal) == (did, town.clock.now, TERMINAL)
    assert did not in {event.happening for event in town.store.history.recent(other)}
    assert town.rows(
        "SELECT event.kind, whose.username, actor.username FROM event "
        "JOIN account whose ON whose.id = account_id JOIN account actor ON actor.id = actor_id"
    ) == [(befell.value, "dominique", "omar-desk")]


def test_a_decision_that_was_refused_leaves_no_trace(town: Town) -> None:
    operator = town.operator()
    before = len(town.store.history.recent(operator))
    refused(town.store.verifications.accept, operator, "0" * 32)
    assert len(town.store.history.recent(operator)) == before
