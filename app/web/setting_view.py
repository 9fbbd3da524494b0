"""Tham số hệ thống: every declared setting by group, with its source, who changed it and when (L3)."""

from typing import Any, ClassVar

from flask import abort, current_app, flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select

from app.audit.models import History
from app.core.database import db
from app.core.errors import Conflict, RuleViolated
from app.core.fields import Field, Kind
from app.core.rights import Right
from app.core.values import show
from app.core.words import say
from app.files.logo import LARGEST_KIBIBYTES, MOST_PIXELS, logo_put, logo_remove
from app.settings.names import LOGO
from app.settings.reading import setting
from app.settings.registry import GROUP_LABELS, Group, all_settings, needs_ground
from app.settings.services import edition, settings_change
from app.web.formatting import may
from app.web.requests import number

#: Settings that are dated tables: catalogs with screens of their own.
TABLES = (("base_pay", "Điều 10.1.c"), ("holiday", "Điều 11"))
_MOST_LINES = 100


class SettingView(BaseView):
    """Settings of the installation; each change keeps its ground and its history."""

    route_base = "/setting"
    class_permission_name = "setting"
    method_permission_name: ClassVar[dict[str, str]] = {
        "list": str(Right.VIEW),
        "edit": str(Right.MANAGE),
        "logo": str(Right.MANAGE),
        "logo_remove": str(Right.MANAGE),
    }

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """All settings with their values and sources, and the newest changes."""
        changes = (
            select(History).where(History.thing == "setting").order_by(History.id.desc()).limit(_MOST_LINES)
        )
        return self.render_template(
            "hoso/settings.html",
            title=say("Tham số hệ thống"),
            groups=[(group, say(GROUP_LABELS[group]), _values(_of(group))) for group in Group],
            tables=[table for table in TABLES if may("view", table[0])],
            lines=[_told(line) for line in db.session.scalars(changes)],
        )

    @expose("/edit/<string:name>", methods=["GET", "POST"])
    @has_access
    def edit(self, name: str) -> Any:
        """The form of one group, or its changed values."""
        if name not in set(Group):
            abort(404)
        fields = _typed(Group(name))
        if request.method == "GET":
            return self._form(name, fields, _current(fields), {})
        typed = {field.name: request.form.get(field.name, "") for field in fields}
        try:
            count = settings_change(
                db.session,
                typed,
                ground=request.form.get("ground", ""),
                seen=number(request.form, "_seen", 0, 10**9),
            )
        except RuleViolated as error:
            return self._form(name, fields, typed, error.errors, error.message), 422
        except Conflict as error:
            return self._form(name, fields, _current(fields), {}, error.message), 409
        flash(say("Đã lưu, {count} tham số thay đổi.", count=count), "success")
        return redirect(url_for("SettingView.list"))

    @expose("/logo", methods=["POST"])
    @has_access
    def logo(self) -> Any:
        """The picture of the form becomes the logo."""
        sent, folder = request.files.get(LOGO), current_app.config["SETTINGS"].data_dir
        try:
            if sent is None or not sent.filename:
                raise RuleViolated(say("Chọn ảnh biểu trưng."), errors={LOGO: say("Chọn ảnh biểu trưng.")})
            logo_put(db.session(), folder, sent.stream, sent.filename, **_asked_of_logo())
        except (RuleViolated, Conflict) as error:
            return self._logo_refused(error)
        flash(say("Đã đổi biểu trưng."), "success")
        return redirect(url_for("SettingView.edit", name=Group.NAMES))

    @expose("/logo_remove", methods=["POST"])
    @has_access
    def logo_remove(self) -> Any:
        """Back to the mark that comes with the program."""
        try:
            is_removed = logo_remove(db.session(), **_asked_of_logo())
        except (RuleViolated, Conflict) as error:
            return self._logo_refused(error)
        flash(say("Đã bỏ biểu trưng.") if is_removed else say("Chưa có biểu trưng để bỏ."), "success")
        return redirect(url_for("SettingView.edit", name=Group.NAMES))

    def _logo_refused(self, error: RuleViolated | Conflict) -> Any:
        fields, status = _typed(Group.NAMES), 409 if isinstance(error, Conflict) else 422
        return self._form(Group.NAMES, fields, _current(fields), error.errors, error.message), status

    def _form(
        self, name: str, fields: Any, values: dict[str, Any], errors: dict[str, str], message: str = ""
    ) -> Any:
        return self.render_template(
            "hoso/setting_form.html",
            title=say(GROUP_LABELS[Group(name)]),
            fields=fields,
            values=values,
            errors=errors,
            message=message,
            needs_ground=any(needs_ground(field.name) for field in fields),
            seen=edition(db.session, [field.name for field in fields]),
            logo=_logo() if name == Group.NAMES else None,
        )


def _of(group: Group) -> "tuple[Field, ...]":
    return tuple(field for field in all_settings() if field.group == group)


def _typed(group: Group) -> "tuple[Field, ...]":
    """Those of a group that are typed into its form."""
    return tuple(field for field in _of(group) if field.is_editable)


def _current(fields: "tuple[Field, ...]") -> dict[str, Any]:
    return {field.name: setting(db.session, field.name) for field in fields}


def _logo() -> dict[str, Any]:
    return {"seen": edition(db.session, (LOGO,)), "kibibytes": LARGEST_KIBIBYTES, "pixels": MOST_PIXELS}


def _asked_of_logo() -> dict[str, Any]:
    return {"ground": request.form.get("ground", ""), "seen": number(request.form, "_seen", 0, 10**9)}


def _values(fields: "tuple[Field, ...]") -> "tuple[tuple[Field, str, bool], ...]":
    """(declaration, value as shown, whether it differs from the declared one)."""
    rows = []
    for field in fields:
        value = setting(db.session, field.name)
        shown = _shown(field, value) if field.name == LOGO else show(field, value)
        rows.append((field, shown, value != field.default))
    return tuple(rows)


def _told(line: History) -> dict[str, Any]:
    """A line of history in the words of the setting it is about."""
    field = next((f for f in all_settings() if f.name == line.title), None)
    old, new = (_shown(field, line.value("value", old=is_old)) for is_old in (True, False))
    return {
        "line": line,
        "label": say(field.label) if field else line.title,
        "old": old or (show(field, field.default) if field else ""),
        "new": new,
        "ground": line.value("ground") or "",
    }


def _shown(field: Field | None, value: Any) -> str:
    if value is None:
        return ""
    if field is not None and field.name == LOGO:
        return say("ảnh {mark}", mark=value[:8]) if value else say("(để trống)")
    return show(field, value) if field is not None and field.kind is Kind.CHOICE else str(value)
