"""Each thing that is said in words stands in one place, which its subject tells."""

from __future__ import annotations

import ast
import pkgutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

import tui.wording
from i18n import ENGLISH, FRENCH
from store import Happening, Refusal
from tests.subjects import SUBJECTS
from tui.wording.events import happening

ROOT = Path(__file__).parents[2]
WORDED: Mapping[str, Mapping[Refusal, object]] = {
    module.name: import_module(f"tui.wording.{module.name}").SENTENCES
    for module in pkgutil.iter_modules(tui.wording.__path__)
    if module.name not in {"checkup", "events", "form"}
}
"""By module: the refusals that it puts into words."""


def refusing() -> Mapping[str, set[str]]:
    """Return by refusal in which subjects the store knows it; "beside" stands for what is of no subject."""
    found = defaultdict[str, set[str]](set)
    for file in (ROOT / "store").rglob("*.py"):
        if file.name == "problems.py":
            continue
        subject = next((folder for folder in file.parts if folder in SUBJECTS), "beside")
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Attribute(ast.Name("Refusal"), name):
                    found[name].add(subject)
    return found


@pytest.mark.parametrize("refusal", Refusal, ids=lambda refusal: refusal.value)
def test_each_refusal_is_worded_once(refusal: Refusal) -> None:
    assert Counter(one for sentences in WORDED.values() for one in sentences)[refusal] == 1


def test_a_module_words_what_is_its_own() -> None:
    known_in = refusing()
    for module, sentences in WORDED.items():
        for refusal in sentences:
            subjects = known_in[refusal.name]
            if subjects and "beside" not in subjects:
                assert module in subjects or (module not in SUBJECTS and len(subjects) > 1), refusal


def test_each_event_is_worded_once_in_both_languages() -> None:
    for language in (ENGLISH, FRENCH):
        words = [language.say(happening(event)) for event in Happening]
        assert all(words)
        assert len(set(words)) == len(Happening)
