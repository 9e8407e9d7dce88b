"""The rules of a password and its strength, judged while the person types."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from i18n import Language, _
from tui.live_checks import STRENGTHS, Check, Judgement
from tui.screens.columns import Columns
from tui.screens.look import Symbols

_MET, _NOT_MET = _("met"), _("not met")
_STRENGTH = _("Strength")
_CELLS_PER_LEVEL = 2
_LEVEL_STYLES = ("$error", "$error", "$warning", "$success", "$success")


class Checklist(Columns):
    """One line for each rule, met or not, and the strength; as high whatever the verdict."""

    def __init__(self, judgement: Judgement, language: Language, symbols: Symbols) -> None:
        self._language, self._symbols = language, symbols
        super().__init__(self._judged(judgement), gap=1, widget_id="checks")

    def show_judgement(self, judgement: Judgement) -> None:
        """Show what is said of the fields now."""
        self.show_rows(self._judged(judgement))

    def _judged(self, judgement: Judgement) -> Sequence[Sequence[Content]]:
        return [*map(self._check_row, judgement.checks), self._strength_row(judgement)]

    def _check_row(self, check: Check) -> list[Content]:
        say = self._language.say
        # Both words at one width: the rules beside them then never wrap otherwise than before.
        width = max(len(say(_MET)), len(say(_NOT_MET)))
        symbol, word, style = (
            (self._symbols.met, say(_MET), "$success")
            if check.met
            else (self._symbols.unmet, say(_NOT_MET), "$quiet")
        )
        return [
            Content.styled(symbol, style),
            Content.styled(say(check.rule), "" if check.met else "$quiet"),
            # Set off from the rule, which may fill its column.
            Content.styled(word, style).pad_right(width - len(word)).pad_left(1),
        ]

    def _strength_row(self, judgement: Judgement) -> list[Content]:
        say = self._language.say
        longest = max(len(say(strength)) for strength in STRENGTHS)
        if judgement.strength is None:
            # As wide as with a strength, so that nothing moves when the first character is typed.
            bar_cells = len(say(_STRENGTH)) + 1 + _CELLS_PER_LEVEL * len(STRENGTHS)
            return [Content(""), Content(" " * bar_cells), Content(" " * (1 + longest))]
        level = STRENGTHS.index(judgement.strength)
        full = self._symbols.full * _CELLS_PER_LEVEL * (level + 1)
        empty = self._symbols.empty * _CELLS_PER_LEVEL * (len(STRENGTHS) - level - 1)
        style = _LEVEL_STYLES[level]
        bar = Content.assemble(say(_STRENGTH), " ", (full, style), (empty, "$rule"))
        word = Content.styled(say(judgement.strength), f"bold {style}")
        return [Content(""), bar, word.pad_right(longest - word.cell_length).pad_left(1)]
