"""Choosing the recovery questions (PRODUCT §7): they open nothing alone, but a reset then asks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.accounts import access, tries
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.password import proving, recovery_answers, reset_tokens
from store.messages.letters.password import questions_set
from store.problems import Problem, Refusal, Refusals
from store.rules import questions
from store.rules.secret import Secret
from store.values.signing_in import Session


@dataclass(frozen=True)
class RecoveryQuestions:
    context: Context

    def chosen(self, session: Session) -> tuple[int, ...]:
        """Return the numbers of the account's questions, the smallest first; none where it has none.

        Raises `Problem` SESSION_ENDED.
        """
        with self.context.database.read() as db:
            account_id = access.require(db, self.context, session).account_id
            return tuple(row.question for row in recovery_answers.rows(db, account_id))

    def check(self, answers: Sequence[tuple[int, Secret]]) -> list[Secret]:
        """Return the answers to three questions, in the form that is hashed.

        Raises `Problem` QUESTIONS_ALIKE where these are not three different ones; of all of `answer_1` to
        `answer_3` at once ANSWER_SHORT, TOO_LONG, TEXT_CHARACTERS, and ANSWERS_ALIKE for the second of two.
        """
        numbers = {number for number, _ in answers} & set(questions.QUESTIONS)
        if not len(numbers) == len(answers) == questions.CHOSEN:
            raise Problem(Refusal.QUESTIONS_ALIKE)
        read, refusals = list[Secret](), Refusals()
        for place, (_, typed) in enumerate(answers, 1):
            with refusals:
                answer = questions.read_answer(typed, f"answer_{place}")
                if answer.reveal() in {before.reveal() for before in read}:
                    raise Problem(Refusal.ANSWERS_ALIKE, f"answer_{place}")
                read.append(answer)
        refusals.end()
        return read

    def set(self, session: Session, answers: Sequence[tuple[int, Secret]], password: Secret) -> None:
        """Let three questions and their answers take the place of those before; one is drawn to be asked.

        Wrong answers to those before are forgotten, and a live reset token has to answer anew. Raises
        `Problem` SESSION_ENDED; what `check` raises, which costs no try; WRONG_PASSWORD (tries_left, until),
        LOCKED (until).
        """
        context = self.context
        read = self.check(answers)
        opened = proving.prove(context, session, password)
        verifiers = [context.hasher.make(answer) for answer in read]
        with changing(context, session, opened=opened, destroys=True) as change:
            db, account_id, now = change.db, change.account_id, change.now
            numbers = [number for number, _ in answers]
            rows = [
                recovery_answers.row(context, account_id, number, verifier, now)
                for number, verifier in zip(numbers, verifiers, strict=True)
            ]
            recovery_answers.replace(db, account_id, rows)
            tries.succeed(db, account_id, tries.ANSWER)
            reset_tokens.ask_again(db, account_id)
            change.notify(questions_set(now))
