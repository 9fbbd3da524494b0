"""Every kind of page and every thing that opens on one, as somebody comes to see it.

A sight names the routes it shows, as `tests/matrix/routes.py` writes them (`{catalog}` for any catalog), the
account that looks, and the way there. A route that shows no page stands in NO_PAGE with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.matrix.routes import CATALOGS, ROUTES
from tests.support.screens import Screen, telephone

Way = Callable[[Screen, dict[str, int]], None]


@dataclass(frozen=True)
class Sight:
    """What somebody looks at; `account` None is nobody."""

    name: str
    account: str | None
    routes: tuple[str, ...]
    way: Way


def _at(address: str, status: int = 200) -> Way:
    def way(screen: Screen, rows: dict[str, int]) -> None:
        answer = screen.open(address.format(**rows))
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"

    return way


def _sent(address: str, button: str) -> Way:
    """The form of a page, sent as it stands."""

    def way(screen: Screen, rows: dict[str, int]) -> None:
        screen.open(address.format(**rows))
        screen.page.locator("main form").evaluate_all(
            "all => all.forEach(form => { form.noValidate = true; })"
        )
        screen.page.get_by_role("button", name=button, exact=True).click()
        expect(screen.page.locator(".alert-danger, .alert-warning").first).to_be_visible()

    return way


def _opened(address: str, summary: str) -> Way:
    """A page with one of the tools of its list open."""

    def way(screen: Screen, rows: dict[str, int]) -> None:
        screen.open(address.format(**rows))
        tool = screen.page.locator("details.hs-tool").filter(has_text=summary)
        tool.locator("summary").click()
        expect(tool.locator(".hs-tool-box")).to_be_visible()

    return way


def _refused_login(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/login/")
    screen.page.get_by_label("Tên đăng nhập").fill("khong-co")
    screen.page.get_by_label("Mật khẩu", exact=True).fill("sai")
    screen.page.get_by_role("button", name="Đăng nhập").click()
    expect(screen.page.locator(".alert")).to_be_visible()


def _further_condition(screen: Screen, rows: dict[str, int]) -> None:
    _opened(_ONE, "Điều kiện khác")(screen, rows)
    screen.page.locator("#hs-criterion").select_option("birth_on")
    expect(screen.page.locator("#hs-operator")).to_be_visible()


def _quick_search(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/jobs/list/")
    screen.page.keyboard.press("Control+k")
    screen.page.keyboard.type("so noi")
    expect(screen.page.get_by_role("option").first).to_be_visible()
    screen.page.keyboard.press("ArrowDown")


def _quick_search_for_nothing(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/jobs/list/")
    screen.page.keyboard.press("Control+k")
    screen.page.keyboard.type("khong ai ten nay")
    expect(screen.page.locator("#hs-found")).to_contain_text("Không có người hay đơn vị nào khớp")


def _reference_open(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/person/add")
    screen.reference("Dân tộc").click()
    screen.page.keyboard.type("kh")
    expect(screen.page.get_by_role("option").filter(has_text="Khmer")).to_be_visible()


def _conflict(screen: Screen, rows: dict[str, int]) -> None:
    """A form whose record somebody else has saved in the meantime."""
    edit = f"/person/edit/{rows['person']}"
    screen.open(edit)
    late = screen.page.context.new_page()
    late.goto(screen.server.url + edit, wait_until="domcontentloaded")
    for page, value in ((screen.page, "một"), (late, "hai")):
        page.get_by_label("Nơi ở hiện nay").fill(f"Số {value} {rows['person']}-{page.url[-1]}")
        page.get_by_role("button", name="Lưu", exact=True).click()
        page.wait_for_load_state("domcontentloaded")
    expect(late.get_by_role("heading", level=1)).to_contain_text("Hai bản khác nhau")
    screen.page.close()
    screen.page = late


def _tab(tab: str) -> Way:
    """A tab of the record that has an entry of each kind."""
    return _at(f"/person/show/{{whole}}?tab={tab}")


def _in_drawer(tab: str, name: str, *, then: str = "") -> Way:
    """A form of an entry in the drawer of the record's page; `then` is sent as it stands."""

    def way(screen: Screen, rows: dict[str, int]) -> None:
        _tab(tab)(screen, rows)
        screen.page.get_by_role("link", name=name, exact=True).first.click()
        drawer = screen.page.get_by_role("dialog")
        expect(drawer.get_by_role("heading", level=2).first).to_be_visible()
        if then:
            drawer.get_by_role("button", name=then, exact=True).click()
            expect(drawer.get_by_role("alert")).to_be_visible()

    return way


def _of_work(verb: str) -> Way:
    return _at(f"/entry/work_history/{verb}/{{work}}")


def _entry_conflict(screen: Screen, rows: dict[str, int]) -> None:
    """A form of an entry that somebody else has saved in the meantime."""
    edit = f"/entry/work_history/edit/{rows['work']}"
    screen.open(edit)
    late = screen.page.context.new_page()
    late.goto(screen.server.url + edit, wait_until="domcontentloaded")
    for page, value in ((screen.page, "một"), (late, "hai")):
        page.get_by_label("Nơi làm việc").fill(f"Phòng {value} {id(page)}")
        page.get_by_role("button", name="Lưu", exact=True).click()
        page.wait_for_load_state("domcontentloaded")
    expect(late.get_by_role("heading", level=1)).to_contain_text("Hai bản khác nhau")
    screen.page.close()
    screen.page = late


def _act(act: str, *, is_sent: bool = False) -> Way:
    def way(screen: Screen, _rows: dict[str, int]) -> None:
        screen.open(_ONE)
        screen.select_and(act, "Trần Thị Được Nhìn")
        if is_sent:
            screen.page.get_by_role("button", name=f"{act} 1 hồ sơ").click()
            expect(screen.page.locator(".alert-danger")).to_be_visible()

    return way


def _forms_menu(screen: Screen, rows: dict[str, int]) -> None:
    screen.open(f"/person/show/{rows['person']}")
    screen.page.locator("details.hs-forms-menu summary").click()
    expect(screen.page.locator(".hs-forms li")).to_have_count(4)


def _tree_opened(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/unit/tree")
    screen.page.locator(".hs-tree .hs-fold[data-hs-open]").first.click()
    expect(screen.page.locator(".hs-tree .hs-tree .hs-node").first).to_be_visible()


def _drawer(screen: Screen, _rows: dict[str, int]) -> None:
    """The menu of a telephone; wider windows show it always."""
    screen.page.set_viewport_size({"width": 360, "height": 740})
    screen.open("/jobs/list/")
    screen.page.locator(".hs-burger").click()
    expect(screen.page.locator("#hs-side")).to_be_visible()


def _rail(screen: Screen, _rows: dict[str, int]) -> None:
    """The menu folded to its icons."""
    screen.open("/jobs/list/")
    screen.page.get_by_role("button", name="Thu gọn").click()
    expect(screen.page.get_by_role("button", name="Mở rộng")).to_be_visible()
    screen.page.context.clear_cookies(name="hs-side")  # the next page is whole again


def _account_menu(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/jobs/list/")
    screen.page.locator(".hs-account summary").click()
    expect(screen.page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def _handover(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/account/show/3")
    screen.page.get_by_role("button", name="Bàn giao").click()
    expect(screen.page.get_by_label("Số quyết định ủy quyền")).to_be_visible()


def _lost_password(screen: Screen, _rows: dict[str, int]) -> None:
    """Reported once; looked at again when it is there already."""
    screen.open("/lost_password/list/")
    if screen.page.locator("#hs-rows .hs-name").count():
        screen.page.locator("#hs-rows .hs-name").first.click()
    else:
        screen.open("/account/show/3")
        screen.page.get_by_role("button", name="Báo mất mật khẩu").click()
        screen.page.get_by_label("Người báo mất mật khẩu").fill("Trần Văn Báo")
        screen.page.get_by_role("button", name="Báo mất mật khẩu").click()
    expect(screen.page.get_by_role("button", name="Thủ trưởng xác nhận")).to_be_visible()


def _secret_waiting(screen: Screen, _rows: dict[str, int]) -> None:
    screen.open("/totp/form")
    drawn, start = screen.page.locator(".hs-qr"), screen.page.get_by_role("button", name="Bắt đầu")
    expect(drawn.or_(start)).to_be_visible()
    if start.count():
        screen.page.locator("#present").fill(screen.server.password)
        start.click()
    expect(drawn).to_be_visible()


def _recovery_codes(screen: Screen, rows: dict[str, int]) -> None:
    _secret_waiting(screen, rows)
    screen.page.locator("#code").fill(telephone(screen.page))
    screen.page.get_by_role("button", name="Bật mã xác thực").click()
    expect(screen.page.locator(".hs-recovery li")).to_have_count(10)


def _code_wanted(screen: Screen, rows: dict[str, int]) -> None:
    """Seen by an account that has set up the second step, now or before."""
    asked, inside = screen.page.locator("form[name=code]"), screen.page.locator("#hs-side")
    screen.enter(READER)
    expect(asked.or_(inside)).to_be_attached()
    if inside.count():
        _recovery_codes(screen, rows)
        screen.page.context.clear_cookies()
        screen.enter(READER)
    expect(asked).to_be_visible()


def _code_refused(screen: Screen, rows: dict[str, int]) -> None:
    _code_wanted(screen, rows)
    screen.page.get_by_role("button", name="Tiếp tục").click()
    expect(screen.page.locator(".alert-danger")).to_be_visible()


OFFICE, ADMIN, CLERK, READER = "sonoivu", "quantri", "phuong.xuankhanh", "xem.soyte"
_PEOPLE, _ACT = "/person/list/", "/person/action_post"
_FORM = "/person/print/<pk>/<string:code>"
_AS_OF = "/person/as_of/<pk>"
_ONE = "/person/list/?q=tran+thi+duoc+nhin"

RECORD_TABS = ("training", "work", "pay", "merit", "party", "family", "papers", "files", "history")

SIGHTS = (
    Sight("sign in", None, ("/login/",), _at("/login/")),
    Sight("sign in, refused", None, ("/login/",), _refused_login),
    *(
        Sight(f"front page of {account}", account, ("/",), _at("/"))
        for account in (
            OFFICE,
            ADMIN,
            CLERK,
            "soyte",
            "pnv.ninhkieu",
            "pgd.ninhkieu",
            "xem.soyte",
            "canhan",
        )
    ),
    Sight("nothing there", OFFICE, (), _at("/khong/co", 404)),
    Sight("not allowed", CLERK, (), _at("/roles/list/", 403)),
    Sight("a bad condition", OFFICE, (), _at("/person/list/?f.khong_co.eq=1", 422)),
    # People
    Sight("people", OFFICE, (_PEOPLE,), _at(_PEOPLE)),
    Sight("people, filtered", OFFICE, (_PEOPLE,), _at("/person/list/?q=le&f.sex.eq=female&order=birth_on")),
    Sight("people, none", OFFICE, (_PEOPLE,), _at("/person/list/?q=khong+ai+ten+nay")),
    Sight("columns", OFFICE, (_PEOPLE,), _opened(_ONE, "Cột hiển thị")),
    Sight("columns, a page", OFFICE, ("/person/columns",), _at("/person/columns")),
    Sight("saved filters", OFFICE, (_PEOPLE,), _opened(_ONE, "Bộ lọc đã lưu")),
    Sight("further condition", OFFICE, (_PEOPLE, "/person/criterion"), _further_condition),
    Sight("person", OFFICE, ("/person/show/<pk>",), _at("/person/show/{person}")),
    Sight("person, by a reader", "xem.soyte", ("/person/show/<pk>",), _at("/person/show/{patient}")),
    Sight("new person", OFFICE, ("/person/add",), _at("/person/add")),
    Sight("new person, refused", OFFICE, ("/person/add",), _sent("/person/add", "Lưu")),
    Sight("reference field open", OFFICE, ("/person/add", "/lookup/<key>"), _reference_open),
    Sight("edit person", OFFICE, ("/person/edit/<pk>",), _at("/person/edit/{person}")),
    Sight("two versions", OFFICE, ("/person/edit/<pk>",), _conflict),
    Sight("identity number", OFFICE, ("/person/identity",), _at("/person/identity")),
    Sight("identity number, refused", OFFICE, ("/person/identity",), _sent("/person/identity", "Tra")),
    Sight("verify", OFFICE, (_ACT,), _act("Xác thực")),
    Sight("transfer", OFFICE, (_ACT,), _act("Điều chuyển")),
    Sight("transfer, refused", OFFICE, (_ACT,), _act("Điều chuyển", is_sent=True)),
    Sight("change status", OFFICE, (_ACT,), _act("Đổi trạng thái")),
    Sight("printing", OFFICE, (_ACT,), _act("In biểu mẫu")),
    Sight("menu of forms", OFFICE, ("/person/show/<pk>",), _forms_menu),
    Sight("supplement", OFFICE, (_FORM,), _at("/person/print/{person}/form_4a")),
    Sight(
        "supplement, refused",
        OFFICE,
        (_FORM,),
        _sent("/person/print/{person}/form_4a", "In biểu mẫu 1 hồ sơ"),
    ),
    # The record by its parts, entries
    *(Sight(f"record, {tab}", OFFICE, ("/person/show/<pk>",), _tab(tab)) for tab in RECORD_TABS),
    *(
        Sight(
            f"record on a day, {tab}",
            OFFICE,
            (_AS_OF,),
            _at(f"/person/as_of/{{whole}}?day=1/6/2015&tab={tab}"),
        )
        for tab in ("general", "pay", "since")
    ),
    Sight("record on a day, refused", OFFICE, (_AS_OF,), _at("/person/as_of/{whole}?day=31/2/2015", 422)),
    Sight("record on a day, by a reader", "thanhtra", (_AS_OF,), _at("/person/as_of/{patient}?day=1/6/2023")),
    Sight("record, pay, by a reader", "thanhtra", ("/person/show/<pk>",), _tab("pay")),
    Sight("entry in the drawer", OFFICE, ("/entry/<kind>/show/<pk>",), _in_drawer("work", "Chuyên viên")),
    Sight(
        "new entry in the drawer",
        OFFICE,
        ("/entry/<kind>/add/<pk>",),
        _in_drawer("work", "Thêm mục: Quá trình công tác"),
    ),
    Sight(
        "new entry in the drawer, refused",
        OFFICE,
        ("/entry/<kind>/add/<pk>",),
        _in_drawer("work", "Thêm mục: Quá trình công tác", then="Lưu"),
    ),
    *(
        Sight(
            f"entry, {verb}",
            OFFICE,
            (f"/entry/<kind>/{verb}/<pk>",),
            _of_work(verb),
        )
        for verb in ("show", "edit", "end", "void", "restore", "verify")
    ),
    Sight("file in the drawer", OFFICE, ("/attachment/show/<pk>",), _in_drawer("files", "quyet-dinh.pdf")),
    Sight("file", OFFICE, ("/attachment/show/<pk>",), _at("/attachment/show/{picture}")),
    Sight("new file", OFFICE, ("/attachment/add/<pk>",), _at("/attachment/add/{whole}")),
    Sight(
        "new file, refused", OFFICE, ("/attachment/add/<pk>",), _sent("/attachment/add/{whole}", "Đính kèm")
    ),
    Sight("photo", OFFICE, ("/attachment/photo/<pk>",), _at("/attachment/photo/{whole}")),
    Sight("new entry", OFFICE, ("/entry/<kind>/add/<pk>",), _at("/entry/training/add/{whole}")),
    Sight(
        "entry, void refused",
        OFFICE,
        ("/entry/<kind>/void/<pk>",),
        _sent("/entry/work_history/void/{work}", "Hủy mục"),
    ),
    Sight("two versions of an entry", OFFICE, ("/entry/<kind>/edit/<pk>",), _entry_conflict),
    # Units
    Sight("units", OFFICE, ("/unit/list/",), _at("/unit/list/")),
    Sight("unit", OFFICE, ("/unit/show/<pk>",), _at("/unit/show/{unit}")),
    Sight("unit, by a clerk", CLERK, ("/unit/show/<pk>",), _at("/unit/show/{unit}")),
    Sight("unit dropped on another", OFFICE, ("/unit/show/<pk>",), _at("/unit/show/{unit}?move_to={health}")),
    Sight("new unit", OFFICE, ("/unit/add",), _at("/unit/add")),
    Sight("new unit, refused", OFFICE, ("/unit/add",), _sent("/unit/add", "Lưu")),
    Sight("edit unit", OFFICE, ("/unit/edit/<pk>",), _at("/unit/edit/{unit}")),
    Sight("tree", OFFICE, ("/unit/tree",), _at("/unit/tree")),
    Sight("tree, a branch open", OFFICE, ("/unit/tree", "/unit/children/<pk>"), _tree_opened),
    Sight("chart", OFFICE, ("/unit/chart/<pk>",), _at("/unit/chart/{health}")),
    # Delegations
    Sight("delegations", OFFICE, ("/delegation/list/",), _at("/delegation/list/")),
    Sight("new delegation", OFFICE, ("/delegation/add",), _at("/delegation/add")),
    Sight("delegation", OFFICE, ("/delegation/show/<pk>",), _at("/delegation/show/1")),
    Sight("edit delegation", OFFICE, ("/delegation/edit/<pk>",), _at("/delegation/edit/1")),
    # Catalogs
    Sight("catalog", ADMIN, ("/{catalog}/list/",), _at("/grade/list/")),
    Sight("catalog without rows", ADMIN, ("/{catalog}/list/",), _at("/holiday/list/?q=khong+co")),
    Sight("value", ADMIN, ("/{catalog}/show/<pk>",), _at("/grade/show/1")),
    Sight("new value", ADMIN, ("/{catalog}/add",), _at("/grade/add")),
    Sight("new value, refused", ADMIN, ("/{catalog}/add",), _sent("/grade/add", "Lưu")),
    Sight("edit value", ADMIN, ("/{catalog}/edit/<pk>",), _at("/grade/edit/1")),
    Sight("merge", ADMIN, ("/{catalog}/merge/<pk>",), _at("/ethnic_group/merge/1")),
    Sight("import", ADMIN, ("/{catalog}/import",), _at("/grade/import")),
    Sight("import, refused", ADMIN, ("/{catalog}/import",), _sent("/grade/import", "Nhập")),
    # Accounts
    Sight("accounts", OFFICE, ("/account/list/",), _at("/account/list/")),
    Sight("account", OFFICE, ("/account/show/<pk>",), _at("/account/show/3")),
    Sight("new account", OFFICE, ("/account/add",), _at("/account/add")),
    Sight("new account, refused", OFFICE, ("/account/add",), _sent("/account/add", "Cấp tài khoản")),
    Sight("handover", OFFICE, (), _handover),
    Sight("requests", OFFICE, ("/account_request/list/",), _at("/account_request/list/")),
    Sight("new request", OFFICE, ("/account_request/add",), _at("/account_request/add")),
    Sight("lost passwords", OFFICE, ("/lost_password/list/",), _at("/lost_password/list/")),
    Sight("lost password", OFFICE, ("/lost_password/show/<pk>",), _lost_password),
    Sight("roles", ADMIN, ("/roles/list/",), _at("/roles/list/")),
    Sight("role", ADMIN, ("/roles/show/<pk>",), _at("/roles/show/1")),
    Sight("role with its changes", OFFICE, ("/roles/history/<pk>",), _at("/roles/history/1")),
    Sight("changes of roles", OFFICE, ("/roles/changes",), _at("/roles/changes")),
    Sight("who has what", OFFICE, ("/grants/list/",), _at("/grants/list/")),
    Sight("grants of an account", OFFICE, ("/grants/account/<pk>",), _at("/grants/account/3")),
    Sight("who may", OFFICE, ("/rights/holders",), _at("/rights/holders?right=edit&key=person")),
    Sight("two roles", OFFICE, ("/rights/compare",), _at("/rights/compare")),
    # Confidentiality, running
    Sight("log of access", "thanhtra", ("/access_log/list/",), _at("/access_log/list/")),
    Sight("alerts", "thanhtra", ("/access_log/alerts",), _at("/access_log/alerts")),
    Sight("who has seen", OFFICE, ("/access_log/person/<pk>",), _at("/access_log/person/{person}")),
    Sight("consents", OFFICE, ("/consent/list/",), _at("/consent/list/")),
    Sight("consents on a record", OFFICE, ("/consent/person/<pk>",), _at("/consent/person/{person}")),
    Sight("backups", ADMIN, ("/backup/list/",), _at("/backup/list/")),
    Sight("own password", OFFICE, ("/resetmypassword/form",), _at("/resetmypassword/form")),
    Sight(
        "own password, refused",
        OFFICE,
        ("/resetmypassword/form",),
        _sent("/resetmypassword/form", "Đổi mật khẩu"),
    ),
    Sight("second step, off", READER, ("/totp/form",), _at("/totp/form")),
    Sight("second step, refused", READER, ("/totp/form",), _sent("/totp/form", "Bắt đầu")),
    Sight("second step, secret", READER, ("/totp/form",), _secret_waiting),
    Sight("recovery codes", READER, ("/totp/form",), _recovery_codes),
    Sight("second step, on", READER, ("/totp/form",), _at("/totp/form")),
    Sight("code", None, ("/login/code",), _code_wanted),
    Sight("code, refused", None, ("/login/code",), _code_refused),
    Sight("own sessions", OFFICE, ("/sessions/list/",), _at("/sessions/list/")),
    Sight("sign out", OFFICE, ("/logout/",), _at("/logout/")),
    Sight("catalogs", ADMIN, ("/catalogs/list/",), _at("/catalogs/list/")),
    Sight("settings", ADMIN, ("/setting/list/",), _at("/setting/list/")),
    Sight("edit settings", ADMIN, ("/setting/edit/<string:name>",), _at("/setting/edit/deadlines")),
    # Jobs, and what opens over any page
    Sight("jobs", OFFICE, ("/jobs/list/",), _at("/jobs/list/")),
    Sight("jobs, none", CLERK, ("/jobs/list/",), _at("/jobs/list/")),
    Sight("job", OFFICE, ("/jobs/show/<pk>",), _at("/jobs/show/{job}")),
    Sight("quick search", OFFICE, ("/lookup/everything",), _quick_search),
    Sight("quick search for nothing", OFFICE, ("/lookup/everything",), _quick_search_for_nothing),
    Sight("account menu", OFFICE, (), _account_menu),
    Sight("menu of a telephone", OFFICE, (), _drawer),
    Sight("menu folded to icons", OFFICE, (), _rail),
)

#: Routes that answer a GET with no page of their own.
NO_PAGE = {
    "/back": "leads elsewhere",
    "/health": "a word for machines",
    "/lang/<string:locale>": "leads elsewhere",
    "/logo/<digest>": "a picture",
    "/consent/scan/<pk>": "a file",
    "/attachment/file/<pk>": "a file",
    "/static/appbuilder/<path:filename>": "files",
    "/static/hoso/<path:filename>": "files",
    "/jobs/state/<pk>": "JSON for the page of the job",
    "/jobs/result/<pk>": "a workbook",
    "/account/scan/<pk>": "a file",
    "/account/authorisation/<pk>": "a PDF",
    "/account_request/scan/<pk>": "a file",
    "/lost_password/scan/<pk>": "a file",
    "/account_request/paper/<pk>": "a PDF",
    "/account_request/show/<pk>": "the page of a lost password, looked at there",
    "/person/print/<pk>/<string:code>.docx": "a document",
    "/unit/search": "JSON for the tree",
    "/unit/columns": "part of a list, looked at with people",
    "/delegation/columns": "part of a list, looked at with people",
    "/{catalog}/columns": "part of a list, looked at with people",
    "/unit/criterion": "part of a list, looked at with people",
    "/delegation/criterion": "part of a list, looked at with people",
    "/{catalog}/criterion": "part of a list, looked at with people",
}


def page_routes() -> set[str]:
    """The routes of the screens that answer a GET, the catalogs as one."""
    found = set()
    for method, address in ROUTES:
        if method == "GET" and not address.startswith("/api/"):
            key = address.split("/")[1]
            found.add(address.replace(f"/{key}/", "/{catalog}/", 1) if key in CATALOGS else address)
    return found
