"""Whatever happens to an account, the last personal key that was shown opens its profile, and no other."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from store import HashingCost, Identity, ProfileState, Refusal, Secret, Session
from tests.signing import opened_certificate, signer
from tests.town import IDENTITY, KeyHolder, Person, Town, refused

_COSTS = (HashingCost(8, 1, 1), HashingCost(16, 1, 1))
_LONG_PARTS = 20
_MOST_STEPS = 14
_WRONG_KEYS_IN_A_ROW = 4
_LAST_SERVER_KEY = 200
"""A ring has room for 254 rotations."""


@dataclass(frozen=True)
class Account:
    """What is known of an account; a copy of the database file holds it as it was."""

    password: Secret
    profile: ProfileState | None
    request: ProfileState | None
    identity: Identity
    asked: Identity
    key: Secret


class History:
    """One account whose owner, and whose administrator, do what they please."""

    def __init__(self, town: Town, holder: KeyHolder, chance: random.Random) -> None:
        self._town, self._someone, self._chance = town, Person(holder.username, holder.email), chance
        self._now = Account(holder.password, ProfileState.ACTIVE, None, IDENTITY, IDENTITY, holder.key)
        self._copied: tuple[bytes, Account] | None = None
        self._shown = [holder.key]
        self._cost = 0

    def run(self) -> None:
        for _ in range(self._chance.randint(3, _MOST_STEPS)):
            # Past the hour in which few tokens are sent, and past the end of every session.
            self._town.clock.advance(minutes=20)
            self._chance.choice(self._possible())()
        self._judge()

    @property
    def keys_shown(self) -> int:
        return len(self._shown)

    def _possible(self) -> list[Callable[[], None]]:
        now, steps = self._now, [self._change, self._reset, self._copy, self._raise_cost, self._expire]
        if self._copied is not None:
            steps.append(self._restore)
        if max(self._town.store.context.keys.versions) < _LAST_SERVER_KEY:
            steps.append(self._replace_server_key)
        if now.profile is ProfileState.ACTIVE:
            steps += [self._replace_key] * 2
        elif now.request is None:
            steps += [self._ask] * 2
        if now.profile is ProfileState.DEACTIVATED:
            steps += [self._reactivate] * 3
        if now.request is ProfileState.PENDING:
            steps += [self._accept, self._accept, self._refuse]
        if now.request is ProfileState.ACCEPTED:
            steps += [self._activate] * 3
        return steps

    # The steps

    def _change(self) -> None:
        new = self._new_password()
        self._town.store.password.change(self._session(), self._now.password, new, new)
        self._now = replace(self._now, password=new)

    def _replace_server_key(self) -> None:
        rotation = self._town.store.key_rotation
        rotation.add()
        # The older ones stay: what was copied is sealed under them.
        for _portion in rotation.use():
            pass

    def _expire(self) -> None:
        # The year passes for this account alone: operators keep theirs.
        year = 366 * 24 * 3600 * 1_000_000
        self._town.rows(
            "UPDATE account SET password_set_at = password_set_at - ? WHERE username = ?",
            year,
            self._someone.username,
        )
        new = self._new_password()
        self._town.store.password.change_expired(self._session(), new, new)
        self._now = replace(self._now, password=new)

    def _reset(self) -> None:
        new = self._new_password()
        self._town.reset(self._someone, new)
        deactivated = None if self._now.profile is None else ProfileState.DEACTIVATED
        self._now = replace(self._now, password=new, profile=deactivated, request=None)

    def _ask(self) -> None:
        asked = replace(IDENTITY, address=f"{self._chance.randint(1, 9_999)}, rue de la Clé")
        self._town.store.verification.request(self._session(), asked, self._now.password)
        self._now = replace(self._now, request=ProfileState.PENDING, asked=asked)

    def _accept(self) -> None:
        self._town.accept(self._someone)
        self._now = replace(self._now, request=ProfileState.ACCEPTED, profile=None)

    def _refuse(self) -> None:
        request = self._town.request_of(self._someone)
        self._town.store.decisions.refuse(self._town.operator(), request, "Not the same person.")
        self._now = replace(self._now, request=None)

    def _activate(self) -> None:
        self._show(self._town.store.profile.activate(self._session()).key)
        self._now = replace(self._now, profile=ProfileState.ACTIVE, request=None, identity=self._now.asked)

    def _replace_key(self) -> None:
        self._show(self._town.store.profile.replace_key(self._session(), self._now.password).key)

    def _reactivate(self) -> None:
        reactivate = self._town.store.reactivation.reactivate
        self._show(reactivate(self._session(), self._now.key, self._now.password).key)
        self._now = replace(self._now, profile=ProfileState.ACTIVE, request=None)

    def _raise_cost(self) -> None:
        self._cost += 1
        self._town.reopen(hashing=_COSTS[self._cost % 2])
        self._session()

    def _copy(self) -> None:
        self._copied = self._town.copy(), self._now

    def _restore(self) -> None:
        assert self._copied is not None
        copy, self._now = self._copied
        restore(self._town, copy)

    # What holds

    def _judge(self) -> None:
        """Fail unless the last key opens the profile, and each other that was ever shown does not."""
        if self._now.request is ProfileState.PENDING and self._now.profile is None:
            self._accept()
        if self._now.request is ProfileState.ACCEPTED:
            self._activate()
        if self._now.profile is None:
            session = self._session()
            for key in self._shown:
                check = self._town.store.reactivation.check_key
                assert refused(check, session, key).refusal is Refusal.PROFILE_CHANGED
            return
        if self._now.profile is ProfileState.ACTIVE:
            self._opens_by_password()
            self._reset()
        session, last = self._session(), self._now.key
        dead = [key for key in self._shown if key is not last]
        for start in range(0, len(dead), _WRONG_KEYS_IN_A_ROW):
            for key in dead[start : start + _WRONG_KEYS_IN_A_ROW]:
                problem = refused(self._town.store.reactivation.check_key, session, key)
                assert problem.refusal is Refusal.WRONG_KEY
            self._town.store.reactivation.check_key(session, last)
        self._reactivate()
        self._opens_by_password()

    def _opens_by_password(self) -> None:
        opened = self._town.store.profile.open(self._session(), self._now.password)
        assert opened.identity == self._now.identity
        assert opened.personal_key.key.reveal() == self._now.key.reveal()
        # It signs with one certificate, which opens with the profile; those of destroyed ones are revoked.
        assert opened_certificate(self._town, self._session(), self._now.password)
        live = "SELECT count(*) FROM certificate WHERE revoked_at IS NULL"
        assert self._town.rows(live) == [(1,)]

    def _show(self, key: Secret) -> None:
        self._shown.append(key)
        self._now = replace(self._now, key=key)

    def _session(self) -> Session:
        return self._town.sign_in(self._someone, self._now.password)

    def _new_password(self) -> Secret:
        return Secret(f"Lanterne-{self._chance.getrandbits(40)}-x!")


def restore(town: Town, copy: bytes) -> None:
    """Go on from a copy, in which the operators have their rights back."""
    town.restore(copy)
    for operator in town.store.operators.everyone():
        if operator.suspended:
            town.store.operators.give_back(operator.username, "After a restore.")


@pytest.mark.parametrize(
    "histories",
    [
        pytest.param(5, id="short"),
        *(
            pytest.param(10_000 // _LONG_PARTS, id=f"long-{part}", marks=pytest.mark.trial)
            for part in range(1, _LONG_PARTS + 1)
        ),
    ],
)
@pytest.mark.timeout(3600)
def test_the_last_key_shown_opens_the_profile_and_each_earlier_one_fails(town: Town, histories: int) -> None:
    holder, began = signer(town), town.clock.now
    town.new_mail()
    beginning, keys_shown = town.copy(), 0
    for _ in range(histories):
        seed = random.getrandbits(64)
        town.clock.now = began
        restore(town, beginning)
        history = History(town, holder, random.Random(seed))
        try:
            history.run()
        except BaseException as error:
            error.add_note(f"in the history of random.Random({seed})")
            raise
        keys_shown += history.keys_shown
        for file in town.locations.mail.iterdir():
            file.unlink()
    assert keys_shown > 2 * histories
