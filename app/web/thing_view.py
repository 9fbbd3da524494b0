"""The generated screens of a declared thing: list, record, forms, deletion, export.

The routes, permissions and menu entries are Flask-AppBuilder's; rows come from the services,
so that scope, rules and history hold here as everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.services import lines_of
from app.core.actor import operation
from app.core.errors import Conflict, RuleViolated
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.services import Saved, ThingService, service_of
from app.core.things import Thing
from app.core.values import parse
from app.core.words import say
from app.reports.criteria import criterion
from app.reports.listing import page_and_count
from app.web.export import export_response
from app.web.formatting import view_url
from app.web.history_names import load_history_names
from app.web.list_tools import ListTools
from app.web.lookup import chosen_titles, reference_title
from app.web.once import carry_out_once, new_token
from app.web.requests import (
    WORDLESS,
    form_values,
    list_request,
    number,
    query_args,
    reference_value,
    row_id,
)

#: A condition on several references names so many of them.
MOST_NAMED = 5
METHOD_RIGHTS = {
    "list": Right.VIEW,
    "show": Right.VIEW,
    "add": Right.ADD,
    "edit": Right.EDIT,
    "delete": Right.REMOVE,
    "export": Right.EXPORT,
    **dict.fromkeys(("choose", "columns", "keep_filter", "forget_filter", "criterion"), Right.VIEW),
}


class ThingView(ListTools, BaseView):
    """Screens of one thing; `views` makes a subclass for each declaration."""

    thing: ClassVar[Thing]
    #: Fields offered as filters above the list.
    filter_names: ClassVar[tuple[str, ...]] = ()
    list_template = "hoso/list.html"
    show_template = "hoso/show.html"
    form_template = "hoso/form.html"
    method_permission_name: ClassVar[dict[str, str]] = {name: str(r) for name, r in METHOD_RIGHTS.items()}

    @property
    def service(self) -> ThingService:
        return service_of(self.thing)

    # List and export --------------------------------------------------------------------------

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """A page of rows, filtered and ordered as the address says."""
        wanted, arrangement = self.arranged(list_request(self.thing, request.args))
        rows, count = page_and_count(self.session, wanted)
        titles = self.filter_titles(wanted)
        return self.page(
            self.list_template,
            title=say(self.thing.label),
            wanted=wanted,
            rows=rows,
            count=count,
            columns=wanted.shown_columns(),
            filters=self.filter_fields(),
            filter_titles=titles,
            chips=self.chips(wanted, titles),
            query_args=query_args,
            **arrangement,
        )

    def filter_fields(self) -> Sequence[Field]:
        return [self.thing.fields[name] for name in self.filter_names]

    def filter_titles(self, wanted: Any) -> dict[int, str]:
        """The names of the references a list is filtered by: place of the filter -> name."""
        titles = {}
        for place, condition in enumerate(wanted.filters):
            field = criterion(self.thing, condition.field).field
            chosen = [reference_value(one) for one in str(condition.value).split(",")[:MOST_NAMED]]
            ids = [one for one in chosen if isinstance(one, int)]
            if field.kind is Kind.REF and ids and condition.operator not in WORDLESS:
                titles[place] = ", ".join(reference_title(self.session, field.target, one) for one in ids)
        return titles

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Any:
        """The whole list as a workbook, at once or, when it is long, as a job."""
        with operation(Right.EXPORT):
            return export_response(self.session, list_request(self.thing, request.form))

    # One row ----------------------------------------------------------------------------------

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """A row with its history."""
        row = self.row_to_show(row_id(pk))
        more = {**self.history_to_show(row), **self.more_to_show(row)}
        return self.page(self.show_template, title=str(row), row=row, **more)

    def history_to_show(self, row: Any) -> dict[str, Any]:
        """The newest lines about the row, with the names of what they refer to."""
        lines = lines_of(self.session, self.thing, row.id)
        load_history_names(self.session, lines)
        return {"history": lines}

    def row_to_show(self, pk: int) -> Any:
        """The row with every reference it shows, in one statement."""
        model = self.thing.model
        references = [f for f in self.thing.fields.values() if f.kind is Kind.REF]
        query = select(model).where(model.id == pk)
        query = query.options(*(joinedload(getattr(model, field.name)) for field in references))
        row = self.session.scalars(query).unique().first()
        return row if row is not None else self.service.get(self.session, pk)

    def more_to_show(self, row: Any) -> dict[str, Any]:
        return {}

    # Forms ------------------------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """An empty form, or the new row."""
        if request.method == "GET":
            return self.form_page(None, self.first_values(), {})
        values = self.form_values()
        try:
            new_id, warnings = carry_out_once(self.session, self.thing, lambda: self.create(values))
        except RuleViolated as error:
            return self.form_page(None, values, error.errors, error.message), 422
        if request.form.get("_next") == "1":
            return self.saved_before_next(new_id, warnings)
        return self.saved(new_id, warnings, say("Đã thêm."))

    def saved_before_next(self, pk: int, warnings: Any) -> Any:
        """An empty form again, for the next of a pile; the row just written is named."""
        flash(say("Đã thêm «{row}».", row=self.service.get(self.session, pk)), "success")
        for warning in warnings:
            flash(warning, "warning")
        return redirect(view_url(self.thing.key, "add", **self.next_form()))

    def next_form(self) -> dict[str, Any]:
        """What the address of the next form carries over from the one just sent."""
        return {}

    def create(self, values: dict[str, Any]) -> Saved:
        return self.service.add(self.session, values)

    def first_values(self) -> dict[str, Any]:
        """What an empty form starts with."""
        return {f.name: f.default for f in self.thing.editable_fields() if f.default is not None}

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        """The filled form, or the changed row; 409 with both versions when somebody was faster."""
        if request.method == "GET":
            with operation(Right.EDIT):
                row = self.row_to_show(row_id(pk))
            return self.form_page(row, self.values_of(row), {})
        values, version = self.form_values(), number(request.form, "_version", 0, 10**9)
        try:
            saved = self.service.update(self.session, row_id(pk), values, version=version)
        except Conflict as error:
            return self.conflict_page(row_id(pk), values, error)
        except RuleViolated as error:
            row = self.row_to_show(row_id(pk))
            return self.form_page(row, values, error.errors, error.message), 422
        return self.saved(saved.row.id, saved.warnings, say("Đã lưu."))

    def form_fields(self, row: Any) -> Sequence[Field]:
        """The fields the form of this row has (None: a new one)."""
        return self.thing.editable_fields()

    def form_values(self) -> dict[str, Any]:
        return form_values(self.thing.editable_fields())

    def values_of(self, row: Any) -> dict[str, Any]:
        """The present values by field name, references as ids."""
        return {f.name: getattr(row, f.column_name) for f in self.thing.editable_fields()}

    def form_page(self, row: Any, values: dict[str, Any], errors: dict[str, str], message: str = "") -> Any:
        """The form with what was typed and what is wrong with it."""
        title = (
            say("Sửa: {row}", row=row)
            if row is not None
            else say("Thêm: {label}", label=say(self.thing.label))
        )
        fields = self.form_fields(row)
        return self.page(
            self.form_template,
            title=title,
            row=row,
            values=values,
            errors=errors,
            message=message,
            fields=fields,
            once=new_token(),
            chosen=chosen_titles(self.session, fields, values, row),
            **self.more_in_form(row),
        )

    def more_in_form(self, row: Any) -> dict[str, Any]:
        return {}

    def conflict_page(self, pk: int, mine: dict[str, Any], error: Conflict) -> Any:
        """Both versions side by side; the author chooses what to keep."""
        row = self.row_to_show(pk)
        theirs = self.values_of(row)
        fields = differing(self.form_fields(row), theirs, mine)
        chosen = chosen_titles(self.session, fields, mine, None)
        page = self.page(
            "hoso/conflict.html",
            title=say("Hai bản khác nhau: {row}", row=row),
            row=row,
            fields=fields,
            mine=mine,
            chosen=chosen,
            message=error.message,
        )
        return page, 409

    def saved(self, pk: int, warnings: Any, message: str) -> Any:
        """Back to the row, with what to look at once more."""
        flash(message, "success")
        for warning in warnings:
            flash(warning, "warning")
        return redirect(view_url(self.thing.key, "show", pk=pk))

    # Deletion ---------------------------------------------------------------------------------

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: str) -> Any:
        """Delete a row nobody refers to."""
        title = self.service.delete(self.session, row_id(pk))
        flash(say("Đã xóa «{title}».", title=title), "success")
        return redirect(view_url(self.thing.key, "list"))

    # Pages ------------------------------------------------------------------------------------

    def page(self, template: str, **values: Any) -> Any:
        return self.render_template(template, thing=self.thing, view=self, **values)


def differing(fields: Sequence[Field], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[Field]:
    """The fields in which two versions differ, typed text read as a value."""
    return [field for field in fields if not _same(field, theirs.get(field.name), mine.get(field.name))]


def _same(field: Field, theirs: Any, mine: Any) -> bool:
    try:
        return bool(parse(field, mine) == theirs)
    except RuleViolated:
        return False
