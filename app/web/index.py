"""The front page: what the account is for, and numbers that lead to their lists."""

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import IndexView, expose

from app.accounts.listing import AccountsWanted, accounts_page
from app.audit.access_models import LOG_KEY
from app.audit.access_reading import open_alerts
from app.backup.services import BACKUP_KEY, backups
from app.core.actor import current_actor
from app.core.database import db
from app.core.rights import Right
from app.core.words import say
from app.personnel.models import RECORD_STATES
from app.reports.catalog_sizes import catalog_sizes
from app.reports.statistics import by_age, by_kind, by_state, by_unit
from app.web.backup_view import backup_alarm
from app.web.catalogs_view import said_sizes
from app.web.charts import bar_chart, pyramid
from app.web.formatting import said_count, said_number, view_url


class FrontPage(IndexView):
    """Trang chủ."""

    index_template = "hoso/index.html"

    @expose("/")
    def index(self) -> Any:
        """Numbers by state of record; a personal account goes straight to its record."""
        actor = current_actor()
        if actor is None:
            return redirect(url_for("SignInView.login"))
        own = next((grant.person_id for grant in actor.grants if grant.person_id), None)
        if own is not None:
            return redirect(url_for("PersonView.show", pk=own))
        return self.render_template(
            self.index_template,
            title=say("Trang chủ"),
            states=self._states(actor),
            figures=self._figures(actor),
            alarm=backup_alarm(db.session(), actor),
            alerts=self._alerts(actor),
            **self._charts(actor),
        )

    def _figures(self, actor: Any) -> list[tuple[str, str, str]]:
        """(address, label, number) of what there is to run, for who runs it and sees no records."""
        if actor.has(Right.VIEW, "person"):
            return []
        found = []
        if actor.has(Right.VIEW, "account"):
            _rows, count = accounts_page(db.session(), AccountsWanted(page_size=1))
            found.append((url_for("AccountView.list"), say("tài khoản"), said_count(count)))
        sizes = catalog_sizes(db.session())
        if sizes:
            label = say("danh mục ({values})", values=said_sizes(sizes))
            found.append((url_for("CatalogsView.list"), label, said_number(len(sizes))))
        if actor.has(Right.VIEW, BACKUP_KEY):
            newest = next(iter(backups(db.session())), None)
            said = f"{newest.made_at:%d/%m/%Y %H:%M}" if newest else say("Chưa có")
            found.append((url_for("BackupView.list"), say("bản sao lưu gần nhất"), said))
        return found

    def _alerts(self, actor: Any) -> int:
        """How many accounts that read unusually many records nobody has looked into."""
        return open_alerts(db.session()) if actor.has(Right.VERIFY, LOG_KEY) else 0

    def _charts(self, actor: Any) -> dict[str, Any]:
        """Headcount by unit, kind and age: each chart with the table behind it."""
        if not actor.has(Right.VIEW, "person"):
            return {"charts": []}
        units, kinds, ages = by_unit(db.session), by_kind(db.session), by_age(db.session)
        drawn = [
            (say("Theo đơn vị"), bar_chart(say("Hồ sơ theo đơn vị"), units, link=_list_of), units),
            (say("Theo loại cán bộ"), bar_chart(say("Hồ sơ theo loại cán bộ"), kinds, link=_list_of), kinds),
            (
                say("Tháp tuổi"),
                pyramid(say("Hồ sơ theo tuổi và giới"), ages, link=_list_of),
                [b for p in ages for b in p],
            ),
        ]
        return {"charts": drawn, "list_of": _list_of}

    def _states(self, actor: Any) -> list[tuple[str, str, int]]:
        if not actor.has(Right.VIEW, "person"):
            return []
        counts = by_state(db.session)
        return [(key, label, counts.get(key, 0)) for key, label in RECORD_STATES.items()]


def _list_of(filters: dict[str, Any]) -> str:
    """The address of the list behind a number."""
    return view_url("person", "list", **filters)
