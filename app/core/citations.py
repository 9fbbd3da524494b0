"""Citations of law, checked: a declaration cannot name an article that does not exist."""

import re

from app.core.errors import DeclarationError

#: Quy chế kèm Quyết định 3473/QĐ-UBND ngày 20/11/2015: article -> clause -> its points.
ARTICLES: dict[int, dict[int, str]] = {
    1: {},
    2: dict.fromkeys(range(1, 6), ""),
    3: dict.fromkeys(range(1, 4), ""),
    4: {1: "abcd", 2: "ab"},
    5: dict.fromkeys(range(1, 3), ""),
    6: dict.fromkeys(range(1, 8), ""),
    7: dict.fromkeys(range(1, 4), ""),
    8: dict.fromkeys(range(1, 5), ""),
    9: dict.fromkeys(range(1, 14), ""),
    10: {1: "abcdđeg", 2: "", 3: "", 4: ""},
    11: {1: "abc", 2: "abc", 3: ""},
    12: dict.fromkeys(range(1, 4), ""),
    13: dict.fromkeys(range(1, 5), ""),
    14: dict.fromkeys(range(1, 3), ""),
    15: dict.fromkeys(range(1, 3), ""),
    16: dict.fromkeys(range(1, 6), ""),
    17: dict.fromkeys(range(1, 7), ""),
    18: dict.fromkeys(range(1, 3), ""),
    19: dict.fromkeys(range(1, 4), ""),
    20: {1: "", 2: "", 3: "abc", 4: "abcdđegh", 5: "", 6: ""},
    21: {},
    22: dict.fromkeys(range(1, 6), ""),
}

#: Form 2C-BNV/2008 (QĐ 02/2008/QĐ-BNV): item -> number of its sub-items.
FORM_2C_ITEMS: dict[int, int] = {**dict.fromkeys(range(1, 33), 0), 15: 6}

#: Other acts that declarations may rest on.
ACTS = frozenset(
    {
        "NĐ 204/2004/NĐ-CP",
        "NĐ 137/2015/NĐ-CP",
        "NĐ 05/1999/NĐ-CP",
        "QĐ 02/2008/QĐ-BNV",
        "QĐ 06/2007/QĐ-BNV",
        "TT 12/2012/TT-BNV",
        "TT 11/2012/TT-BNV",
        "Nghị quyết 202/2025/QH15",
        "Bộ luật Lao động 2019 Điều 112",
        "OWASP ASVS 5.0",
        "TCVN 11930:2017",
    }
)

_ARTICLE = re.compile(r"Điều (\d+)(?:\.(\d+)(?:\.([a-zđ]))?)?")
_ITEM = re.compile(r"2C mục (\d+)(?:\.(\d+))?")


def check_citation(citation: str) -> None:
    """Raise DeclarationError unless every part of `citation` (joined by "; ") is known law."""
    for part in citation.split("; "):
        if not (part in ACTS or _is_article(part) or _is_item(part)):
            raise DeclarationError(f"unknown citation {part!r}")


def _is_article(text: str) -> bool:
    found = _ARTICLE.fullmatch(text)
    if not found:
        return False
    article, clause, point = found.groups()
    clauses = ARTICLES.get(int(article))
    if clauses is None or (clause and int(clause) not in clauses):
        return False
    return not point or point in clauses[int(clause)]


def _is_item(text: str) -> bool:
    found = _ITEM.fullmatch(text)
    if not found:
        return False
    item, part = int(found[1]), int(found[2] or 0)
    return item in FORM_2C_ITEMS and part <= FORM_2C_ITEMS[item]
