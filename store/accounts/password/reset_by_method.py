"""A code of a standing method instead of the answer to a recovery question, in a reset (PRODUCT §3, §6).

A thief may have chosen recovery questions where there were none. Undoing leaves them, since it never makes an
account less safe. So in the reset that follows, a standing method replaces questions that are not standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction

from store.accounts import tries
from store.accounts.context import Context
from store.accounts.methods import held, method_codes
from store.accounts.password import recovery_answers, reset_tokens
from store.accounts.sent_codes import Purpose
from store.database.tables.identity import Account
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.methods import Confirmation, SentTo, Ways


@dataclass(frozen=True)
class ResetByMethod:
    context: Context

    def opens_at(self, token: Secret) -> datetime | None:
        """Return when the next code can be tried, None for now. Raises what `Reset.open` raises."""
        with self.context.database.read() as db:
            row, _account = reset_tokens.live(db, self.context, token)
            return tries.waits_until(db, self.context, row.account_id, tries.RESET_CODE)

    def send(self, token: Secret, method_id: str, *, again: bool = False) -> SentTo:
        """Send a code to a standing method, as `SecondStep.send` does.

        Raises what `Reset.open` raises; `Problem` METHOD_GONE; CODE_LOCKED (until) while a wait runs;
        CODE_TRIES_SPENT, CODE_TOO_SOON (until), CODES_TOO_MANY.
        """
        context = self.context
        with context.database.read() as db:
            row, _account = reset_tokens.live(db, context, token)
            quotas = method_codes.quotas(db, context, row.account_id, method_id)
        with context.database.write(alone_with=reset_tokens.name_account(context, token) + quotas) as db:
            row, account = reset_tokens.live(db, context, token)
            self._standing(db, account, method_id)
            tries.refuse_while_waiting(db, context, row.account_id, tries.RESET_CODE, "code")
            return method_codes.send(
                db, context, account, method_id, Purpose.RESET, Secret(row.mark), again=again
            )

    def enter(self, token: Secret, typed: Confirmation, terminal: str) -> None:
        """Let the token set the password, by a code of a standing method.

        Raises what `Reset.open` raises; what `method_codes.read` raises, which costs no try; `Problem`
        METHOD_GONE where no such code is taken; CODE_EXPIRED; with `tries_left` and `until` WRONG_CODE,
        WRONG_RECOVERY_CODE, CODE_USED, CODE_TRIES_SPENT; CODE_LOCKED (until) while a wait runs.
        """
        context, code = self.context, method_codes.read(typed, "code")
        with context.database.read() as db:
            _row, account = reset_tokens.live(db, context, token)
            method = self._standing(db, account, typed.method_id)
        with context.database.write(alone_with=reset_tokens.name_account(context, token)) as db:
            row, account = reset_tokens.live(db, context, token)
            claimed = tries.claim_of_account(db, context, row.account_id, tries.RESET_CODE)
            tried = Secret("") if claimed.was_blocked else code
            asker = Secret(row.mark)
            refusal = method_codes.judge_standing(
                db, context, account, method, Purpose.RESET, asker, tried, terminal
            )
            if refusal is None:
                tries.succeed(db, row.account_id, tries.RESET_CODE)
                row.answered = True
                db.add(row)
            else:
                tries.fail(db, context, account, claimed, terminal)
        if refusal is not None:
            raise tries.wrong(refusal, "code", claimed)

    def _standing(self, db: Transaction, account: Account, method_id: str) -> method_codes.MethodToTry | None:
        if instead(db, self.context, account) is None:
            raise Problem(Refusal.METHOD_GONE)
        return method_codes.standing_to_try(db, self.context, account, method_id)


def instead(db: Transaction, context: Context, account: Account) -> Ways | None:
    """Return the ways whose code replaces the answer; None where the answer itself is needed.

    If they are empty, only the answer helps.
    """
    if not account.reset_due or recovery_answers.are_standing(db, context, account):
        return None
    return held.standing(db, context, account)
