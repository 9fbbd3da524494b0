"""The screens of records: the generated ones, and the acts on selected rows (F5)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import flash, g, redirect, request
from flask_appbuilder import expose, has_access
from flask_login import current_user

from app.access.sensitive import REASONS, Sight, groups_in, open_group, reason_of
from app.audit.access_log import write_access
from app.audit.identity import lookup_identity
from app.core import clock, shown, things
from app.core.actor import operation, require_actor, require_right
from app.core.entry import entry_things
from app.core.errors import DomainError, NotFound, RuleViolated
from app.core.fields import Field
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key
from app.core.services import Saved
from app.core.things import Thing
from app.core.values import parse_required_day
from app.core.words import say
from app.organisation.models import UnitRef
from app.personnel.actions import person_remove, person_restore, selected
from app.personnel.services import FirstPlace, person_service
from app.personnel.summary import kept_fields
from app.web.account_view import personal_account_shown
from app.web.as_of_view import AsOfViews
from app.web.entry_reading import may_fill
from app.web.formatting import may, sights_of, view_url
from app.web.lookup import reference_title
from app.web.person_acts import ACTS, Act
from app.web.person_back import begun_at, way_back
from app.web.person_place import place_in_form, place_of_next
from app.web.person_print import PrintViews
from app.web.record_page import FILES, FIRST, LAST, record_page, tab_of_address
from app.web.requests import reference_value, row_id
from app.web.thing_view import METHOD_RIGHTS, ThingView


class PersonView(AsOfViews, PrintViews, ThingView):
    """Records of cán bộ, công chức, viên chức, người lao động."""

    filter_names: ClassVar[tuple[str, ...]] = (
        "home_unit",
        "personnel_kind",
        "employment_status",
        "record_state",
        "grade",
    )
    #: Acts on selected rows: name -> how many records it takes at once.
    most_at_once: ClassVar[dict[str, int]] = {act.name: act.most for act in ACTS.values()}
    show_template = "hoso/person_show.html"
    form_template = "hoso/person_form.html"
    method_permission_name: ClassVar[dict[str, str]] = {
        **{name: str(r) for name, r in METHOD_RIGHTS.items()},
        "remove": str(Right.REMOVE),
        "restore": str(Right.REMOVE),
        "identity": str(Right.LOOKUP_IDENTITY),
        **dict.fromkeys(("reveal", "as_of"), str(Right.VIEW)),
        **dict.fromkeys(("print_form", "print_docx", "print_pdf"), str(Right.PRINT)),
        "delete": str(Right.REMOVE),
    }
    exclude_route_methods: ClassVar[set[str]] = {"delete"}

    def form_fields(self, row: Any) -> Sequence[Field]:
        """Without the sensitive fields that may not be edited, or have not been opened, and without
        those that the entries of the record say."""
        kept = self._kept(row)
        fields = [field for field in self.thing.editable_fields() if field.name not in kept]
        return [field for field in fields if self._is_in_form(field, row)]

    def _kept(self, row: Any) -> dict[str, Thing]:
        """Name of a field -> kind of entry that says it; looked up once for each answer."""
        if row is None:
            return {}
        if "kept_fields" not in g:
            g.kept_fields = kept_fields(self.session, row.id)
        return {name: things.get(kind) for name, kind in g.kept_fields.items()}

    def _kept_in_form(self, row: Any) -> dict[str, Thing]:
        """Those of them the form tells of: that a field is read from entries says that there are some."""
        seen, fields = sights_of(row), self.thing.fields
        return {
            name: kind
            for name, kind in self._kept(row).items()
            if not fields[name].sensitive or seen[fields[name].sensitive] is Sight.OPEN
        }

    def _is_in_form(self, field: Field, row: Any) -> bool:
        if not field.sensitive:
            return True
        if row is None:
            return require_actor().has(Right.EDIT, permission_key(field.sensitive))
        return may_fill(self.session, row, field)

    # A new record ---------------------------------------------------------------------------

    def create(self, values: dict[str, Any]) -> Saved:
        return person_service.create(self.session, values, self._place())

    def _place(self) -> FirstPlace:
        errors: dict[str, str] = {}
        ids = {}
        for name, label in (
            ("_place_unit", say("đơn vị giữ hồ sơ")),
            ("_place_status", say("trạng thái công tác")),
        ):
            value = reference_value(request.form.get(name, ""))
            if not isinstance(value, int):
                errors[name] = say("Chưa chọn {label}.", label=label)
            else:
                ids[name] = value
        day = _day(errors, "_place_on", say("Ngày về đơn vị"))
        decision_on = _day(errors, "_decision_on", say("Ngày quyết định"), required=False)
        if errors:
            raise RuleViolated(
                say("Chưa lưu được, còn {count} mục cần sửa.", count=len(errors)), errors=errors
            )
        return FirstPlace(
            unit_id=ids["_place_unit"],
            placed_on=day,
            employment_status_id=ids["_place_status"],
            decision_number=request.form.get("_decision_number", "").strip()[:100] or None,
            decision_on=decision_on,
        )

    def more_in_form(self, row: Any) -> dict[str, Any]:
        if row is not None:
            return {"groups": self._groups(row), "kept": self._kept_in_form(row)}
        return place_in_form(self.session, request.form, request.args)

    def next_form(self) -> dict[str, Any]:
        return place_of_next(request.form)

    # The record -----------------------------------------------------------------------------

    def more_to_show(self, row: Any) -> dict[str, Any]:
        can_edit = row.record_state != "archived" and not row.is_removed
        tab = tab_of_address(request.args.get("tab", ""))
        page = record_page(self.session, row, tab, can_edit=can_edit)
        return {
            "acts": [act for act in ACTS.values() if _may(act) and not act.has_menu],
            "groups": self._groups(row, tab, page.get("files", ())),
            "reasons": REASONS,
            **personal_account_shown(self.session, row),
            "can_edit": can_edit,
            **page,
        }

    def history_to_show(self, row: Any) -> dict[str, Any]:
        return {}  # a tab of its own

    def row_to_show(self, pk: int) -> Any:
        row = super().row_to_show(pk)
        sights_of(row)  # the lines of its history ask for it
        return row

    def _groups(self, row: Any, tab: str = FIRST, files: Iterable[Any] = ()) -> list[tuple[str, str, str]]:
        """(key, label, sight) of the sensitive groups that a tab of the record has something of."""
        sight = sights_of(row)
        fields = groups_in(self.thing.fields.values()) if tab in (FIRST, LAST) else []
        kinds = [] if tab in (FIRST, FILES) else entry_things("" if tab == LAST else tab)
        of_files = sorted({file.sensitive_group for file in files if file.sensitive_group})
        keys = dict.fromkeys([*fields, *(thing.sensitive for thing in kinds if thing.sensitive), *of_files])
        return [(key, say(GROUPS[key].label), str(sight[key])) for key in keys]

    @expose("/reveal/<pk>", methods=["POST"])
    @has_access
    def reveal(self, pk: str) -> Any:
        """Open a group of sensitive fields for a while: the reason is logged before anything is seen."""
        form = request.form
        tab = tab_of_address(form.get("tab", ""))
        place = {} if tab == FIRST else {"tab": tab}
        require_right(Right.VIEW, permission_key(form.get("group", "")))
        with operation(Right.VIEW):
            row = self.service.get(self.session, row_id(pk))
            try:
                reason = reason_of(form.get("reason_choice", ""), form.get("reason", "")[:400])
            except RuleViolated as error:
                flash(error.message, "danger")
                return redirect(view_url("person", "show", pk=row.id, **place))
            group = form.get("group", "")
            open_group(self.session, row, group)
            label = say(GROUPS[group].label)
            write_access(self.session, {row.id}, act="reveal", query=label, reason=reason)
            self.session.commit()
        flash(say("Đã mở «{label}»; lý do được ghi vào nhật ký truy cập.", label=label), "success")
        return redirect(view_url("person", "show", pk=row.id, **place))

    @expose("/remove/<pk>", methods=["POST"])
    @has_access
    def remove(self, pk: str) -> Any:
        """Void a record with a reason."""
        person_remove(self.session, row_id(pk), reason=request.form.get("reason", ""))
        flash(say("Đã loại bỏ hồ sơ; có thể khôi phục."), "success")
        return redirect(view_url("person", "show", pk=row_id(pk)))

    @expose("/restore/<pk>", methods=["POST"])
    @has_access
    def restore(self, pk: str) -> Any:
        """Bring a voided record back."""
        person_restore(self.session, row_id(pk), reason=request.form.get("reason", ""))
        flash(say("Đã khôi phục hồ sơ."), "success")
        return redirect(view_url("person", "show", pk=row_id(pk)))

    @expose("/identity", methods=["GET", "POST"])
    @has_access
    def identity(self) -> Any:
        """Find the record with exactly this identity number; every search is logged."""
        if request.method == "GET":
            return self.page("hoso/identity.html", title=say("Tra theo số CCCD (CMND)"), searched=False)
        found = lookup_identity(self.session, things.get("person"), request.form.get("number", ""))
        if found is not None:
            shown.tell([found.id])
            return redirect(view_url("person", "show", pk=found.id))
        page = self.page("hoso/identity.html", title=say("Tra theo số CCCD (CMND)"), searched=True)
        return page, 404

    # Acts on selected rows --------------------------------------------------------------------

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """An act on the selected rows: first asks and says what it will do, then does it."""
        act = self._act(request.form.get("action", ""))
        if request.form.get("all") == "1" and request.form.get("confirmed") != "1":
            ids = self.matching_ids(act.most)
        else:
            named = [*request.form.getlist("rowid"), *request.form.get("rowids", "").split(",")]
            ids = [row_id(text) for text in named if text]
        return self._carry_out(act, ids)

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Any:
        """The same act on the record being looked at."""
        return self._carry_out(self._act(name), [row_id(pk)])

    def _act(self, name: str) -> Act:
        require_actor()
        act = ACTS.get(name)
        if act is None:
            raise NotFound(say("Không có thao tác này."))
        require_right(act.right, "person")
        return act

    def _carry_out(self, act: Act, ids: list[int]) -> Any:
        if request.form.get("confirmed") == "1":
            try:
                outcome = act.run(self.session, ids, request.form)
            except RuleViolated as error:
                return self._ask(act, ids, error), 422
            if isinstance(outcome, str):
                return redirect(outcome)
            flash(say("{label}: đã thực hiện với {count} hồ sơ.", label=act.label, count=outcome), "success")
            return redirect(way_back(self.session, request))
        with operation(act.right):
            selected(self.session, ids, most=act.most)
        return self._ask(act, ids, None)

    def ask_to_print(self, pk: int, asked: Mapping[str, str]) -> Any:
        return self._ask(self._act("print"), [pk], None, asked)

    def _ask(
        self, act: Act, ids: list[int], error: DomainError | None, form: Mapping[str, str] | None = None
    ) -> Any:
        with operation(act.right):
            plan = act.plan(self.session, ids)
        return self.page(
            "hoso/act.html",
            title=act.label,
            act=act,
            plan=plan,
            ids=ids,
            error=error,
            form=request.form if form is None else form,
            titles=self._chosen_titles(),
            today=clock.today(),
            account=current_user,
            back=begun_at(request),
        )

    def _chosen_titles(self) -> dict[str, str]:
        """The names of what was chosen in the form of an act; a target may lie outside the scope."""
        chosen = {
            name: reference_value(request.form.get(name, "")) for name in ("target_unit", "employment_status")
        }
        target, status = chosen.values()
        unit = self.session.get(UnitRef, target) if isinstance(target, int) else None
        known = reference_title(self.session, "employment_status", status) if isinstance(status, int) else ""
        return {"target_unit": unit.name if unit else "", "employment_status": known}


def _may(act: Act) -> bool:
    return may(str(act.right), "person")


def _day(errors: dict[str, str], name: str, label: str, *, required: bool = True) -> Any:
    text = request.form.get(name, "").strip()
    if not text and not required:
        return None
    try:
        return parse_required_day(text, label)
    except RuleViolated as error:
        errors[name] = error.message
        return None
