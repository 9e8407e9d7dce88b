"""Password policies: which passwords are accepted, and what a person is told while they type one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from store.problems import Problem, Refusal
from store.rules import guessing
from store.rules.password_rules import (
    FOUR_CLASSES,
    LONGEST_PASSWORD,
    Candidate,
    Contains,
    LongOrVaried,
    MaxLength,
    MinLength,
    MinStrength,
    NotCommon,
    NotMadeOfNames,
    NoUsernameRun,
    Owner,
    Rule,
)

_CONTROLS_AND_SURROGATES = {"Cc", "Cs"}


@dataclass(frozen=True)
class Policy:
    """Rules under a name, in the order in which they are shown."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Verdict:
    """One rule, and whether a password meets it."""

    rule: Rule
    met: bool


def _policy(name: str, *rules: Rule, longest: int = LONGEST_PASSWORD) -> Policy:
    return Policy(name, (*rules, MaxLength(longest), NotCommon(), NotMadeOfNames()))


_POLICIES = (
    _policy(
        "sales-connect",
        MinLength(9),
        Contains(("upper", "lower")),
        Contains(("digit",)),
        Contains(("special",)),
    ),
    _policy("login.gov", MinLength(12), MinStrength(3), longest=128),
    _policy(
        "gckey",
        MinLength(8),
        Contains(("lower",)),
        Contains(("upper",)),
        Contains(("digit",)),
        NoUsernameRun(3),
        longest=16,
    ),
    _policy("clave", LongOrVaried(varied_characters=8, long_characters=16)),
    _policy("outscale", MinLength(17), *(Contains((one,)) for one in FOUR_CLASSES)),
    _policy("nist", MinLength(15)),
)

POLICIES: Mapping[str, Policy] = MappingProxyType({policy.name: policy for policy in _POLICIES})
"""By name. That a new password is not the current one is for the use case to see."""


def normalise(typed: str, field: str) -> str:
    """Return a password in the form in which it is hashed: NFC, nothing cut.

    Raises TOO_LONG over 256 code points, before and after normalising, and PASSWORD_CHARACTERS where there
    is a control character or half a surrogate pair.
    """
    if len(typed) > LONGEST_PASSWORD:
        raise Problem(Refusal.TOO_LONG, field, limit=LONGEST_PASSWORD)
    if any(unicodedata.category(character) in _CONTROLS_AND_SURROGATES for character in typed):
        raise Problem(Refusal.PASSWORD_CHARACTERS, field)
    password = unicodedata.normalize("NFC", typed)
    if len(password) > LONGEST_PASSWORD:
        raise Problem(Refusal.TOO_LONG, field, limit=LONGEST_PASSWORD)
    return password


def judge(policy: Policy, typed: str, owner: Owner) -> tuple[Verdict, ...]:
    """Return what each rule says of `typed`, whatever it is."""
    candidate = Candidate.of(typed)
    return tuple(Verdict(rule, rule.is_met(candidate, owner)) for rule in policy.rules)


def check(policy: Policy, password: str, owner: Owner, field: str) -> None:
    """Refuse a password that breaks a rule of `policy`.

    Raises PASSWORD_BREAKS_RULES with the codes of the rules that are `broken`, and the name of the `policy`.
    """
    broken = tuple(verdict.rule.code for verdict in judge(policy, password, owner) if not verdict.met)
    if broken:
        raise Problem(Refusal.PASSWORD_BREAKS_RULES, field, broken=broken, policy=policy.name)


def strength(typed: str) -> int:
    """Return the strength of `typed`, whatever it is: 0 (very weak) to 4 (great).

    Takes milliseconds, but up to 2 s for some: call it off the event loop.
    """
    return guessing.strength(Candidate.of(typed).text)
