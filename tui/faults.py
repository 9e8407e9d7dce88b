"""What is wrong with the fields of a page: what keeps it from being sent, and what is then typed anew."""

from __future__ import annotations

from collections.abc import Iterator

from store import Problem, Refusal
from tui.pages import Answers, Field, Page, Tick
from tui.typed_text import unreadable


def faults(page: Page, answers: Answers) -> Iterator[Problem]:
    """Yield what keeps a page from being sent at all: fields that are empty, too long, or not of their form.

    The store is asked only once there is nothing of that, so none of it costs a try.
    """
    unticked = next((one for one in page.fields if isinstance(one, Tick) and not answers[one.name]), None)
    if unticked is not None:
        yield Problem(unticked.unticked, unticked.name)
    for asked in page.fields:
        if not isinstance(asked, Field):
            continue
        value = answers[asked.name]
        if not value and not asked.optional:
            yield Problem(Refusal.MISSING, asked.name)
        elif unreadable(value):
            yield Problem(Refusal.UNREADABLE, asked.name)
        elif len(value) > asked.limit:
            yield Problem(Refusal.TOO_LONG, asked.name, limit=asked.limit)
        elif value and asked.form is not None:
            try:
                asked.form(value)
            except Problem as problem:
                yield Problem(problem.refusal, asked.name, **problem.facts)


def typed_anew(page: Page, problem: Problem) -> list[str]:
    """Return the names of the secret fields that are typed anew after a refusal; all other fields stay.

    Of secrets, only those that were found wrong, and what repeats them, where all that was refused is of
    fields of the page. After a wait or a fault of the store it may be hours before the page is answered,
    and by someone else: then no secret stays.
    """
    names = {one.name for one in page.fields}
    if any(each.is_wait or each.field not in names for each in problem.all):
        return [one.name for one in page.secrets]
    wrong = {each.field for each in problem.all if each.is_wrong_secret}
    return [one.name for one in page.secrets if one.name in wrong or one.repeats in wrong]


def stays_wrong(page: Page, problem: Problem) -> bool:
    """Return whether a secret was wrong, and all that was sent still stands on the page after that.

    Sent once more as it is, it would be wrong again, and cost another try. Where it began a wait, what was
    said is no longer true once that has ended.
    """
    begins_wait = any(each.facts.get("until") is not None for each in problem.all)
    is_wrong = any(each.is_wrong_secret for each in problem.all)
    return is_wrong and not begins_wait and not typed_anew(page, problem)
