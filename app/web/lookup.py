"""References in forms and filters: looked up as one types, never loaded whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import jsonify, request
from flask_appbuilder import BaseView, expose
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.core import things
from app.core.actor import require_actor
from app.core.database import db
from app.core.errors import NotFound, StepNotAllowed
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.scoping import policy_of
from app.core.things import Sort, Thing
from app.core.vietnamese import fold
from app.core.words import say
from app.organisation.in_force import in_force
from app.organisation.models import UnitRef
from app.personnel.headcount import search_units
from app.reports.listing import ListRequest, page_of
from app.web.requests import number

PAGE = 20
#: How many people and units the search box of the frame offers.
FIRST = 8


class LookupView(BaseView):
    """Values of a catalog, or units, whose name or code contains what was typed."""

    route_base = "/lookup"
    class_permission_name = "lookup"
    default_view = "find"

    @expose("/everything", methods=["GET"])
    def everything(self) -> Any:
        """JSON for the search box of the frame: the first people and units that hold the words typed."""
        actor = require_actor()
        typed = request.args.get("q", "")
        people = find_people(db.session, typed) if actor.has(Right.VIEW, "person") else []
        units = search_units(db.session, typed)[:FIRST] if actor.has(Right.VIEW, "unit") else []
        return jsonify(people=people, units=[{"id": unit["id"], "name": unit["name"]} for unit in units])

    @expose("/<key>", methods=["GET"])
    def find(self, key: str) -> Any:
        """JSON for the select control: results of one page, and whether there are more."""
        thing = _lookable(key)
        page = number(request.args, "page", 0, 1000)
        rows = db.session.execute(
            _query(thing, request.args.get("q", ""), request.args.get("for", ""))
            .limit(PAGE + 1)
            .offset(page * PAGE)
        ).all()
        results = [{"id": row.id, "text": row.name, "code": row.code} for row in rows[:PAGE]]
        return jsonify(results=results, pagination={"more": len(rows) > PAGE})


def _lookable(key: str) -> Thing:
    actor = require_actor()
    thing = things.find(key)
    if thing is None or not (thing.sort is Sort.CATALOG or key == "unit"):
        raise NotFound()
    if not actor.has(Right.VIEW, key):
        raise StepNotAllowed(say("Tài khoản không có quyền xem mục này."))
    return thing


def _query(thing: Thing, typed: str, purpose: str) -> Any:
    if thing.key == "unit" and purpose == "transfer":
        if not require_actor().has(Right.TRANSFER, "person"):
            raise StepNotAllowed(say("Tài khoản không có quyền điều chuyển."))
        model: Any = UnitRef
    else:
        model = thing.model
    query = select(model.id, model.name, model.code)
    words = fold(typed[:100]).split()[:6]
    for word in words:
        query = query.where(model.search_text.contains(word, autoescape=True))
    if len(words) > 1:  # the words as they were typed before the same words apart
        together = model.search_text.contains(" ".join(words), autoescape=True)
        query = query.order_by(case((together, 0), else_=1))
    if thing.key == "unit":
        return query.where(model.is_group.is_(False), in_force(model)).order_by(model.sort_key, model.id)
    return query.where(model.is_retired.is_(False)).order_by(model.sort_order, model.id)


def find_people(session: Session, typed: str) -> list[dict[str, Any]]:
    """The first people in scope whose name or staff number holds the words."""
    if not fold(typed[:200]):
        return []
    wanted = ListRequest(
        things.get("person"), search=typed, page_size=FIRST, columns=("full_name", "birth_on", "home_unit")
    )
    return [
        {"id": row.id, "name": row.full_name, "born": str(row.birth_on or ""), "unit": str(row.home_unit)}
        for row in page_of(session, wanted)
    ]


def reference_title(session: Session, key: str, row_id: int) -> str:
    """The name of a referenced row, if it may be seen; empty otherwise."""
    thing = things.get(key)
    model = thing.model if policy_of(thing.model) else thing.reference_model
    return session.scalars(select(model.name).where(model.id == row_id)).first() or ""


def chosen_titles(
    session: Session, fields: Iterable[Field], values: Mapping[str, Any], row: Any
) -> dict[str, str]:
    """Field name -> name of the chosen value; read from the row where it has it loaded."""
    titles = {}
    for field in fields:
        value = values.get(field.name)
        if field.kind is not Kind.REF or not isinstance(value, int):
            continue
        if row is not None and getattr(row, field.column_name) == value:
            titles[field.name] = str(getattr(row, field.name) or "")
        else:
            titles[field.name] = reference_title(session, field.target, value)
    return titles
