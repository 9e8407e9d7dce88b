"""What a session may do, worked out from what was proved in it (PRODUCT §1, §6, §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from store.rules.limits import PROOF_LIFE, SESSION_IDLE, SESSION_TOTAL
from store.rules.moments import lies_ahead


class Factor(Enum):
    """What a proof is a proof of."""

    DOCUMENT = "document"
    """The number of a document and its contrast datum: they begin a sign-in with a one-time PIN."""
    PIN = "pin"
    PASSWORD = "password"
    SECOND_STEP = "second-step"


@dataclass(frozen=True)
class Proof:
    """That someone proved a factor at `made_at`; of a second step, by `means` of what."""

    made_at: datetime
    means: str = ""


class Step(Enum):
    """What a sign-in still needs, in the order in which it is asked for."""

    PIN = "pin"
    """The one-time PIN, in place of a password."""
    SECOND_STEP = "second-step"
    NEW_PASSWORD = "new-password"
    """The password is past its life."""


@dataclass(frozen=True)
class Evidence:
    """What happened in a session: when it was started and last used, and the newest proof of each factor.

    `asks_second_step` says whether the account had one when the session was started.
    """

    started_at: datetime
    seen_at: datetime
    proofs: Mapping[Factor, Proof]
    asks_second_step: bool


def due(evidence: Evidence, password_expires_at: datetime | None) -> Step | None:
    """Return what the sign-in still needs; None once it is complete.

    A password that expires later, during the session, is replaced at the next sign-in. Where a PIN took its
    place, it is not due.
    """
    if is_by_pin(evidence) and Factor.PIN not in evidence.proofs:
        return Step.PIN
    completed_at = evidence.started_at
    if evidence.asks_second_step:
        proof = evidence.proofs.get(Factor.SECOND_STEP)
        if proof is None:
            return Step.SECOND_STEP
        completed_at = proof.made_at
    if is_by_pin(evidence):
        return None
    if password_expires_at is not None and password_expires_at <= completed_at:
        return Step.NEW_PASSWORD
    return None


def is_by_pin(evidence: Evidence) -> bool:
    """Tell whether a one-time PIN takes the place of the password in this session, typed or not yet."""
    return Factor.DOCUMENT in evidence.proofs


def level(evidence: Evidence) -> int:
    """Return the level of the session: 2 with a second step, else 1."""
    return 2 if Factor.SECOND_STEP in evidence.proofs else 1


def proved_at(evidence: Evidence) -> datetime:
    """Return when the newest proof of the session was made; one without any began with an account."""
    return max((proof.made_at for proof in evidence.proofs.values()), default=evidence.started_at)


def is_fresh(evidence: Evidence, now: datetime) -> bool:
    """Tell whether the password was typed, or chosen, so lately that a sensitive change may go ahead; or the
    PIN, where one takes its place.
    """
    proof = evidence.proofs.get(Factor.PIN if is_by_pin(evidence) else Factor.PASSWORD)
    return proof is not None and now - proof.made_at <= PROOF_LIFE and not lies_ahead(proof.made_at, now)


def is_alive(evidence: Evidence, step: Step | None, now: datetime) -> bool:
    """Tell whether the session has neither ended by itself nor begun in the future.

    One whose sign-in is not complete lives no longer than a proof for sensitive changes.
    """
    if lies_ahead(evidence.started_at, now) or lies_ahead(evidence.seen_at, now):
        return False
    life: timedelta = SESSION_TOTAL if step is None else PROOF_LIFE
    return now - evidence.seen_at <= SESSION_IDLE and now - evidence.started_at <= life
