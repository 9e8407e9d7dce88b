"""Each action of the help desk has its key, beside its words (PRODUCT §10)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.screens import test_desk_pages, test_pages_with_a_person_there
from tui.journeys import desk
from tui.pages import Action, Page, Row

PAGES = (*test_desk_pages.PAGES, *test_pages_with_a_person_there.PAGES)


def _declared() -> set[str]:
    """Return the names of all pages that the modules of the help desk declare."""
    modules = (ast.parse(file.read_text()) for file in Path(desk.__file__).parent.glob("*.py"))
    calls = (node for module in modules for node in ast.walk(module) if isinstance(node, ast.Call))
    pages = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Page")
    return {str(page.args[0].value) for page in pages if isinstance(page.args[0], ast.Constant)}


def test_all_pages_are_looked_at() -> None:
    # Which says why somebody does not work there has two names among the pictures.
    assert _declared() - {page.name for page in PAGES} == {"desk-refused"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_action_that_is_no_way_back_sends_no_form_and_is_no_row_has_a_key(page: Page) -> None:
    own = (*page.actions, *(place for place in page.menu if not isinstance(place, Row)))
    actions = [one for one in own if isinstance(one, Action)]
    keyless = [one for one in actions if not (one.key or one.leaves or one.submits or one.signs_out)]
    assert keyless == []
