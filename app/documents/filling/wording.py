"""Which words of a catalog name a paper prints, where the name serves several: «quận/huyện», «vợ/chồng».

The rule stands in docs/mau-bieu.md: the unit decides on a post, the sex of the person on husband or
wife; what nothing decides is printed as the catalog has it.
"""

import re
from collections.abc import Mapping
from typing import Any

#: Alternatives in the names of posts -> a word of the unit's name that decides, and what is printed then.
_BY_UNIT: Mapping[str, Mapping[str, str]] = {
    "quận/huyện": {"quận": "quận", "huyện": "huyện"},
    "Quận ủy/Huyện ủy": {"quận": "Quận ủy", "huyện": "Huyện ủy"},
    "Quận đoàn/Huyện đoàn": {"quận": "Quận đoàn", "huyện": "Huyện đoàn"},
    "khoa/phòng": {"khoa": "khoa", "phòng": "phòng"},
    "Trưởng ban thuộc sở, Chi cục trưởng loại lớn": {"ban": "Trưởng ban", "chi cục": "Chi cục trưởng"},
}
_EQUALS = " và tương đương"
_LEVEL = re.compile(r" thuộc (sở|chi cục|UBND (cấp xã|quận|huyện|quận/huyện))$")
_SPOUSE = {"male": "vợ", "female": "chồng"}
_AS_SPOUSE = {"male": "Chồng", "female": "Vợ"}


def post_name(position: Any, *places: Any) -> str:
    """A post as the names of its unit make it, the nearest first: «Phó Chủ tịch Ủy ban nhân dân huyện»."""
    name = str(position or "")
    for alternatives, choices in _BY_UNIT.items():
        if alternatives in name:
            name = name.replace(alternatives, _decided(choices, places, alternatives))
    return name.replace(_EQUALS, "")


def post_of_unit(position: Any, *places: Any) -> str:
    """A post whose unit is printed behind it: the level of the unit is not said before."""
    name = post_name(position, *places)
    return _LEVEL.sub("", name) if any(places) else name


def of_spouse(name: Any, sex: str) -> str:
    """A name seen by a person of this sex: a man's «Cha vợ/chồng» is «Cha vợ»; she is the «Vợ liệt sĩ»."""
    text = str(name or "")
    if sex not in _SPOUSE:
        return text
    return text.replace("Vợ/chồng", _AS_SPOUSE[sex]).replace("vợ/chồng", _SPOUSE[sex])


def _decided(choices: Mapping[str, str], places: tuple[Any, ...], undecided: str) -> str:
    for place in places:
        text = str(place or "").replace(undecided, "")
        found = [said for word, said in choices.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
        if len(found) == 1:
            return found[0]
    return undecided
