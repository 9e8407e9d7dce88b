"""Resetting a forgotten password with an emailed token (PRODUCT §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language
from store.accounts import events, guesses, needless_removals, sent_codes, tries
from store.accounts.change import changing_account
from store.accounts.context import Context
from store.accounts.desk import due_removals, roles
from store.accounts.identity import by_address
from store.accounts.password import (
    activation_codes,
    new_password,
    recovery_answers,
    reset_by_method,
    reset_tokens,
)
from store.accounts.profile import reactivation, sealed_profile
from store.accounts.signing_in import pin_app, sessions
from store.database.alone import Names
from store.database.sealed_columns import VERIFIER
from store.database.tables.identity import Account
from store.database.tables.password import RecoveryAnswer, ResetTokenRow
from store.database.tables.profile import ProfileRow
from store.events import Happening
from store.messages.letters.desk import role_suspended
from store.messages.letters.letter import Letter, Notice
from store.messages.letters.password import (
    first_password_set,
    no_account_to_reset,
    password_activated,
    password_reset,
    set_with_activation_code,
)
from store.problems import Problem, Refusal
from store.rules import questions
from store.rules.secret import Secret
from store.values.password import OpenedReset
from store.values.profile import ProfileState, ProfileStatus

_CLOSINGS = {
    ProfileState.DEACTIVATED: Happening.PROFILE_DEACTIVATED,
    ProfileState.CANCELLED: Happening.VERIFICATION_CANCELLED,
}


@dataclass(frozen=True)
class Reset:
    context: Context

    def request(self, email: str, language: Language, terminal: str) -> None:
        """Send a token to the account with this address, or word that there is none to the address.

        Whoever was registered in person is told of their activation code instead: a mailbox alone does not
        do what takes that and the phone. See `by_address.write`.
        """

        def make_token(db: Transaction, account: Account, now: datetime) -> Letter:
            assert account.id is not None
            reset_tokens.replace(db, account.id)
            letter = reset_tokens.make(db, self.context, account, now)
            events.record(
                db, self.context, account.id, Happening.RESET_REQUESTED, happened_at=now, terminal=terminal
            )
            return letter

        by_address.write(
            self.context,
            "reset",
            email,
            language,
            no_account_to_reset(),
            make_token,
            to_the_registered=set_with_activation_code,
        )

    def open(self, token: Secret, place: str = "") -> OpenedReset:
        """Return what the token opens, without using it; from then on no newer one takes its place.

        Raises `Problem` TOKEN_CHARACTER (character) and TOKEN_LENGTH (found, expected) for what no token can
        be; TOKEN_UNKNOWN, TOKEN_EXPIRED (also for one that a newer token replaced), TOKEN_USED; TOKEN_LOCKED
        (until) for one that is unknown after too many at the `place`, or in all.
        """
        due_removals.carry_out_approved(self.context)
        name_account = self._name_account(token)
        with (
            guesses.limited(self.context, guesses.RESET_TOKEN, place),
            self.context.database.write(alone_with=name_account) as db,
        ):
            row, account = self._live(db, token)
            row.opened = True
            db.add(row)
            status = sealed_profile.status(db, self.context, row.account_id)
            due = self._answer_due(db, row)
            question = None if due is None else due.question
            instead = None if due is None else reset_by_method.instead(db, self.context, account)
            return OpenedReset(
                new_password.owner_of(account),
                row.expires_at,
                status,
                question,
                instead,
                row.invites,
                is_first=account.verifier is None,
                activates=row.activates,
                ends_pins=row.activates and pin_app.terminal(db, row.account_id) is not None,
            )

    def answer(self, token: Secret, question: int, answer: Secret, terminal: str) -> None:
        """Answer the recovery question that `open` told of; right, the token may set the password.

        A wrong answer counts, and does not burn the token. Raises what `open` raises; ANSWER_NEEDED where
        another question is asked by now; ANSWER_SHORT, TOO_LONG or TEXT_CHARACTERS, which cost no try;
        WRONG_ANSWER (tries_left, until), ANSWER_LOCKED (until) while a wait runs.
        """
        context = self.context
        typed = questions.read_answer(answer)
        with context.database.write(alone_with=self._name_account(token)) as db:
            row, _account = self._live(db, token)
            due = self._answer_due(db, row)
            if due is None:
                return
            if due.question != question:
                raise Problem(Refusal.ANSWER_NEEDED)
            claimed = tries.claim_of_account(db, context, row.account_id, tries.ANSWER)
        with tries.judging(context, claimed):
            verifier = recovery_answers.verifier_of(context, due)
            right = context.hasher.matches(verifier, typed) and not claimed.was_blocked
        with context.database.write(alone_with=self._name_account(token)) as db:
            # If the token has ended or asks something else meanwhile, do not tell whether it is right.
            row, account = self._live(db, token)
            asked = self._answer_due(db, row)
            if asked is None:
                return
            if recovery_answers.verifier_of(context, asked) != verifier:
                raise Problem(Refusal.ANSWER_NEEDED)
            if right:
                tries.succeed(db, row.account_id, tries.ANSWER)
                row.answered = True
                db.add(row)
                recovery_answers.ask_another(db, asked)
                return
            tries.fail(db, context, account, claimed, terminal)
        raise tries.wrong(Refusal.WRONG_ANSWER, "answer", claimed)

    def set_password(
        self,
        token: Secret,
        new: Secret,
        confirmation: Secret,
        terminal: str,
        told: ProfileStatus | None = None,
    ) -> Secret | None:
        """Use the token up and set the password: every session ends, waits and blocks are lifted,
        an active profile is deactivated, and a request for one is cancelled. An operator's role is suspended:
        a mailbox gives no rights. No terminal shows the PINs any more: somebody else's may have. A code that
        was sent before is right for nothing.

        A token that goes with an activation code uses that up too: the next one is returned, else None.

        A password that breaks a rule does not burn the token. Raises what `open` raises; ANSWER_NEEDED while
        a recovery question is to be answered; PASSWORD_BREAKS_RULES, PASSWORDS_DIFFER, PASSWORD_SAME;
        PROFILE_CHANGED, the token still live, where the profile is no longer what the person was `told` that
        the reset will cost (None: they were not). PASSWORD_SAME only where any other would have been set.
        """
        context = self.context
        with context.database.read() as db:
            row, account = self._answered(db, token)
            self._refuse_untold(db, row.account_id, told)
        chosen = new_password.chosen(context.policy, new, confirmation, new_password.owner_of(account))
        verifier, compared = context.hasher.make(chosen), VERIFIER.find_text(context.keys, account)
        same = new_password.is_same(context, row.account_id, compared, chosen)
        with context.database.write(alone_with=self._name_account(token), destroys=True) as db:
            row, account = self._answered(db, token)
            self._refuse_untold(db, row.account_id, told)
            # A sign-in can have renewed the verifier meanwhile; then nothing was compared with it.
            same = same and VERIFIER.find_text(context.keys, account) == compared
            with changing_account(db, context, account, terminal) as change:
                reset_tokens.end(db, row.account_id, reset_tokens.USED)
                VERIFIER.put(context.keys, account, verifier)
                account.password_set_at, account.reset_due = change.now, False
                db.add(account)
                tries.forget(db, row.account_id, *tries.ENDED_BY_RESET)
                tries.unblock(db, row.account_id, tries.SECOND_STEP)
                sessions.end_all(db, context, row.account_id)
                sent_codes.forget_all(db, row.account_id)
                needless_removals.end_all(db, context, row.account_id, Happening.PASSWORD_RESET, terminal)
                roles.suspend(change, role_suspended())
                closed = sealed_profile.close_after_reset(db, row.account_id)
                change.notify(_notice(row, change.now, closed))
                pin_app.end(change)
                if closed is not None:
                    change.note(_CLOSINGS[closed])
                new_password.refuse_same(same)
                return activation_codes.replace(db, context, row.account_id) if row.activates else None

    def test_key(self, token: Secret, key: Secret, terminal: str) -> None:
        """Raise unless this is the newest personal key of the profile that the reset would deactivate.

        The key is not used up, and a wrong one counts. Raises what `open` raises; ANSWER_NEEDED while a
        recovery question is to be answered; what `Reactivation.check_key` raises of a key; PROFILE_CHANGED
        without a profile.
        """

        def find(db: Transaction) -> reactivation.KeyToTry:
            profile, account = self._profile(db, token)
            return reactivation.KeyToTry(profile, account, terminal)

        reactivation.open_with_key(self.context, self._name_account(token), find, key)

    def key_opens_at(self, token: Secret) -> datetime | None:
        """Return when the next key may be tested, None for now. Raises as `test_key` does of the token."""
        with self.context.database.read() as db:
            profile, _account = self._profile(db, token)
            return tries.waits_until(db, self.context, profile.account_id, tries.PERSONAL_KEY)

    def _profile(self, db: Transaction, token: Secret) -> tuple[ProfileRow, Account]:
        row, account = self._answered(db, token)
        profile = sealed_profile.find(db, row.account_id, ProfileState.ACTIVE, ProfileState.DEACTIVATED)
        if profile is None:
            raise Problem(Refusal.PROFILE_CHANGED)
        return profile, account

    def _answer_due(self, db: Transaction, row: ResetTokenRow) -> RecoveryAnswer | None:
        """Return the answer that the token still needs, None where it needs none."""
        return None if row.answered else recovery_answers.asked(db, row.account_id)

    def _answered(self, db: Transaction, token: Secret) -> tuple[ResetTokenRow, Account]:
        """Return what may set a password. Raises what `_live` raises, ANSWER_NEEDED."""
        row, account = self._live(db, token)
        if self._answer_due(db, row) is not None:
            raise Problem(Refusal.ANSWER_NEEDED)
        return row, account

    def _refuse_untold(self, db: Transaction, account_id: int, told: ProfileStatus | None) -> None:
        if told is None:
            return
        found = sealed_profile.status(db, self.context, account_id)
        if (found.profile, found.request) != (told.profile, told.request):
            raise Problem(Refusal.PROFILE_CHANGED)

    def _name_account(self, token: Secret) -> Names:
        return reset_tokens.name_account(self.context, token)

    def _live(self, db: Transaction, token: Secret) -> tuple[ResetTokenRow, Account]:
        return reset_tokens.live(db, self.context, token)


def _notice(row: ResetTokenRow, now: datetime, closed: ProfileState | None) -> Notice:
    """Return what tells of the new password, by the way it was set."""
    if row.activates:
        return password_activated(now, closed)
    return first_password_set(now) if row.invites else password_reset(now, closed)
