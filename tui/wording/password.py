"""Passwords, their rules, reset tokens and recovery questions in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from i18n import Message, _, plural
from store import Problem, Refusal
from store.rules.limits import ACTIVATION_TRIES
from store.rules.password_rules import Rule
from store.rules.passwords import POLICIES
from store.rules.questions import SHORTEST
from tui.live_checks import STRENGTHS
from tui.wording.form import Sentences, opening


def rule(of: Rule) -> Message:
    """Return what a password rule asks for, as a phrase."""
    return _RULES[of.code](of.facts)


def strength(score: int) -> Message:
    """Return the word for a strength of 0 to 4."""
    return STRENGTHS[score]


def _wrong_password(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _(
            "This is not your current password. Try again from {clock} on, or reset it meanwhile.",
            clock=opening(problem.until),
        )
    return plural(
        "This is not your current password. Try again: {count} try is left.",
        "This is not your current password. Try again: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _wrong_answer(problem: Problem) -> Message:
    if problem.facts["until"] is not None:
        return _("This is not the answer. Try again from {clock} on.", clock=opening(problem.until))
    return plural(
        "This is not the answer. Try again: {count} try is left.",
        "This is not the answer. Try again: {count} tries are left.",
        problem.facts["tries_left"],
    )


def _answer_locked(problem: Problem) -> Message:
    return _("Too many wrong answers. Try again from {clock} on.", clock=opening(problem.until))


def must_have(rules: Sequence[Message]) -> Message:
    """Say which rules a new password breaks."""
    return _("The new password must have: {rules}.", rules=tuple(rules))


def _breaks_rules(problem: Problem) -> Message:
    broken = problem.facts["broken"]
    return must_have([rule(of) for of in POLICIES[problem.facts["policy"]].rules if of.code in broken])


def _wrong_activation(problem: Problem) -> Message:
    return plural(
        "The document number, the email address or the activation code is not right, or the code has expired."
        " Check them: {count} try is left.",
        "The document number, the email address or the activation code is not right, or the code has expired."
        " Check them: {count} tries are left.",
        problem.facts["tries_left"],
    )


SENTENCES: Sentences = {
    Refusal.WRONG_ACTIVATION: _wrong_activation,
    Refusal.ACTIVATION_BLOCKED: _(
        "After {count} wrong tries the activation code is blocked. If you can still sign in, with your"
        " password or a one-time PIN, “Renew the activation code” sends you another one.",
        count=ACTIVATION_TRIES,
    ),
    Refusal.RENEWED_TOO_OFTEN: lambda problem: _(
        "The activation code was renewed too often. Try again from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.NOT_REGISTERED: _(
        "An activation code is for people who were registered in person. Choose “Forgot password” instead."
    ),
    Refusal.ACTIVATION_CHARACTER: lambda problem: _(
        "No activation code holds “{character}”. Check that character.",
        character=problem.facts["character"],
    ),
    Refusal.ACTIVATION_LENGTH: lambda problem: plural(
        "An activation code has {expected} characters; here is {count}. Check it.",
        "An activation code has {expected} characters; here are {count}. Check it.",
        problem.facts["found"],
        expected=problem.facts["expected"],
    ),
    Refusal.PASSWORD_CHARACTERS: _("A password cannot hold control characters. Type it again."),
    Refusal.PASSWORD_BREAKS_RULES: _breaks_rules,
    Refusal.PASSWORDS_DIFFER: _("The two passwords differ: type the same one twice."),
    Refusal.PASSWORD_SAME: _("This is the password you have now. Choose another."),
    Refusal.WRONG_PASSWORD: _wrong_password,
    Refusal.TOKEN_CHARACTER: lambda problem: _(
        "No token holds “{character}”. Check that character, or ask for another token.",
        character=problem.facts["character"],
    ),
    Refusal.TOKEN_LENGTH: lambda problem: plural(
        "A token has {expected} characters; here is {count}. Check it, or ask for another token.",
        "A token has {expected} characters; here are {count}. Check it, or ask for another token.",
        problem.facts["found"],
        expected=problem.facts["expected"],
    ),
    Refusal.TOKEN_UNKNOWN: _(
        "This is not a token we sent. Compare it with what follows the last slash in the message."
    ),
    Refusal.TOKEN_EXPIRED: _(
        "This token has expired, or a newer one was sent. Use the newest message or ask for another."
    ),
    Refusal.TOKEN_USED: _("This token was used already. To reset the password again, ask for another."),
    Refusal.TOKEN_LOCKED: lambda problem: _(
        "Too many wrong tokens. Try again from {clock} on.", clock=opening(problem.until)
    ),
    Refusal.QUESTIONS_ALIKE: _("Choose three different questions."),
    Refusal.ANSWER_SHORT: _("An answer has at least {count} letters or digits.", count=SHORTEST),
    Refusal.ANSWERS_ALIKE: _("Give each question an answer of its own."),
    Refusal.ANSWER_NEEDED: _("Answer your recovery question first."),
    Refusal.WRONG_ANSWER: _wrong_answer,
    Refusal.ANSWER_LOCKED: _answer_locked,
}

_RULES: Mapping[str, Callable[[Mapping[str, int]], Message]] = {
    "min-length": lambda facts: plural(
        "at least {count} character", "at least {count} characters", facts["characters"]
    ),
    "max-length": lambda facts: plural(
        "at most {count} character", "at most {count} characters", facts["characters"]
    ),
    "upper-and-lower": lambda _facts: _("an upper- and a lower-case letter"),
    "upper": lambda _facts: _("an upper-case letter"),
    "lower": lambda _facts: _("a lower-case letter"),
    "digit": lambda _facts: _("a digit"),
    "special": lambda _facts: _("a special character"),
    "long-or-varied": lambda facts: _(
        "{varied} characters with upper and lower case, a digit and a special one, or {long} of any kind",
        varied=facts["varied_characters"],
        long=facts["long_characters"],
    ),
    "min-strength": lambda facts: _("a strength of “{word}” or better", word=STRENGTHS[facts["strength"]]),
    "no-username-run": lambda facts: plural(
        "no {count} character of your username in a row",
        "no {count} characters of your username in a row",
        facts["characters"],
    ),
    "not-common": lambda _facts: _("more than a common password"),
    "not-made-of-names": lambda _facts: _("more than your username, email or “Macle”"),
}
