"""Item 1 of 4a-BNV/2007: posts, units, grades, contracts, allowances that began or ended in a period."""

from collections.abc import Callable
from typing import Any

from app.core.words import say
from app.documents.filling.news import Same, ended, news
from app.documents.filling.records import Filed
from app.documents.filling.texts import (
    decision,
    joined,
    month,
    number,
    over_scale,
    titled,
    unless_said,
    value_of,
)
from app.documents.filling.wording import post_name, post_of_unit
from app.documents.forms.values import Change

Tell = Callable[[Any], str]
#: Entries that say where somebody went; a stage of work that begins with one of them says it again.
_MOVES = ("appointment", "post", "movement")


def career(filed: Filed) -> tuple[Change, ...]:
    """What happened, in the order of time; a post stands once although it was decided and begun."""
    begun = [(_day(row.from_on or row.decision_on), change(row, tell)) for row, tell in _begun(filed)]
    over = [
        (_day(row.to_on), Change(month=month(row.to_on), content=tell(row))) for row, tell in _over(filed)
    ]
    return tuple(told for _when, told in sorted([*begun, *over], key=lambda one: one[0]))


def change(row: Any, tell: Tell) -> Change:
    """A line of a table: when, what, by whose decision."""
    return Change(month=month(row.from_on or row.decision_on), content=tell(row), authority=decision(row))


def _day(value: Any) -> str:
    return str(value.isoformat()) if value else ""


def _begun(filed: Filed) -> list[tuple[Any, Tell]]:
    appointed = {(row.position_id, str(row.from_on)) for row in news(filed, "appointment")}
    moved = {month(row.from_on) for kind in _MOVES for row in news(filed, kind)}
    found = []
    for kind, tell in CAREER.items():
        for row in news(filed, kind):
            is_told = kind == "post" and (row.position_id, str(row.from_on)) in appointed
            if not is_told and not (kind == "work_history" and month(row.from_on) in moved):
                found.append((row, tell))
    return found


def _over(filed: Filed) -> list[tuple[Any, Tell]]:
    return [(row, tell) for kind, (tell, same) in _ENDS.items() for row in ended(filed, kind, same)]


def post(row: Any) -> str:
    """The post and the unit of an entry that has both."""
    if not row.unit_name:
        return post_name(row.position)
    return joined(post_of_unit(row.position, row.unit_name), row.unit_name)


def _movement(row: Any) -> str:
    way = say("từ {left}", left=row.from_unit_name) if row.from_unit_name else ""
    arrival = say("đến {unit}", unit=row.to_unit_name)
    new_post = post_of_unit(row.position, row.to_unit_name)
    return joined(joined(value_of(row, "movement_kind"), way, arrival, by=" "), new_post)


def _salary(row: Any) -> str:
    numbers = say("bậc {step}, hệ số {number}", step=row.pay_step, number=value_of(row, "coefficient"))
    return joined(f"{row.grade} ({row.grade.code})", numbers, over_scale(row), row.raise_form)


def _allowance(row: Any) -> str:
    """A rate that the name tells already stands once: «Phụ cấp công vụ 25%»."""
    share = f"{number(row.percent)}%" if row.percent else ""
    amount = say("{amount} đồng", amount=f"{row.amount:,}".replace(",", ".")) if row.amount else ""
    told = "" if share and str(row.allowance_type).endswith(f" {share}") else share
    return joined(row.allowance_type, value_of(row, "coefficient"), told, amount)


def _contract(row: Any) -> str:
    return titled(value_of(row, "contract_kind"), row.contract_number, row.unit_name)


def _work(row: Any) -> str:
    return joined(row.title, row.unit_name, unless_said(row.place, row.unit_name))


#: Kind -> what its beginning is called.
CAREER: dict[str, Tell] = {
    "appointment": lambda row: titled(value_of(row, "appointment_kind"), post(row)),
    "post": lambda row: titled(value_of(row, "post_kind"), post(row)),
    "movement": _movement,
    "work_history": _work,
    "contract": _contract,
    "leaving": lambda row: titled(value_of(row, "leaving_kind"), row.reason, row.residence),
    "salary_history": _salary,
    "allowance": _allowance,
}
#: Kind -> what its end is called, and when another entry goes on with it.
_ENDS: dict[str, tuple[Tell, Same]] = {
    "post": (lambda row: titled(say("Thôi giữ chức vụ"), post(row)), lambda row, other: False),
    "movement": (
        lambda row: titled(say("Hết thời gian"), joined(value_of(row, "movement_kind"), row.to_unit_name)),
        lambda row, other: False,
    ),
    "contract": (
        lambda row: titled(
            say("Kết thúc"), value_of(row, "contract_kind"), row.contract_number, row.unit_name
        ),
        lambda row, other: True,
    ),
    "allowance": (
        lambda row: titled(say("Thôi hưởng"), _allowance(row)),
        lambda row, other: row.allowance_type_id == other.allowance_type_id,
    ),
}
