"""What a list offers its reader beside rows: columns, saved filters, further conditions."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access

from app.core.errors import RuleViolated
from app.core.fields import Field, Kind
from app.core.things import Thing
from app.core.words import say
from app.reports.asked import usual_columns
from app.reports.choices import (
    DENSITIES,
    choice_of,
    choose_columns,
    chosen_columns,
    drop_filter,
    filters_of,
    save_filter,
)
from app.reports.criteria import Criterion, asked_of, criterion
from app.reports.listing import LARGEST_PAGE, ListRequest, ids_of
from app.web.formatting import view_url
from app.web.requests import PAGE_SIZES, WORDLESS, list_request, number, query_args, row_id
from app.web.with_session import WithSession

#: Which comparisons a kind of field offers, the usual one first.
_OPERATORS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("ct", "eq", "sw", "empty", "filled"),
    Kind.REF: ("eq", "neq", "empty", "filled"),
    Kind.CHOICE: ("eq", "neq"),
    Kind.FLAG: ("eq",),
}
_ORDERED = ("eq", "gte", "lte", "empty", "filled")


def operators_of(criterion: Criterion) -> dict[str, str]:
    """Operator -> words, for one criterion."""
    names = _OPERATORS_OF.get(criterion.field.kind, _ORDERED)
    if criterion.field.target == "unit":
        names = ("under", *names)
    if criterion.kind and "empty" in names:
        names = (*names, "blank")
    return {name: criterion.operators[name] for name in names}


def _said(field: Field, value: str) -> str:
    """The value of a condition as readers know it; several are separated by commas."""
    if field.kind is Kind.FLAG:
        return say("Có") if value == "1" else say("Không")
    return ", ".join(say(field.choices[one]) if one in field.choices else one for one in value.split(","))


class ListTools(WithSession):
    """Routes a generated list has for its reader's own arrangements."""

    thing: ClassVar[Thing]

    def arranged(self, wanted: ListRequest) -> tuple[ListRequest, dict[str, Any]]:
        """The request with the reader's columns and page size, and what the page shows of them."""
        choice = choice_of(self.session, self.thing)
        size = wanted.page_size
        if choice is not None and "psize" not in request.args:
            size = choice.page_size
        columns = wanted.columns or chosen_columns(choice, self.thing)
        arranged = ListRequest(**{**vars(wanted), "page_size": size, "columns": columns})
        return arranged, {
            "density": choice.density if choice else "normal",
            "densities": DENSITIES,
            "saved_filters": filters_of(self.session, self.thing),
        }

    def chips(self, wanted: ListRequest, titles: Mapping[int, str]) -> list[tuple[str, str, str, str]]:
        """Each condition in words: label, comparison, value, and the name it has in the address."""
        found = []
        for place, condition in enumerate(wanted.filters):
            on, operator = criterion(self.thing, condition.field), condition.operator
            words = "" if operator == "eq" and not on.kind else say(on.operators[operator])
            value = "" if operator in WORDLESS else titles.get(place) or _said(on.field, str(condition.value))
            found.append((on.label, words, value, f"f.{on.name}.{operator}"))
        return found

    @expose("/choose", methods=["POST"])
    @has_access
    def choose(self) -> Any:
        """Keep columns, their order, page size and row height for this account."""
        size = max(number(request.form, "psize", PAGE_SIZES[0], LARGEST_PAGE), 1)
        is_reset = request.form.get("reset") == "1"
        names = usual_columns(self.thing) if is_reset else request.form.getlist("columns")
        choose_columns(
            self.session, self.thing, names, page_size=size, density=request.form.get("density", "")
        )
        flash(say("Đã ghi nhớ cách trình bày danh sách."), "success")
        return redirect(self._back_to_list())

    @expose("/keep_filter", methods=["POST"])
    @has_access
    def keep_filter(self) -> Any:
        """Keep the present conditions under a name."""
        wanted = list_request(self.thing, request.form)
        for condition in wanted.filters:
            asked_of(self.thing, condition)
        args = {name: str(value) for name, value in query_args(wanted).items()}
        if not args:
            raise RuleViolated(say("Danh sách chưa có điều kiện nào để lưu."))
        is_shared = request.form.get("_shared") == "1"
        kept = save_filter(
            self.session, self.thing, name=request.form.get("_name", ""), args=args, is_shared=is_shared
        )
        flash(say("Đã lưu bộ lọc «{name}».", name=kept.name), "success")
        return redirect(self._back_to_list())

    @expose("/forget_filter/<pk>", methods=["POST"])
    @has_access
    def forget_filter(self, pk: str) -> Any:
        """Forget one of the account's own filters."""
        name = drop_filter(self.session, self.thing, row_id(pk))
        flash(say("Đã bỏ bộ lọc «{name}».", name=name), "success")
        return redirect(view_url(self.thing.key, "list"))

    @expose("/columns")
    @has_access
    def columns(self) -> Any:
        """Columns, row height and page size to choose from: a page, or with ``part`` a part of one."""
        wanted, arrangement = self.arranged(list_request(self.thing, request.args))
        shown = wanted.shown_columns()
        return self._tool("hoso/columns.html", say("Cột hiển thị"), wanted, columns=shown, **arrangement)

    @expose("/criterion")
    @has_access
    def criterion(self) -> Any:
        """A further condition: choose the field, then the comparison; whole, it leads to the list."""
        wanted, name = list_request(self.thing, request.args), request.args.get("field", "")
        chosen = criterion(self.thing, name) if name else None
        offered = operators_of(chosen) if chosen else {}
        operator, value = request.args.get("operator", ""), request.args.get(f"c.{name}", "").strip()
        is_whole = operator in offered and (value or operator in WORDLESS)
        if is_whole:
            more = {f"f.{name}.{operator}": "1" if operator in WORDLESS else value}
            return redirect(view_url(self.thing.key, "list", **query_args(wanted, **more)))
        error = say("Nhập giá trị để so sánh.") if operator else ""
        return self._tool(
            "hoso/criterion.html",
            say("Thêm điều kiện"),
            wanted,
            chosen=chosen,
            operators=offered,
            operator=operator,
            error=error,
        )

    def _tool(self, template: str, title: str, wanted: ListRequest, **values: Any) -> Any:
        is_part = request.args.get("part") == "1"
        return self.page(  # type: ignore[attr-defined]
            template,
            title=title,
            layout="hoso/part.html" if is_part else "hoso/base.html",
            part=is_part,
            wanted=wanted,
            query_args=query_args,
            back=view_url(self.thing.key, "list", **query_args(wanted)),
            **values,
        )

    def _back_to_list(self) -> str:
        args = {name: value for name, value in request.form.items() if name == "q" or name.startswith("f.")}
        return view_url(self.thing.key, "list", **args)

    def matching_ids(self, most: int) -> list[int]:
        """The ids of all rows that match the posted conditions, at most `most` + 1."""
        return ids_of(self.session, list_request(self.thing, request.form), most + 1)
