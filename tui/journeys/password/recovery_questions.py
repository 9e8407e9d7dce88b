"""Choosing the recovery questions (PRODUCT §7)."""

from __future__ import annotations

from i18n import Message, _
from store import Problem, Refusal, Secret
from store.accounts.store import Store
from store.problems import refuse_all
from store.rules.questions import CHOSEN, QUESTIONS, SHORTEST, read_answer
from tui.pages import BACK, CANCEL, Action, Answers, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_WORDS = (
    _("What was the name of your first pet?"),
    _("In which town did your parents meet?"),
    _("What was the first dish you learned to cook?"),
    _("Who did you play with most as a child?"),
    _("What was the name of your first school?"),
    _("On which street did you live when you were ten?"),
    _("What did you want to become as a child?"),
    _("Which teacher do you remember best?"),
    _("What was your first concert?"),
    _("What was your first job?"),
    _("Where did your first plane take you?"),
    _("What make was your first car?"),
    _("What was the name of your favourite toy?"),
    _("Which book did you love most as a child?"),
    _("Where did you spend your best holiday?"),
    _("What was your nickname as a child?"),
)
_OPEN_NOTHING = _(
    "To reset a forgotten password, you will need the emailed token and the answer to one of your questions."
    " The answers alone open nothing."
)

SAVED = Paragraph(
    _("Your recovery questions are saved. When you reset a forgotten password, you are asked one of them."),
    "success",
)
_EACH_ANSWER = _(
    "Each answer has at least {count} letters or digits, and is different from the others.", count=SHORTEST
)


def question_words(number: int) -> Message:
    """Return the words of a recovery question."""
    return _WORDS[number]


async def recovery_questions(visit: Visit) -> None:
    """Three questions, their answers, and the password; they take the place of those before."""
    session = visit.signed_in
    before = await visit.look(lambda store: store.recovery_questions.chosen(session))
    answers = await _answer(visit, bool(before))
    await visit.perform(
        confirm_page(),
        lambda store, typed: store.recovery_questions.set(session, answers, typed.secret("password")),
    )
    visit.say(SAVED)


async def _answer(visit: Visit, replaces: bool) -> tuple[tuple[int, Secret], ...]:
    """Ask for three questions, one after the other, then for their answers; back is one question back."""
    chosen: list[int] = []
    came_from = ""
    while True:
        try:
            if len(chosen) < CHOSEN:
                chosen.append(await _choose(visit, chosen, came_from))
            else:
                return await _answers_to(visit, tuple(chosen), replaces)
        except WentBack:
            if not chosen:
                raise
            came_from = _choice(chosen.pop()).name


async def _choose(visit: Visit, chosen: list[int], came_from: str) -> int:
    choices = {_choice(number).name: number for number in QUESTIONS if number not in chosen}
    return choices[(await visit.ask(choice_page(chosen, came_from))).action]


async def _answers_to(
    visit: Visit, chosen: tuple[int, ...], replaces: bool
) -> tuple[tuple[int, Secret], ...]:
    def check(store: Store, typed: Answers) -> tuple[tuple[int, Secret], ...]:
        answers = tuple((number, typed.secret(f"answer_{place}")) for place, number in enumerate(chosen, 1))
        store.recovery_questions.check(answers)
        return answers

    def check_alike(store: Store, typed: Answers) -> None:
        try:
            check(store, typed)
        except Problem as problem:
            # What is wrong with one answer alone its field says.
            refuse_all(each for each in problem.all if each.refusal is Refusal.ANSWERS_ALIKE)

    return await visit.perform(answers_page(chosen, replaces), check, besides=check_alike)


def _answer_form(typed: str) -> None:
    read_answer(Secret(typed))


def _choice(number: int) -> Action:
    return Action(f"question-{number}", question_words(number))


def choice_page(chosen: list[int], came_from: str = "") -> Page:
    return Page(
        "recovery-question-choice",
        _("Choose question {place} of {count}", place=len(chosen) + 1, count=CHOSEN),
        menu=(*(_choice(number) for number in QUESTIONS if number not in chosen), BACK),
        help=(
            _OPEN_NOTHING,
            _("Choose three whose answers you will still know in years, and that others cannot find out."),
        ),
        came_from=came_from,
    )


def answers_page(chosen: tuple[int, ...], replaces: bool) -> Page:
    if replaces:
        # Who has questions knows what they are for; both would leave no room for the buttons.
        said = Paragraph(_("These questions take the place of those you chose before."), "warning")
    else:
        said = Paragraph(_OPEN_NOTHING)
    return Page(
        "recovery-answers",
        _("Answer your questions"),
        (said, Paragraph(_EACH_ANSWER)),
        tuple(
            Field(f"answer_{place}", question_words(number), limit=100, secret=True, form=_answer_form)
            for place, number in enumerate(chosen, 1)
        ),
        (submit(_("Continue")), BACK),
        help=(
            _OPEN_NOTHING,
            _EACH_ANSWER,
            _("Capitals, accents, spaces and other signs do not matter: “l’Île verte” is “lile verte”."),
            _("Nobody can read your answers, not even the administrator. If you forget them, choose others."),
        ),
    )


def confirm_page() -> Page:
    return Page(
        "recovery-confirm",
        _("Save your recovery questions"),
        (Paragraph(_("Enter your password to save the questions and their answers.")),),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Save")), CANCEL),
        help=(_("Nothing is saved before you enter it. Then these questions take the place of any before."),),
    )
