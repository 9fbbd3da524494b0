"""2C-BNV/2008, Mẫu số 2 TT 12/2012/TT-BNV and 3a-BNV/2007 from a record (items 1-26)."""

from typing import Any

from app.core import clock
from app.core.pinned import pinned
from app.core.words import say
from app.documents.filling.lines import (
    assessment,
    families,
    foreign_organisations,
    foreign_relatives,
    life_story,
    pays,
    trainings,
    works,
)
from app.documents.filling.records import Filed
from app.documents.filling.texts import bare_level, day, joined, over_scale, unbroken, unless_said, value_of
from app.documents.filling.wording import of_spouse, post_name, post_of_unit
from app.documents.forms.values import Resume
from app.personnel.models import Person
from app.personnel.summary import holds

#: Kinds of entries the résumés are made of.
RESUME_KINDS = (
    "training", "work_history", "post", "party_step", "membership", "award", "salary_history", "assessment",
    "life_history", "foreign_relation", "family_member", "identity_paper",
)  # fmt: skip
#: Fields that are printed as they stand, by the one name they have in the record and in the templates.
_SAME = [
    name for name, one in Resume.__dataclass_fields__.items() if one.type is str and name in Person.__fields__
]
#: Học vị and học hàm (mẫu 3a), by their codes in the catalogs.
_DEGREES = frozenset(pinned("education_level", "TSKH", "TS", "THS"))
_PROFESSORS = dict(zip(pinned("honorary_title", "DH14", "DH15"), ("Giáo sư", "Phó Giáo sư"), strict=True))
#: Being a member is no post (item 12), by the codes of the catalogs.
_MEMBERS = frozenset(
    (*pinned("party_position", "CVD30"), *pinned("union_position", "CVT33", "CVT34", "CVT35"))
)
_OWN_PAPERS = ("citizen_card", "old_card")


def resume_of(filed: Filed) -> Resume:
    """Everything the three résumés print; what is withheld stays blank."""
    values = {**head_of(filed), **_plain(filed), **_composed(filed), **_tables(filed)}
    return Resume(**_without_withheld(filed, values))


def head_of(filed: Filed) -> dict[str, Any]:
    """Who it is about: head and foot of every paper. The day of signing is left to whoever signs."""
    person = filed.person
    return {
        "managing_body": filed.place.above,
        "employing_unit": filed.place.unit,
        "staff_number": unbroken(person.staff_number or ""),
        "full_name": person.full_name,
        "birth_on": person.birth_on,
        "sex": value_of(person, "sex"),
        "position": positions(filed),
    }


def _plain(filed: Filed) -> dict[str, Any]:
    return {name: value_of(filed.person, name) for name in _SAME if name != "position"}


def _without_withheld(filed: Filed, values: dict[str, Any]) -> dict[str, Any]:
    groups = {name: Person.__fields__[name].sensitive for name in _SAME}
    return {name: value for name, value in values.items() if not filed.hides(groups.get(name, ""))}


def _composed(filed: Filed) -> dict[str, Any]:
    """Items that put several values together."""
    person = filed.person
    return {
        "main_work": joined(person.main_work or person.profession),
        "grade_code": person.grade.code if person.grade else "",
        "pay_step": joined(person.pay_step, over_scale(person, "VK {percent}%")),
        "education_level": joined(person.education_level, person.training_major),
        "foreign_language": bare_level(person.foreign_language),
        "informatics": bare_level(person.informatics),
        "academic_title": _academic_title(filed),
        "invalid_class": _invalid_class(person),
        "policy_beneficiary": of_spouse(person.policy_beneficiary, person.sex),
        "union_joined": _union_joined(filed),
        "highest_award": joined(person.highest_award, person.highest_award_year),
        "highest_discipline": joined(person.highest_discipline, person.highest_discipline_year),
        **_identity(filed),
    }


def _tables(filed: Filed) -> dict[str, Any]:
    """Items 27-32."""
    return {
        "trainings": trainings(filed.rows("training")),
        "works": works(filed.rows("work_history")),
        "history_self": life_story(filed.rows("life_history")),
        "history_foreign": foreign_organisations(filed.rows("foreign_relation")),
        "history_relatives": foreign_relatives(filed.rows("foreign_relation")),
        "own_family": families(filed.rows("family_member"), "own", filed.person.sex),
        "spouse_family": families(filed.rows("family_member"), "spouse", filed.person.sex),
        "pays": pays(filed.rows("salary_history")),
        "assessment": assessment(filed.rows("assessment")),
    }


# Item 12 --------------------------------------------------------------------------------------------


def positions(filed: Filed) -> str:
    """Posts held today: of government, concurrent ones, of the Party, of unions (item 12).

    A record without such entries keeps what was typed in its general part.
    """
    person, place = filed.person, filed.place
    said = (
        _posts(filed) or [post_name(person.position, place.unit, place.above)],
        _party_posts(filed) or [_post(person.party_position, place.unit, place.above)],
        _union_posts(filed) or [_post(person.union_position, place.unit, place.above)],
    )
    return joined(*(one for part in said for one in part), by="; ")


def _post(found: Any, *places: Any) -> str:
    """A post of the Party or a union; nothing for a mere member."""
    return "" if found is None or found.code in _MEMBERS else post_name(found, *places)


def _held(filed: Filed, kind: str) -> list[Any]:
    today = clock.today()
    return [row for row in filed.rows(kind) if holds(row, today)]


def _posts(filed: Filed) -> list[str]:
    rows, place = _held(filed, "post"), filed.place
    main = [_post_in(row, place.unit, place.above) for row in rows if row.post_kind == "main"]
    beside = [say("kiêm nhiệm {post}", post=_post_in(row)) for row in rows if row.post_kind == "concurrent"]
    return main + beside


def _post_in(row: Any, *above: str) -> str:
    if not row.unit_name:
        return post_name(row.position, *above)
    return joined(post_of_unit(row.position, row.unit_name, *above), row.unit_name)


def _party_posts(filed: Filed) -> list[str]:
    steps = [row for row in _held(filed, "party_step") if row.party_step == "position"]
    named = [(_post(row.party_position, row.cell, filed.place.unit, filed.place.above), row) for row in steps]
    return [joined(post, row.cell) for post, row in named if post]


def _union_posts(filed: Filed) -> list[str]:
    rows = _held(filed, "membership")
    named = [(_post(row.union_position, filed.place.unit, filed.place.above), row) for row in rows]
    return [joined(post, row.political_organisation) for post, row in named if post]


# Other items ----------------------------------------------------------------------------------------


def _union_joined(filed: Filed) -> str:
    """Item 17: when which organisation was joined, and what was done there."""
    person, rows = filed.person, filed.rows("membership")
    if not rows:
        return joined(person.union_joined_on, person.union_work)
    return joined(
        *(
            joined(
                row.from_on, row.political_organisation, unless_said(row.union_position, row.work), row.work
            )
            for row in rows
        ),
        by="; ",
    )


def _academic_title(filed: Filed) -> str:
    titles = [row.honorary_title for row in filed.rows("award") if row.honorary_title]
    titles += [filed.person.honorary_title] if filed.person.honorary_title else []
    level = filed.person.education_level
    return joined(
        *(_PROFESSORS[one.code] for one in titles if one.code in _PROFESSORS),
        level if level and level.code in _DEGREES else "",
    )


def _invalid_class(person: Person) -> str:
    """Item 24: the form says «hạng», so 2/4 is enough."""
    found = person.invalid_class
    return "" if found is None else found.code if "/" in found.code else str(found)


def _identity(filed: Filed) -> dict[str, str]:
    """Item 25: the number on the record, or the newest card among its papers."""
    person = filed.person
    if person.identity_number:
        return {}
    cards = [row for row in filed.rows("identity_paper") if row.paper_kind in _OWN_PAPERS]
    if not cards:
        return {}
    card = max(cards, key=lambda row: (row.issued_on.isoformat() if row.issued_on else "", row.id))
    return {"identity_number": card.paper_number, "identity_issued_on": day(card.issued_on)}
