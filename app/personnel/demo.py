"""People for demonstrations and measurements, as realistic as invented people can be.

No person in here exists. The same arguments give the same people; no database is asked or written.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from app.personnel import demo_parts as parts
from app.personnel.demo_career import Careers, Legs
from app.personnel.demo_draw import Weighted, between, blurred, years_after
from app.personnel.demo_life import Life, Lives
from app.personnel.demo_names import People, Places
from app.personnel.demo_papers import LIMIT, Papers
from app.personnel.demo_pay import Catalogs, PayTables
from app.personnel.demo_posts import Post, posts
from app.personnel.demo_raises import Delay
from app.personnel.demo_units import DemoUnit, sizes
from app.personnel.histories import Case, Rows, entries_of_life
from app.personnel.histories.case import name_then
from app.personnel.histories.merit import delay_of, discipline_day

__all__ = ["DemoUnit", "people", "records"]

_STATES = Weighted((("verified", 93), ("waiting", 3), ("draft", 2.5), ("doubtful", 1.5)))
#: Positions paid by the class of the unit have no allowance in the catalog: by level, head and deputy.
_BY_CLASS = {
    ("CV075", "department"): Decimal("0.80"), ("CV076", "department"): Decimal("0.60"),
    ("CV075", "grassroots"): Decimal("0.50"), ("CV076", "grassroots"): Decimal("0.40"),
}  # fmt: skip
#: What drafts leave out, each with even chance.
_OFTEN_MISSING = (
    "phone", "email", "social_insurance_number", "current_address", "other_allowance", "foreign_language",
    "informatics", "political_theory", "height_cm", "weight_kg", "blood_group", "social_origin",
    "union_joined_on",
    "training_major", "former_occupation", "identity_issued_on", "identity_issued_by",
)  # fmt: skip


def people(
    count: int, *, seed: int, units: Sequence[DemoUnit], catalogs: Catalogs, today: datetime.date
) -> Iterator[dict[str, Any]]:
    """`count` people as of `today`, unit by unit and each unit's head first.

    Keys are the fields of Person, references as codes; what is not known is None or left out. With them
    `placed_on` (in the unit since) and `status_on` (the present employment status since). `catalogs` holds
    the rows of seed/catalogs by key: `commune`, `grade`, `pay_step`, `position`, `province`.
    ValueError over a million, where identity numbers would repeat.
    """
    cases = _cases(count, seed=seed, units=units, catalogs=catalogs, today=today)
    return (dict(case.person) for case in cases)


def records(
    count: int, *, seed: int, units: Sequence[DemoUnit], catalogs: Catalogs, today: datetime.date
) -> Iterator[tuple[dict[str, Any], Rows]]:
    """The same people, each with the entries of the record: kind -> rows, references as codes."""
    cases = _cases(count, seed=seed, units=units, catalogs=catalogs, today=today)
    return ((dict(case.person), entries_of_life(case)) for case in cases)


def _cases(
    count: int, *, seed: int, units: Sequence[DemoUnit], catalogs: Catalogs, today: datetime.date
) -> Iterator[Case]:
    if count > LIMIT:
        raise ValueError(f"at most {LIMIT} people, not {count}")
    rng = random.Random(seed)  # noqa: S311 - people of a demonstration, to be made again alike
    maker = _Maker(rng, units, catalogs, today)
    held = sizes(count, units)
    wanted = ((unit, held[unit.code]) for unit in units if not unit.is_group)
    every = (post for unit, size in wanted for post in posts(unit, size, rng))
    return (maker.case(place, post, f"{seed} {place}") for place, post in enumerate(every))


class _Maker:
    """What the people of one run have in common."""

    def __init__(
        self, rng: random.Random, units: Sequence[DemoUnit], catalogs: Catalogs, today: datetime.date
    ) -> None:
        self._rng, self._today = rng, today
        self._units = {unit.code: unit for unit in units}
        self._names, self._places = People(), Places(catalogs, today)
        self._lives, self._papers = Lives(rng, today), Papers(rng, today)
        self._careers = Careers(rng, PayTables(catalogs, today))
        self._allowances = {row["code"]: Decimal(row["position_allowance"]) for row in catalogs["position"]
                            if row["position_allowance"]}  # fmt: skip
        self._titles = {f"{key} {row['code']}": row["name"] for key in ("grade", "position")
                        for row in catalogs[key]}  # fmt: skip
        self._alike: dict[str, list[DemoUnit]] = {}
        for unit in units:
            self._alike.setdefault(unit.sort, []).append(unit)

    def case(self, place: int, post: Post, seed: str) -> Case:
        """The holder of one post; `place` is his place among all, `seed` that of his entries."""
        rng, own = self._rng, random.Random(seed)  # noqa: S311 - as above
        life = self._lives.live(post)
        person = {**self._born(place, life), **self._work(life), **parts.army(rng, life)}
        person |= parts.party(rng, life)
        legs = self._careers.legs(life)
        until = self._careers.paid_until(life, legs)
        person |= self._career(life, legs, person)
        person |= {**parts.organisations(rng, life), **parts.merit(rng, life), **parts.health(rng, life)}
        disciplined = discipline_day(own, person.get("highest_discipline_year"), life.recruited, life.until)
        lines = self._careers.pay_history(life, legs, until, _delays(person, disciplined))
        person |= self._careers.pay(life, lines)
        person |= parts.family(rng, life, person["ethnic_group"])
        person |= self._state(life, person)
        return Case(
            own, life, person, lines, self._body(post.unit), self._alike, self._titles, self._names,
            self._today, disciplined,
        )  # fmt: skip

    def _born(self, place: int, life: Life) -> dict[str, Any]:
        rng, papers, is_old = self._rng, self._papers, life.age > 45
        ethnic_group = self._names.ethnic_groups.draw(rng)
        name = self._names.full_name(rng, life.sex, life.birth.year, ethnic_group)
        birth_place = self._places.birth_place(rng)
        home = self._places.address(rng)
        identity = papers.identity(place, birth_place.prefix, life.sex, life.birth)
        return {
            "full_name": name, "sex": life.sex, "ethnic_group": ethnic_group,
            "birth_on": blurred(rng, life.birth, month=0.03 * is_old, year=0.06 * is_old),
            "religion": self._names.religion(rng, ethnic_group), "birth_place": birth_place.text,
            "home_town": birth_place.text if rng.random() < 0.75 else self._places.birth_place(rng).text,
            "permanent_address": home,
            "current_address": home if rng.random() < 0.85 else self._places.address(rng),
            "phone": papers.phone(place) if rng.random() < 0.9 else None,
            "email": papers.email(place, name) if rng.random() < 0.7 else None,
            "identity_number": identity.number, "identity_issued_on": identity.issued_on,
            "identity_issued_by": identity.issued_by,
            "social_insurance_number": papers.insurance_number(place),
        }  # fmt: skip

    def _work(self, life: Life) -> dict[str, Any]:
        post = life.post
        leads = post.role in ("head", "deputy")
        return {
            "personnel_kind": post.kind, "position": post.position, "home_unit": post.unit.code,
            "position_allowance": self._allowance(post),
            "main_work": "Lãnh đạo, quản lý chung" if leads else post.job.work,
            "profession": "CV01" if leads else post.job.profession,
            "strength": post.job.strength if self._rng.random() < 0.6 else None,
            "placed_on": life.placed, "employment_status": life.status, "status_on": life.status_on,
        }  # fmt: skip

    def _allowance(self, post: Post) -> Decimal | None:
        if post.position == "CV065" and post.unit.unit_type == "TRUONG_THPT":
            return Decimal("0.25")
        position = post.position or ""
        return self._allowances.get(position) or _BY_CLASS.get((position, post.unit.level))

    def _career(self, life: Life, legs: Legs, person: dict[str, Any]) -> dict[str, Any]:
        careers, body = self._careers, name_then(self._body(life.post.unit), life.recruited)
        return {
            **careers.training(life, legs, member="party_joined_on" in person),
            **careers.recruitment(life, body, served="enlisted_on" in person),
        }

    def _body(self, unit: DemoUnit) -> str:
        """The unit above, past the group nodes; the unit itself where there is none."""
        above = self._units.get(unit.parent_code)
        while above and above.is_group:
            above = self._units.get(above.parent_code)
        return above.name if above else unit.name

    def _state(self, life: Life, person: dict[str, Any]) -> dict[str, Any]:
        """Heads and people who left are verified; only verified records bear a staff number (Điều 11.2.b)."""
        rng = self._rng
        settled = life.post.role == "head" or life.until < self._today
        state = "verified" if settled else _STATES.draw(rng)
        missing = {name: None for name in _OFTEN_MISSING if state == "draft" and rng.random() < 0.5}
        if state != "verified":
            return {**missing, "record_state": state, "staff_number": None}
        day = between(rng, max(life.posted, years_after(life.until, -2)), life.until)
        moment = datetime.datetime(day.year, day.month, day.day, 3, tzinfo=datetime.UTC)
        return {
            "record_state": state, "staff_number": self._papers.staff_number(life.post.kind),
            "verified_at": moment, "verified_by": "Dữ liệu mẫu",
        }  # fmt: skip


def _delays(person: dict[str, Any], day: datetime.date | None) -> list[Delay]:
    return [Delay(day, delay_of(person["highest_discipline"], day))] if day else []
