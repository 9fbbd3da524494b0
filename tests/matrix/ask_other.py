"""Questions about accounts, jobs, one's own session, and what is open to everybody."""

import io
import time

from tests.matrix.asking import Met, done, found, met, question, spared
from tests.matrix.cases import Case
from tests.matrix.policy import ANONYMOUS, QUANTRI, SONOIVU, Answer
from tests.matrix.world import NOWHERE, World
from tests.support.scans import PNG
from tests.support.second_step import enrol
from tests.support.templates import DEMO_PASSWORD

NEW_PASSWORD = "mat-khau-khac-2"
_API_LOGOUT = "/api/v1/security/logout"


# Settings -----------------------------------------------------------------------------------------------


@question("setting.list", "setting.edit_form")
def _settings(world: World, case: Case) -> Met:
    address = "/setting/list/" if case.verb == "list" else "/setting/edit/retention"
    return met(world.screen(case.account).get(address))


@question("setting.edit")
def _setting_edit(world: World, case: Case) -> Met:
    ground = f"ma-tran-{next(world.numbers)}"
    form = {"backup_hour": str(next(world.numbers) % 20 + 2), "backup_days": "14", "backup_months": "12"}
    form["attachment_mebibytes"] = "10"
    form |= {"ground": ground, "_seen": str(world.setting_edition(form))}
    answer = world.screen(case.account).post_form("/setting/edit/retention", form)
    return done(answer, lambda: world.setting_ground("backup_hour") == ground)


@question("setting.logo")
def _setting_logo(world: World, case: Case) -> Met:
    ground, file = f"ma-tran-{next(world.numbers)}", (io.BytesIO(PNG), "logo.png")
    if case.expected is Answer.DONE:
        world.set_logo("")
    form = {"ground": ground, "logo": file, "_seen": str(world.setting_edition(["logo"]))}
    answer = world.screen(case.account).post_form("/setting/logo", form)
    return done(answer, lambda: world.setting_ground("logo") == ground)


@question("setting.logo_remove")
def _setting_logo_remove(world: World, case: Case) -> Met:
    ground = f"ma-tran-{next(world.numbers)}"
    if case.expected is Answer.DONE:
        world.set_logo(world.logo)
    form = {"ground": ground, "_seen": str(world.setting_edition(["logo"]))}
    answer = world.screen(case.account).post_form("/setting/logo_remove", form)
    return done(answer, lambda: world.setting_ground("logo") == ground)


@question("open.logo")
def _logo(world: World, case: Case) -> Met:
    world.set_logo(world.logo)
    return met(world.screen(case.account).get(f"/logo/{world.logo}"))


@question("catalogs.list")
def _catalogs(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get("/catalogs/list/"))


# Jobs ---------------------------------------------------------------------------------------------------


@question("job.list")
def _jobs(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get("/jobs/list/"))


@question("job.show", "job.state", "job.result", "job.cancel")
def _job(world: World, case: Case) -> Met:
    other = QUANTRI if case.account == SONOIVU else SONOIVU
    state = "queued" if case.verb == "cancel" else "done"
    owner = case.account if case.position == "own" else other
    row = NOWHERE if case.position == "nonexistent" else world.add_job(owner, state)
    screen, address = world.screen(case.account), f"/jobs/{case.verb}/{row}"
    if case.verb != "cancel":
        return met(screen.get(address))
    what = done(screen.post_form(address), lambda: world.job_state(row) == "cancelled")
    return spared(what, lambda: world.job_state(row) != "cancelled")


# Backups ------------------------------------------------------------------------------------------------


@question("backup.list")
def _backups(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get("/backup/list/"))


@question("backup.create", "backup.verify")
def _backup(world: World, case: Case) -> Met:
    name = "hoso-19990101-000000.age" if case.position == "nonexistent" else world.spare_backup
    address, kind = {
        "create": ("/backup/create", "backup"),
        "verify": (f"/backup/verify/{name}", "backup_verify"),
    }[case.verb]
    answer = world.screen(case.account).post_form(address)
    return done(answer, lambda: world.jobs_of_kind(kind) > 0)


# One's own session --------------------------------------------------------------------------------------


@question("own.front_page", "own.password_form")
def _own_page(world: World, case: Case) -> Met:
    address = {"front_page": "/", "password_form": "/resetmypassword/form"}[case.verb]
    return met(world.screen(case.account).get(address))


@question("own.password")
def _own_password(world: World, case: Case) -> Met:
    """Another password; then the old one is put back, so that the cast can still sign in."""
    if case.account == ANONYMOUS:
        return met(world.product.client().post_form("/resetmypassword/form", {}))
    row = world.account_value("id", username=case.account)
    before, client = world.account_value("password", id=row), world.product.login(case.account)
    form = {"present": DEMO_PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    answer = client.post_form("/resetmypassword/form", form)
    what = done(answer, lambda: world.account_value("password", id=row) != before)
    world.put_password(row, before)
    return what


@question("own.totp_form", "own.totp_begin")
def _totp(world: World, case: Case) -> Met:
    """A secret that waits changes no sign-in; it is thrown away again."""
    client = world.screen(case.account)
    if case.verb == "totp_form":
        return met(client.get("/totp/form"))
    answer = client.post_form("/totp/begin", {"present": DEMO_PASSWORD})
    what = met(answer)
    return done(answer, lambda: world.forget_totp(case.account)) if what is Answer.DONE else what


@question("own.totp_confirm", "own.totp_codes", "own.totp_off")
def _totp_round(world: World, case: Case) -> Met:
    """On, then new codes, then off: each by its owner alone."""
    if case.account == ANONYMOUS:
        return met(world.product.client().post_form(f"/totp/{case.verb.removeprefix('totp_')}", {}))
    client = world.product.login(case.account)
    _secret, codes = enrol(client, time.time())
    world.sign_in_again()
    if case.verb == "totp_confirm":
        what = Answer.DONE if len(codes) == 10 else "no codes"
    else:
        form = {"present": DEMO_PASSWORD, "code": codes[0]}
        what = met(client.post_form(f"/totp/{case.verb.removeprefix('totp_')}", form))
    assert world.forget_totp(case.account) is (case.verb != "totp_off")
    return what


@question("own.logout", "own.api_logout")
def _leave(world: World, case: Case) -> Met:
    """Sessions of their own, since they end."""
    if case.account == ANONYMOUS:
        client = world.product.client()
        return met(client.post_form("/logout/") if case.verb == "logout" else client.post(_API_LOGOUT))
    if case.verb == "logout":
        client = world.product.login(case.account)
        assert client.post_form("/logout/").headers["Location"] == "/login/"
        return Answer.DONE if met(client.get("/jobs/list/")) is Answer.LOGIN else "still signed in"
    client = world.product.api(case.account)
    return done(client.post(_API_LOGOUT), lambda: client.get("/api/v1/menu/").status_code == 401)


@question("session.list")
def _sessions(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get("/sessions/list/"))


@question("session.end")
def _session_end(world: World, case: Case) -> Met:
    other = QUANTRI if case.account == SONOIVU else SONOIVU
    owner = case.account if case.position == "own" else other
    row = NOWHERE if case.position == "nonexistent" else world.add_session(owner)
    what = done(
        world.screen(case.account).post_form(f"/sessions/end/{row}"), lambda: not world.session_holds(row)
    )
    return spared(what, lambda: row == NOWHERE or world.session_holds(row))


@question("session.end_others")
def _sessions_end(world: World, case: Case) -> Met:
    if case.account == ANONYMOUS:
        return met(world.product.client().post_form("/sessions/end_others"))
    client, mine = world.product.login(case.account), world.add_session(case.account)
    theirs = world.add_session(QUANTRI if case.account == SONOIVU else SONOIVU)
    what = done(client.post_form("/sessions/end_others"), lambda: not world.session_holds(mine))
    assert world.session_holds(theirs) and client.get("/jobs/list/").status_code == 200
    world.sign_in_again()
    return what


@question("own.login")
def _login(world: World, case: Case) -> Met:
    form = {"username": case.account, "password": DEMO_PASSWORD}
    return met(world.product.client().post_form("/login/", form))


@question("own.api_login")
def _api_login(world: World, case: Case) -> Met:
    body = {"username": case.account, "password": DEMO_PASSWORD}
    return met(world.product.client().post("/api/v1/security/login", json=body))


@question("own.api_refresh")
def _api_refresh(world: World, case: Case) -> Met:
    client = world.product.client()
    if case.account == ANONYMOUS:
        return met(client.post("/api/v1/security/refresh"))
    body = {"username": case.account, "password": DEMO_PASSWORD, "refresh": True}
    token = client.post("/api/v1/security/login", json=body).get_json()["refresh_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/v1/security/refresh", headers=headers)
    return done(answer, lambda: "access_token" in answer.get_json())


@question("own.api_description", "own.api_menu")
def _api_about(world: World, case: Case) -> Met:
    address = {"api_description": "_openapi", "api_menu": "menu/"}[case.verb]
    return met(world.api(case.account).get(f"/api/v1/{address}"))


# Open to everybody --------------------------------------------------------------------------------------


@question("open.health", "open.static", "open.own_static", "open.login_form")
def _open(world: World, case: Case) -> Met:
    address, mark = {
        "health": ("/health", '"status"'),
        "static": ("/static/appbuilder/js/ab.js", "function"),
        "own_static": ("/static/hoso/app.css", "{"),
        "login_form": ("/login/", "csrf_token"),
    }[case.verb]
    answer = world.screen(case.account).get(address, follow_redirects=case.verb == "login_form")
    return found(answer, mark if case.verb != "login_form" or case.account == ANONYMOUS else "<html")


@question("open.code_form", "open.code")
def _code(world: World, case: Case) -> Met:
    """Without a right password there is nothing to ask a code for: back to the first page."""
    client = world.screen(case.account)
    answer = client.get("/login/code") if case.verb == "code_form" else client.post_form("/login/code", {})
    return Answer.DONE if answer.headers.get("Location") == "/login/" else met(answer)


@question("open.back", "open.language", "open.logout_form")
def _away(world: World, case: Case) -> Met:
    """They lead somewhere else, and need no account; sessions of their own, since they end or change them."""
    client = world.product.client() if case.account == ANONYMOUS else world.product.login(case.account)
    address = {"back": "/back", "language": "/lang/vi", "logout_form": "/logout/"}[case.verb]
    answer = client.get(address)
    return Answer.DONE if answer.status_code == 302 else met(answer)
