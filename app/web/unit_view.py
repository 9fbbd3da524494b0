"""The screens of units: the tree, a unit's page, and changes as of a date."""

from typing import Any, ClassVar

from flask import flash, jsonify, redirect, request
from flask_appbuilder import expose, has_access
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.errors import RuleViolated
from app.core.rights import Right
from app.core.services import Saved
from app.core.values import parse_required_day
from app.core.words import say
from app.organisation.in_force import has_ended
from app.organisation.models import UnitVersion
from app.organisation.services import unit_service
from app.personnel.headcount import (
    children_with_counts,
    headcount_of,
    search_units,
    subtree_with_counts,
    tree_roots,
    units_above,
    units_below,
)
from app.personnel.held_by_units import records_held
from app.web.formatting import view_url
from app.web.lookup import reference_title
from app.web.org_chart import MOST_UNITS, draw, grow
from app.web.requests import reference_value, row_id
from app.web.thing_view import METHOD_RIGHTS, ThingView

#: What may be changed as of a date: name -> (label, field that is asked).
CHANGES = {
    "rename": "Đổi tên",
    "move": "Chuyển cấp trên",
    "retype": "Đổi loại hình",
    "end": "Kết thúc hoạt động",
}


class UnitView(ThingView):
    """Agencies, units, divisions."""

    filter_names: ClassVar[tuple[str, ...]] = ("parent", "unit_type", "level", "sector_block")
    method_permission_name: ClassVar[dict[str, str]] = {
        **{name: str(r) for name, r in METHOD_RIGHTS.items()},
        "add": str(Right.MANAGE),
        "change": str(Right.MANAGE),
        "tree": str(Right.VIEW),
        "children": str(Right.VIEW),
        "search": str(Right.VIEW),
        "chart": str(Right.VIEW),
    }
    exclude_route_methods: ClassVar[set[str]] = {"delete"}
    show_template = "hoso/unit_show.html"
    form_template = "hoso/unit_form.html"

    @expose("/tree")
    @has_access
    def tree(self) -> Any:
        """The roots of the scope; branches load when they are opened."""
        roots = tree_roots(self.session)
        return self.page("hoso/unit_tree.html", title=say("Cây đơn vị"), roots=roots)

    @expose("/children/<pk>")
    @has_access
    def children(self, pk: str) -> Any:
        """JSON: the units directly below one, with the people counted in each subtree."""
        unit = self.service.get(self.session, row_id(pk))
        return jsonify(result=children_with_counts(self.session, unit.id))

    @expose("/search")
    @has_access
    def search(self) -> Any:
        """JSON: units in scope whose name contains the words, with or without diacritics."""
        return jsonify(result=search_units(self.session, request.args.get("q", "")))

    @expose("/chart/<pk>")
    @has_access
    def chart(self, pk: str) -> Any:
        """The subtree of a unit as a drawn chart, to look at or to print."""
        unit = self.service.get(self.session, row_id(pk))
        units = subtree_with_counts(self.session, unit, MOST_UNITS + 1)
        root = grow(units[:MOST_UNITS])
        drawing = draw(root) if root else ""
        is_cut = len(units) > MOST_UNITS
        above = units_above(self.session, unit)
        return self.page(
            "hoso/unit_chart.html",
            above=above,
            title=say("Sơ đồ: {unit}", unit=unit),
            row=unit,
            drawing=drawing,
            is_cut=is_cut,
        )

    def more_to_show(self, row: Any) -> dict[str, Any]:
        versions = self.session.scalars(
            select(UnitVersion)
            .where(UnitVersion.unit_id == row.id)
            .options(joinedload(UnitVersion.parent), joinedload(UnitVersion.unit_type))
            .order_by(UnitVersion.valid_from.desc())
        ).all()
        return {
            "versions": versions,
            "children": children_with_counts(self.session, row.id),
            "headcount": headcount_of(self.session, row),
            "below": units_below(self.session, row),
            "above": units_above(self.session, row),
            "changes": {} if has_ended(row.valid_to) else CHANGES,
            "held": records_held(self.session, row.id),
            "ended": has_ended(row.valid_to),
            "roots": tree_roots(self.session),
            **self._move_asked(),
        }

    def _move_asked(self) -> dict[str, Any]:
        """The parent a unit was dropped on in the tree: filled in, still to be confirmed."""
        target = reference_value(request.args.get("move_to", ""))
        title = reference_title(self.session, "unit", target) if isinstance(target, int) else ""
        return {"move_to": target if title else "", "move_title": title}

    def create(self, values: dict[str, Any]) -> Saved:
        parent, kind = (
            self._chosen(name, sentence)
            for name, sentence in (
                ("_place_unit", say("Chọn đơn vị cấp trên.")),
                ("_place_status", say("Chọn loại hình.")),
            )
        )
        founded_on = parse_required_day(request.form.get("_place_on", ""), say("Ngày thành lập"))
        name = values.pop("name", "")
        return unit_service.create(
            self.session,
            values,
            name=name,
            parent_id=parent,
            type_id=kind,
            founded_on=founded_on,
            decision=self._decision(),
        )

    def more_in_form(self, row: Any) -> dict[str, Any]:
        form = request.form
        names = ("name", "_place_unit", "_place_status", "_place_on", "_decision_number", "_decision_on")
        titles = {}
        for name, key in (("_place_unit", "unit"), ("_place_status", "unit_type")):
            value = reference_value(form.get(name, ""))
            titles[name] = reference_title(self.session, key, value) if isinstance(value, int) else ""
        return {"place": {name: form.get(name, "") for name in names}, "place_titles": titles}

    @expose("/change/<string:what>/<pk>", methods=["POST"])
    @has_access
    def change(self, what: str, pk: str) -> Any:
        """Rename, move, retype or end a unit as of a date."""
        unit_id = row_id(pk)
        try:
            self._change(what, unit_id)
        except RuleViolated as error:
            flash(error.message, "danger")
            row = self.row_to_show(unit_id)
            more = {**self.history_to_show(row), **self.more_to_show(row)}
            return self.page(self.show_template, title=str(row), row=row, **more), 422
        flash(say("{value}: đã ghi.", value=CHANGES[what]), "success")
        return redirect(view_url("unit", "show", pk=unit_id))

    def _change(self, what: str, unit_id: int) -> None:
        as_of = parse_required_day(request.form.get("as_of", ""), say("Từ ngày"))
        common: dict[str, Any] = {"as_of": as_of, "decision": self._decision()}
        if what == "rename":
            unit_service.rename(self.session, unit_id, name=request.form.get("name", ""), **common)
        elif what == "move":
            parent = self._chosen("parent", say("Chọn đơn vị cấp trên."))
            unit_service.move(self.session, unit_id, parent_id=parent, **common)
        elif what == "retype":
            kind = self._chosen("unit_type", say("Chọn loại hình."))
            unit_service.retype(self.session, unit_id, type_id=kind, **common)
        elif what == "end":
            unit_service.end(self.session, unit_id, **common)
        else:
            raise RuleViolated(say("Không có thao tác này."))

    def _decision(self) -> dict[str, Any]:
        number = request.form.get("_decision_number", "").strip()[:100] or None
        signed = request.form.get("_decision_on", "").strip()
        return {
            "number": number,
            "signed_on": parse_required_day(signed, say("Ngày quyết định")) if signed else None,
        }

    def _chosen(self, name: str, sentence: str) -> int:
        value = reference_value(request.form.get(name, ""))
        if not isinstance(value, int):
            raise RuleViolated(sentence, errors={name: sentence})
        return value
