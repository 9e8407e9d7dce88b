"""Password policies: every number at its boundary, and nothing that can be typed breaks them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.problems import Problem, Refusal
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES, check, judge, normalise, strength

OWNER = Owner("camille-b", "camille.beau@example.com")
ANY_TEXT = st.text(st.characters(categories=None), max_size=80)
MEGABYTE = 1_000_000
EVERY_POLICY = pytest.mark.parametrize("policy", POLICIES)

RANDOM_128 = (
    "kVq7wZt2mXb9rLd4hNf6sJc3gPy8aQe5uTi1oWk-vBz_RxMn.GjHl+YpDc=SaFeK"
    "Uq3Zw8Xt1Cv6By4Nm9Lk2Jh7Gf5Dd0Ss?Aa!Pp;Oo:Ii,Uu/Yy%Tt&Rr(Ee)WwQ9"
)


def broken(policy: str, password: str, owner: Owner = OWNER) -> set[str]:
    return {verdict.rule.code for verdict in judge(POLICIES[policy], password, owner) if not verdict.met}


@pytest.mark.parametrize(
    ("policy", "password"),
    [
        ("sales-connect", "Lampes-12"),
        ("sales-connect", "Été long 7"),
        ("sales-connect", "Lanterne-2026!"),
        ("login.gov", "gris rue mou "),
        ("login.gov", RANDOM_128),
        ("gckey", "Lampes12"),
        ("gckey", "Lampes12Lampions"),
        ("clave", "Lampe-12"),
        ("clave", "une lampe rousse"),
        ("outscale", "Lampes-12 rousses"),
        ("nist", "lampe mer rouge"),
        ("nist", "lampe mer rouge" + "é" * 241),
    ],
)
def test_a_password_at_the_boundary_is_accepted(policy: str, password: str) -> None:
    assert broken(policy, password) == set()
    check(POLICIES[policy], password, OWNER, "new")


@pytest.mark.parametrize(
    ("policy", "password", "code"),
    [
        ("sales-connect", "Lampe-12", "min-length"),
        ("sales-connect", "lampes-12", "upper-and-lower"),
        ("sales-connect", "LAMPES-12", "upper-and-lower"),
        ("sales-connect", "Lampes-un", "digit"),
        ("sales-connect", "Lampes123", "special"),
        ("sales-connect", "Aa1!" * 64 + "x", "max-length"),
        ("login.gov", "gris rue mou"[:11], "min-length"),
        ("login.gov", "aaaaaaaaaaaa", "min-strength"),
        ("login.gov", RANDOM_128 + "x", "max-length"),
        ("login.gov", "1qaz2wsx3edc4rfv", "not-common"),
        ("gckey", "Lampe12", "min-length"),
        ("gckey", "Lampes12Lampionsx", "max-length"),
        ("gckey", "LAMPES12", "lower"),
        ("gckey", "lampes12", "upper"),
        ("gckey", "Lampesun", "digit"),
        ("gckey", "Lampe12cam", "no-username-run"),
        ("gckey", "Lampe12CAM", "no-username-run"),
        ("gckey", "Lampe12e-B", "no-username-run"),
        ("clave", "Lamp-12", "long-or-varied"),
        ("clave", "lampe-12", "long-or-varied"),
        ("clave", "une lampe rouss", "long-or-varied"),
        ("clave", "x" * 257, "max-length"),
        ("outscale", "Lampes-12 rousse", "min-length"),
        ("outscale", "lampes-12 rousses", "upper"),
        ("outscale", "LAMPES-12 ROUSSES", "lower"),
        ("outscale", "Lampes-un rousses", "digit"),
        ("outscale", "Lampes12desrousses", "special"),
        ("outscale", "Aa1!" * 64 + "x", "max-length"),
        ("nist", "lampe mer roug", "min-length"),
        ("nist", "lampe mer rouge" + "é" * 242, "max-length"),
    ],
)
def test_a_password_just_outside_is_refused_for_that_rule_alone(
    policy: str, password: str, code: str
) -> None:
    weak_besides = {"min-strength"} if policy == "login.gov" else set()
    assert {code} <= broken(policy, password) <= {code} | weak_besides


@EVERY_POLICY
@pytest.mark.parametrize(
    "password", ["123456", "PASSWORD", "password!", "1QAZ2wsx3edc4rfv", "12345678987654321"]
)
def test_a_common_password_is_refused_whatever_its_case(policy: str, password: str) -> None:
    assert "not-common" in broken(policy, password)


@EVERY_POLICY
@pytest.mark.parametrize(
    "password",
    [
        "Camille-B",
        "camilleb2026!",
        "Camille2026!",
        "CAMILLE-B camille-b 1",
        "beau.Camille-7",
        "Ma clé 2026!",
        "macle-macle1!",
        "Macle+Camille=1",
        "ＣＡＭＩＬＬＥ 2026!",
        "Çamillé-2026",
    ],
)
def test_a_password_made_of_ones_names_is_refused(policy: str, password: str) -> None:
    assert "not-made-of-names" in broken(policy, password)


@EVERY_POLICY
@pytest.mark.parametrize("password", ["Camille aime le thé, 7", "demacle-9 B", "2026!-4711", "", "!?"])
def test_a_password_that_only_holds_a_name_is_not_refused_for_it(policy: str, password: str) -> None:
    assert "not-made-of-names" not in broken(policy, password)


@pytest.mark.parametrize("email", ["a@example.com", "jo@example.com", "é1@example.com", "@", ""])
def test_a_very_short_name_refuses_nothing(email: str) -> None:
    for password in ("Aaaaaaaa-1", "Jojojojo-1", "Éééééééé-1", "1234-5678"):
        assert "not-made-of-names" not in broken("sales-connect", password, Owner("", email))


def test_a_username_of_digits_alone_is_a_name_too() -> None:
    owner = Owner("12-34-567", "")
    assert "not-made-of-names" in broken("nist", "1234567! 1234567", owner)
    assert "not-made-of-names" not in broken("nist", "7654321! 7654321", owner)


@pytest.mark.parametrize("username", ["", "ab"])
def test_a_username_too_short_for_a_run_refuses_nothing(username: str) -> None:
    assert "no-username-run" not in broken("gckey", "abABab12", Owner(username, ""))


def test_the_demos_password_suits_everybody_in_it() -> None:
    people = "alexandre dominique camille-b sacha-roy maxime-tr ines-gomez noel-expire odile-desk omar-desk"
    for username in people.split():
        assert broken("sales-connect", "Lanterne-2026!", Owner(username, f"{username}@example.com")) == set()


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("É", "upper"),
        ("Я", "upper"),
        ("é", "lower"),
        ("ß", "lower"),
        ("٣", "digit"),
        (" ", "special"),
        ("€", "special"),
        ("🔑", "special"),
    ],
)
def test_classes_are_judged_by_unicode(character: str, code: str) -> None:
    assert code in broken("outscale", "中" * 17)
    assert code not in broken("outscale", "中" * 17 + character)


def test_an_accent_is_part_of_its_letter_and_no_special_character() -> None:
    assert "special" in broken("outscale", "x\u0303" * 9)


def test_the_rules_are_shown_in_the_order_of_the_policy() -> None:
    shown = [verdict.rule.code for verdict in judge(POLICIES["sales-connect"], "", OWNER)]
    assert shown == [
        "min-length",
        "upper-and-lower",
        "digit",
        "special",
        "max-length",
        "not-common",
        "not-made-of-names",
    ]


@EVERY_POLICY
def test_a_rule_is_known_by_its_code_within_its_policy(policy: str) -> None:
    codes = [rule.code for rule in POLICIES[policy].rules]
    assert len(set(codes)) == len(codes)
    assert POLICIES[policy].name == policy


def test_rules_carry_the_numbers_for_their_sentences() -> None:
    facts = {rule.code: dict(rule.facts) for policy in POLICIES.values() for rule in policy.rules}
    assert facts["long-or-varied"] == {"varied_characters": 8, "long_characters": 16}
    assert facts["min-strength"] == {"strength": 3}
    assert facts["no-username-run"] == {"characters": 3}
    assert facts["upper-and-lower"] == facts["not-common"] == {}
    assert {rule.facts["characters"] for policy in POLICIES.values() for rule in policy.rules[-3:-2]} == {
        256,
        128,
        16,
    }


def test_a_refusal_names_the_rules_and_the_policy_but_not_the_password() -> None:
    with pytest.raises(Problem) as caught:
        check(POLICIES["sales-connect"], "lampe", OWNER, "new")
    problem = caught.value
    assert problem.refusal is Refusal.PASSWORD_BREAKS_RULES
    assert problem.field == "new"
    assert problem.facts == {
        "broken": ("min-length", "upper-and-lower", "digit", "special"),
        "policy": "sales-connect",
    }


@pytest.mark.parametrize(
    "typed", ["", " Ma clé\u00a0! ", "e\u0301te\u0301", "[/b] 🔑\u200d", "\u202e", "é" * 256]
)
def test_nothing_of_a_password_is_cut(typed: str) -> None:
    assert normalise(typed, "new") == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize(
    "typed", ["x" * 257, "x" * MEGABYTE, "a" + "\u0301\u0316" * MEGABYTE, "\u0958" * 129, "\x00" * 257]
)
def test_an_over_long_password_is_refused_with_the_limit(typed: str) -> None:
    with pytest.raises(Problem) as caught:
        normalise(typed, "current")
    assert caught.value.refusal is Refusal.TOO_LONG
    assert caught.value.field == "current"
    assert caught.value.facts == {"limit": 256}


@pytest.mark.parametrize(
    "typed", ["\x00", "Lampes-12\x00", "a\nb", "\x1b[31m", "\x7f", "\x9b", "\ud800", "\udfff-x"]
)
def test_control_characters_and_half_pairs_are_refused_by_name(typed: str) -> None:
    with pytest.raises(Problem) as caught:
        normalise(typed, "new")
    assert caught.value.refusal is Refusal.PASSWORD_CHARACTERS
    assert caught.value.field == "new"


@pytest.mark.parametrize(
    "character", ["a", "A1!é", "\u0301", "\u0344", "\ufdfa", "\x00", "\ud800", "🔑", " "]
)
def test_a_megabyte_is_judged_and_is_too_long_for_everyone(character: str) -> None:
    typed = character * MEGABYTE
    for policy in POLICIES:
        assert "max-length" in broken(policy, typed)
    assert strength(typed) in range(5)


def test_strength_goes_from_very_weak_to_great_by_the_first_72_characters() -> None:
    assert strength("") == 0
    assert strength("password") == 0
    assert strength(RANDOM_128) == 4
    assert strength("a" * 72) == strength("a" * 72 + RANDOM_128)


def test_two_people_are_judged_apart() -> None:
    first = broken("gckey", "Alexandre1")
    broken("gckey", "Alexandre1", Owner("alexandre", "alexandre@example.com"))
    assert broken("gckey", "Alexandre1") == first == set()


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_whatever_is_typed_is_judged(typed: str, username: str, email: str) -> None:
    for policy in POLICIES.values():
        verdicts = judge(policy, typed, Owner(username, email))
        assert [verdict.rule for verdict in verdicts] == list(policy.rules)
    assert strength(typed) in range(5)


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(typed: str) -> None:
    try:
        password = normalise(typed, "new")
    except Problem as problem:
        assert problem.refusal is Refusal.PASSWORD_CHARACTERS  # noqa: PT017
    else:
        assert normalise(password, "new") == password


@given(st.text(st.sampled_from("éèçÉÀñÑüåÅ aB1!-"), max_size=40))
def test_accents_typed_in_either_form_are_one_password_with_one_verdict(typed: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, typed) for form in ("NFC", "NFD"))
    assert normalise(composed, "new") == normalise(decomposed, "new")
    assert strength(composed) == strength(decomposed)
    for policy in POLICIES.values():
        assert judge(policy, composed, OWNER) == judge(policy, decomposed, OWNER)


@given(ANY_TEXT, st.sampled_from(sorted(POLICIES)))
def test_the_checklist_and_the_store_agree(typed: str, policy: str) -> None:
    try:
        password = normalise(typed, "new")
    except Problem:
        return
    assert broken(policy, typed) == broken(policy, password)
    if broken(policy, typed):
        with pytest.raises(Problem):
            check(POLICIES[policy], password, OWNER, "new")
    else:
        check(POLICIES[policy], password, OWNER, "new")


@pytest.mark.parametrize("unreadable", ["\udce9", "\x00"])
def test_what_cannot_be_read_is_no_special_character(unreadable: str) -> None:
    assert "special" in broken("sales-connect", f"Lampes{unreadable}12")
