"""Questions about rights: who has this one, and how two roles or two accounts differ (requirements A6)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import request
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select

from app.access.grants import read_permissions
from app.access.lists import MOST_HOLDERS, account_named, holders, rights_by_place
from app.access.matrix import COLUMNS, offered, rows
from app.access.models import Role
from app.access.reaches import GRANT_KEY, Pair
from app.access.role_rows import find_role
from app.core import things
from app.core.actor import require_actor
from app.core.errors import NotFound
from app.core.rights import Right
from app.core.services import service_of
from app.core.words import say
from app.web.lookup import reference_title
from app.web.requests import reference_value, row_id
from app.web.with_session import WithSession

#: (name of the row, right, left, right side): one line of a comparison.
Difference = tuple[str, str, str, str]


class AccessQuestionView(WithSession, BaseView):
    """Ai có quyền này; so sánh quyền."""

    route_base = "/rights"
    class_permission_name = GRANT_KEY
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(("holders", "compare"), str(Right.VIEW))
    default_view = "holders"

    # Who has this right -----------------------------------------------------------------------

    @expose("/holders")
    @has_access
    def holders(self) -> Any:
        """The accounts that hold a right over a kind of thing, at a unit or over a person if one is named."""
        args = request.args
        pair = args.get("right", ""), args.get("thing", "")
        unit = reference_value(args.get("unit", ""))
        unit_id = unit if isinstance(unit, int) else None
        person = self._person(args.get("person", ""))
        is_known = pair in offered()
        found: Any = []
        if is_known:
            found = holders(self.session, require_actor(), pair, unit_id=unit_id, person=person)
        return self.render_template(
            "hoso/holders.html",
            title=say("Ai có quyền này"),
            rows=list(rows()),
            columns=COLUMNS,
            pair=pair,
            unit_id=unit_id,
            unit_title=reference_title(self.session, "unit", unit_id) if unit_id else "",
            person=person,
            is_asked=is_known,
            is_unknown=bool(pair[0] and pair[1]) and not is_known,
            found=found[:MOST_HOLDERS],
            is_cut=len(found) > MOST_HOLDERS,
        )

    def _person(self, text: str) -> Any:
        """The record the question is about, in scope; NotFound otherwise."""
        if not text:
            return None
        if not require_actor().has(Right.VIEW, "person"):
            raise NotFound()
        return service_of(things.get("person")).get(self.session, row_id(text))

    # Comparing --------------------------------------------------------------------------------

    @expose("/compare")
    @has_access
    def compare(self) -> Any:
        """What one role, or one account, may do and the other not."""
        args = request.args
        is_roles = args.get("of", "roles") != "accounts"
        sides = [args.get("left", "").strip(), args.get("right", "").strip()]
        is_asked = all(sides)
        named: list[str] = []
        found: list[Difference] = []
        missing: list[str] = []
        if is_asked:
            told = [self._role(side) if is_roles else self._account(side) for side in sides]
            missing = [side for side, one in zip(sides, told, strict=True) if one is None]
            if not missing:
                named = [one[0] for one in told if one]
                found = differences(*(one[1] for one in told if one))
        return self.render_template(
            "hoso/compare.html",
            title=say("So sánh quyền"),
            is_roles=is_roles,
            sides=sides,
            roles=self.session.scalars(select(Role).order_by(Role.name)).all(),
            is_asked=is_asked and not missing,
            missing=missing,
            named=named,
            found=found,
        )

    def _role(self, side: str) -> tuple[str, dict[Pair, frozenset[str]]]:
        role = find_role(self.session, row_id(side))
        return role.name, dict.fromkeys(read_permissions(self.session, role.id), frozenset({say("có")}))

    def _account(self, side: str) -> tuple[str, dict[Pair, frozenset[str]]] | None:
        account = account_named(self.session, require_actor(), side[:100])
        return (account.username, rights_by_place(self.session, account.id)) if account else None


def differences(
    left: Mapping[Pair, frozenset[str]], right: Mapping[Pair, frozenset[str]]
) -> list[Difference]:
    """The rights that the two sides hold differently; catalogs that differ alike in one line."""
    found: list[Difference] = []
    every = list(rows())
    catalogs = [row for row in every if row.is_catalog]
    for one in COLUMNS:
        pairs = [((one.value, row.key)) for row in catalogs if one in row.rights]
        sides = {(left.get(pair, frozenset()), right.get(pair, frozenset())) for pair in pairs}
        if len(sides) == 1:
            found += _line(say("Mọi danh mục"), one, *sides.pop())
        else:
            for row in catalogs:
                found += _difference(row.label, one, (one.value, row.key), left, right)
    plain = [row for row in every if not row.is_catalog]
    rest = [
        line
        for row in plain
        for one in COLUMNS
        for line in _difference(row.label, one, (one.value, row.key), left, right)
    ]
    return rest + found


def _difference(
    label: str,
    one: Right,
    pair: Pair,
    left: Mapping[Pair, frozenset[str]],
    right: Mapping[Pair, frozenset[str]],
) -> list[Difference]:
    return _line(say(label), one, left.get(pair, frozenset()), right.get(pair, frozenset()))


def _line(label: str, one: Right, left: frozenset[str], right: frozenset[str]) -> list[Difference]:
    if left == right:
        return []
    return [(label, say(one.label), "; ".join(sorted(left)), "; ".join(sorted(right)))]
