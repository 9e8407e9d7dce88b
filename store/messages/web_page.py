"""The letter of an email as a page: one column, nothing that is fetched, colours of the reader’s own."""

from __future__ import annotations

from html import escape

_PAGE = (
    "<!DOCTYPE html>\n"
    '<html lang="{language}">\n'
    '<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
    "<title>{heading}</title>\n</head>\n"
    '<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 1em auto;'
    ' padding: 0 1em">\n'
    '<h1 style="font-size: 1.4em">{heading}</h1>\n'
    "{paragraphs}\n"
    "</body>\n</html>\n"
)
_PARAGRAPH = "<p>{text}</p>"
_TO_COPY = '<p style="font-family: monospace; font-size: 1.2em; font-weight: bold">{text}</p>'
"""A code, a token or a username: it stands alone, and is one word."""


def web_page(heading: str, body: str, language: str) -> str:
    """Return the paragraphs of `body`, which an empty line divides, as HTML."""
    paragraphs = [
        (_PARAGRAPH if " " in paragraph else _TO_COPY).format(text=escape(paragraph))
        for paragraph in body.strip().split("\n\n")
    ]
    return _PAGE.format(language=escape(language), heading=escape(heading), paragraphs="\n".join(paragraphs))
