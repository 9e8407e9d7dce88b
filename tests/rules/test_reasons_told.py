"""Reasons of operators that people read in letters hold no web address, also none that stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store import Refusal
from store.rules import plain_text
from store.rules.plain_text import reason_told
from tests.town import refused

LABELS = st.from_regex(r"[a-zA-Z0-9éüßж][a-z0-9éüж-]{0,8}", fullmatch=True)
LAST = st.sampled_from(["org", "com", "example", "ca", "France", "рф", "xn--p1ai", "ｏｒｇ"])
DOTS = st.sampled_from([".", "．", "․"])
AROUND = st.sampled_from(["", " ", "(", "« ", "\u00a0", ", "])
BEHIND = st.sampled_from(["", ".", "/x", ":8080", "?a=b", "#top", ")", " !", ", please", "…"])
WORDS = st.text("abcdeéxyzABX0123456789’'-,()/@", min_size=1, max_size=9)
BETWEEN = st.sampled_from([" ", ". ", "… ", ".\u00a0", " / ", ": ", "! "])


@given(st.lists(LABELS, min_size=1, max_size=3), LAST, DOTS, AROUND, BEHIND)
def test_no_domain_passes_whatever_stands_around_it(
    labels: list[str], last: str, dot: str, around: str, behind: str
) -> None:
    problem = refused(reason_told, f"Type it at{around or ' '}{dot.join((*labels, last))}{behind}")
    assert (problem.refusal, problem.field) == (Refusal.WEB_ADDRESS, "reason")


@given(st.lists(st.tuples(WORDS, BETWEEN), min_size=1, max_size=12))
def test_sentences_with_a_space_after_each_full_stop_pass(said: list[tuple[str, str]]) -> None:
    text = "".join(word + between for word, between in said)
    assume(not re.search(r"@[\w-]*/", text))
    assert reason_told(f"Vue : {text}") == f"Vue : {text}".rstrip()


@pytest.mark.parametrize(
    "reason",
    [
        "M. Dupont, rue X. Bonjour",
        "Venue le 12.03.2026, p. ex. à 14.30 h.",
        "Tél. 06.12.34.56.78, n° 2.5.",
        "S.N.C.F., c.-à-d. le train… etc. Voilà.",
        "Mistyped: jean.dupont@example.org instead of j-dupont@mail.example.org.",
        "i.e. her passport (No. X.1)",
    ],
)
def test_what_people_write_of_people_passes(reason: str) -> None:
    assert reason_told(reason) == reason


@pytest.mark.parametrize(
    "reason",
    [
        "Go to evil.example",
        "Go to evil.example/x",
        "Go to jean@evil.example/x",
        "go to https://localhost",
        "go to WWW.evil",
        "t.co/x",
    ],
)
def test_what_leads_somewhere_is_refused(reason: str) -> None:
    assert refused(reason_told, reason).refusal is Refusal.WEB_ADDRESS


@pytest.mark.parametrize("judge", [plain_text.reason, reason_told])
@pytest.mark.parametrize("typed", ["x", "ok", "…", "1234 5678", "é.é"])
def test_a_reason_has_a_word_at_least(judge: Callable[[str], str], typed: str) -> None:
    problem = refused(judge, typed)
    assert (problem.refusal, problem.field) == (Refusal.REASON_SHORT, "reason")
    assert judge("Vue.") == "Vue."
