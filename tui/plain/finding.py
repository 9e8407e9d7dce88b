"""What a search found, to be chosen by its number."""

from __future__ import annotations

from collections.abc import Sequence

from i18n import _
from tui.pages import Action, FoundRow, Text
from tui.plain.prompts import Prompts
from tui.reading import found_rows
from tui.searching import Seeker

_NEXT, _PREVIOUS, _ANEW = _("Next page"), _("Previous page"), _("Search again")


async def choose_found(prompts: Prompts, seeker: Seeker, actions: Sequence[Action]) -> Action | None:
    """Have a row chosen, on whichever page of them, or one of the `actions`; None for another query."""
    while seeker.rows:
        prompts.say(seeker.status())
        choices: list[tuple[Text, FoundRow | Action | int | None]] = [
            *zip(found_rows(seeker), seeker.rows, strict=True),
            *([(_NEXT, 1)] if seeker.follows else []),
            *([(_PREVIOUS, -1)] if seeker.precedes else []),
            (_ANEW, None),
            *((action.label, action) for action in actions),
        ]
        names = [row.cells[0] for row in seeker.rows]
        place = await prompts.choose([words for words, _choice in choices], 0, also=names)
        match choices[place][1]:
            case FoundRow(key):
                seeker.chosen = key
                return seeker.search.choosing
            case int(step):
                prompts.say_busy()
                seeker.turn(step)
                await seeker.find()
            case chosen:
                return chosen
    if seeker.problem is not None:
        prompts.tell(seeker.problem)
    else:
        prompts.say(seeker.status())
    return None
