"""The page that compares the password policies."""

from __future__ import annotations

from datetime import UTC, datetime

from i18n import ENGLISH, Language
from store.rules.passwords import POLICIES
from tests.demo.conftest import Demo, in_both_languages
from tui.demo.policies import candidate_page
from tui.live_checks import LiveChecks
from tui.reading import lines_of


def met(candidate: str) -> set[str]:
    [checks] = [block for block in candidate_page().blocks if isinstance(block, LiveChecks)]
    judgement = checks.judge({"candidate": candidate})
    return {ENGLISH.say(check.rule) for check in judgement.checks if check.met}


def test_one_candidate_is_judged_by_every_policy_at_once() -> None:
    assert met("Lanterne-2026!") == {"sales-connect", "login.gov", "gckey", "clave"}
    assert met("une lanterne dans la nuit") == {"login.gov", "clave", "nist"}
    assert met("Alexandre2026!") == set()
    assert met("") == set()


@in_both_languages
def test_what_each_policy_asks_for_is_in_the_help(language: Language) -> None:
    said = [language.say(paragraph) for paragraph in candidate_page().help]
    assert len(said) == len(POLICIES)
    assert all(name in paragraph for name, paragraph in zip(POLICIES, said, strict=True))
    assert lines_of(candidate_page(), language, datetime.now(UTC))


async def test_it_is_typed_visibly_and_judged_live_and_enter_says_what_it_lacks(demo: Demo) -> None:
    async with demo() as visitor:
        await visitor.takes("people")
        await visitor.comes_to("people")
        await visitor.takes("compare-policies")
        await visitor.comes_to("compare-policies")
        await visitor.presses(*"Lanterne-2026!")
        await visitor.sees(lambda: visitor.words("#checks").count("not met") == 2)
        await visitor.sees(lambda: any(word in visitor.words("#checks") for word in ("Good", "Great")))
        await visitor.presses("enter")
        await visitor.comes_to("compared-policies")
        assert "at least 17 characters" in visitor.words()
        await visitor.presses("escape")
        await visitor.comes_to("compare-policies")
        await visitor.presses("escape")
        await visitor.comes_to("people")
        await visitor.presses("escape")
        await visitor.comes_to("welcome")
