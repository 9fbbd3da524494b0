"""Names, places and addresses of people who do not exist (seed/demo/names.json)."""

import datetime
import functools
import json
import random
from pathlib import Path
from typing import Any, NamedTuple

from app.personnel.demo_draw import Weighted, below, equal
from app.personnel.demo_pay import Catalogs

NAMES = Path(__file__).resolve().parents[2] / "seed" / "demo" / "names.json"
KHMER, HOA = "05", "04"
_HERE, _HERE_SHARE = "92", 0.72
_COHORTS = ((1990, "1990"), (1975, "1975"), (0, "1955"))
_THI_KEPT = 0.35
"""Of women born since 1990 about a third as many bear the middle name Thị."""


class Place(NamedTuple):
    """Where somebody was born: written out, and the digits of the province in an identity number."""

    text: str
    prefix: str


@functools.cache
def _names() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(NAMES.read_text(encoding="utf-8"))
    return loaded


class People:
    """Draws of names, ethnic groups and religions."""

    def __init__(self) -> None:
        names = _names()
        self.ethnic_groups: Weighted[str] = Weighted(names["ethnic_groups"])
        self._religions = {"": Weighted(names["religions"]), KHMER: Weighted(names["religions_khmer"])}
        surnames = names["surnames"]
        self._surnames = {KHMER: Weighted(surnames["khmer"]), HOA: Weighted(surnames["hoa"])}
        self._common: Weighted[str] = Weighted([*surnames["southern"], *surnames["northern"]])
        self._given = {(sex, born): Weighted(pairs) for sex, by_year in names["given"].items()
                       for born, pairs in by_year.items()}  # fmt: skip
        self._khmer_given = {sex: Weighted(pairs) for sex, pairs in names["khmer_given"].items()}
        self._middle = {(sex, born): Weighted(_middle(pairs, sex, born)) for sex,
        pairs in names["middle"].items()
                        for _, born in _COHORTS}  # fmt: skip

    def religion(self, rng: random.Random, ethnic_group: str) -> str:
        pool: Weighted[str] = self._religions.get(ethnic_group, self._religions[""])
        return pool.draw(rng)

    def full_name(self, rng: random.Random, sex: str, year: int, ethnic_group: str, surname: str = "") -> str:
        """A surname (drawn, unless the family's is given), middle and given name of the time and the people.

        Half of the Khmer bear Khmer names.
        """
        surname = surname or self._surnames.get(ethnic_group, self._common).draw(rng)
        if ethnic_group == KHMER and rng.random() < 0.5:
            return f"{surname} {self._khmer_given[sex].draw(rng)}"
        born = next(name for first, name in _COHORTS if year >= first)
        given = self._given[sex, born].draw(rng)
        middle = self._middle[sex, born].draw(rng)
        if not middle or given in middle.split() or middle in surname.split():
            middle = "Thị" if sex == "female" else "Văn"
        return f"{surname} {middle} {given}"


def _middle(pairs: list[tuple[str, float]], sex: str, born: str) -> list[tuple[str, float]]:
    fewer = sex == "female" and born == "1990"
    return [
        (name, weight * _THI_KEPT if fewer and name.startswith("Thị") else weight) for name, weight in pairs
    ]


class Places:
    """Draws of birth places, with the names of their time, and of addresses as of one day."""

    def __init__(self, catalogs: Catalogs, today: datetime.date) -> None:
        names = _names()
        self._births = Weighted(_births(catalogs))
        self._homes = equal(_homes(catalogs, today.isoformat()))
        self._streets, self._hamlets = equal(names["streets"]), equal(names["hamlets"])

    def birth_place(self, rng: random.Random) -> Place:
        return self._births.draw(rng)

    def address(self, rng: random.Random) -> str:
        """A house in a commune of the city as it is named on the day."""
        kind, commune = self._homes.draw(rng)
        number = 1 + below(rng, 480)
        if kind == "commune":
            return f"Số {number}, ấp {self._hamlets.draw(rng)}, {commune}"
        return f"Số {number}, đường {self._streets.draw(rng)}, {commune}"


def _births(catalogs: Catalogs) -> list[tuple[Place, float]]:
    """The communes of the city before 2025, and places of the delta and a few farther away."""
    provinces = {row["code"]: row for row in reversed(catalogs["province"])}
    here = provinces[_HERE]
    communes = [row for row in catalogs["commune"] if row["district"]]
    city = f"{lowered(here['name'])}"
    result = [
        (Place(f"{lowered(row['name'])}, {lowered(row['district'])}, {city}", here["identity_prefix"]),
         _HERE_SHARE / len(communes)) for row in communes
    ]  # fmt: skip
    elsewhere = _names()["elsewhere"]
    share = (1 - _HERE_SHARE) / sum(there["weight"] for there in elsewhere)
    for there in elsewhere:
        row, places = provinces[there["province"]], there["places"]
        weight = share * there["weight"] / len(places)
        result += [
            (Place(f"{text}, {lowered(row['name'])}", row["identity_prefix"]), weight) for text in places
        ]
    return result


def _homes(catalogs: Catalogs, today: str) -> list[tuple[str, str]]:
    found = [
        row for row in catalogs["commune"]
        if (row["district"] or row["former_province"] == "Cần Thơ")
        and (row["valid_from"] or "0") <= today <= (row["valid_to"] or "9")
    ]  # fmt: skip
    parts = [(row["kind"], [row["name"], row["district"], "Thành phố Cần Thơ"]) for row in found]
    return [(kind, ", ".join(lowered(name) for name in names if name)) for kind, names in parts]


def lowered(name: str) -> str:
    """As a name stands inside an address: ``phường An Cư``."""
    return name[:1].lower() + name[1:]
