"""HTML that people typed, made safe."""

import nh3

TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a"}


def clean_html(text: str) -> str:
    """Only a few plain tags, links to web pages and mail; whatever else is dropped with its attributes."""
    return nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
