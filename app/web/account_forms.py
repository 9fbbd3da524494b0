"""What acts on accounts ask for, as declarations; one template draws them, one reader reads them."""

import dataclasses
import datetime
from collections.abc import Callable, Mapping

from flask import current_app, request
from sqlalchemy.orm import Session

from app.accounts.holding import Decision, Holder, account_handover, authorisation_record
from app.accounts.services import (
    account_end_sessions,
    account_expire,
    account_lock,
    account_totp_reset,
    account_unlock,
    password_reset,
)
from app.accounts.slips import Slip
from app.core import clock
from app.core.errors import NotFound, RuleViolated
from app.core.fields import Field, Kind
from app.core.values import parse
from app.core.words import say
from app.files.models import StoredFile
from app.files.store import keep_file
from app.web.requests import number, reference_value


@dataclasses.dataclass(frozen=True)
class Ask:
    """One control of a form: text, long, day, file, choice or unit."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    max_length: int = 200
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)


SCAN = Ask("scan", "Bản quét quyết định (PDF, JPEG, PNG)", "file", required=True)
DECISION = (
    Ask("authorisation_number", "Số quyết định ủy quyền (Mẫu 4)", required=True, max_length=100),
    Ask("authorisation_on", "Ngày quyết định ủy quyền", "day", required=True),
    Ask("authorised_until", "Ủy quyền đến hết ngày", "day", help="Để trống khi chưa định ngày kết thúc."),
    SCAN,
)
HOLDER = (
    Ask("name", "Người phụ trách", required=True, max_length=120),
    Ask("title", "Chức vụ"),
    Ask("phone", "Số điện thoại", max_length=30),
    Ask("email", "Thư điện tử công vụ"),
    Ask("from_on", "Phụ trách từ ngày", "day", required=True),
    *DECISION,
)


def typed_day(name: str, label: str, *, required: bool = True) -> datetime.date | None:
    """A day of the form; RuleViolated under its name when it is none."""
    field = Field(label, Kind.DAY, name=name, required=required)
    try:
        found: datetime.date | None = parse(field, request.form.get(name, "").strip())
    except RuleViolated as error:
        raise RuleViolated(error.message, errors={name: error.message}) from error
    if found is None and required:
        sentence = say("Chưa nhập «{label}».", label=say(label))
        raise RuleViolated(sentence, errors={name: sentence})
    return found


def kept_scan(session: Session, *, required: bool = True) -> StoredFile | None:
    """The scan sent with the form, written and noted in the transaction in hand."""
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        if not required:
            return None
        sentence = say("Chọn bản quét.")
        raise RuleViolated(sentence, errors={"scan": sentence})
    try:
        return keep_file(session, current_app.config["SETTINGS"].data_dir, sent.stream, sent.filename)
    except RuleViolated as error:
        raise RuleViolated(error.message, errors={"scan": error.message}) from error


def unit_chosen(name: str) -> int | None:
    """The unit chosen in the form, or none; NotFound for anything that is no id."""
    value = reference_value(request.form.get(name, ""))
    if value is not None and not isinstance(value, int):
        raise NotFound()
    return value


def typed_version() -> int | None:
    return number(request.form, "_version", 0, 10**9) or None


Run = Callable[[Session, int], Slip | None]


@dataclasses.dataclass(frozen=True)
class AccountAct:
    """An act on one account: what it asks, what it says will follow, and who does it."""

    name: str
    label: str
    legal: str
    icon: str
    says: str
    run: Run
    asks: tuple[Ask, ...] = ()
    #: For which accounts the button is shown: (kind, state) -> whether.
    fits: Callable[[str, str], bool] = lambda _kind, _state: True
    #: Shown for an account that has set up the second step.
    needs_totp: bool = False
    #: Shown for an account whose holder no decision names yet.
    needs_decision: bool = False


def _lock(session: Session, pk: int) -> None:
    account_lock(session, pk, why=request.form.get("why", ""), version=typed_version())


def _unlock(session: Session, pk: int) -> None:
    account_unlock(session, pk, version=typed_version())


def _expire(session: Session, pk: int) -> None:
    last = typed_day("last_day", "Ngày cuối được dùng", required=False)
    account_expire(session, pk, last_day=last, version=typed_version())


def _end_sessions(session: Session, pk: int) -> None:
    account_end_sessions(session, pk, version=typed_version())


def _totp_reset(session: Session, pk: int) -> None:
    account_totp_reset(session, pk, why=request.form.get("why", ""), version=typed_version())


def _reset(session: Session, pk: int) -> Slip:
    return password_reset(session, pk, version=typed_version())


def _handover(session: Session, pk: int) -> Slip:
    form = request.form
    from_on = typed_day("from_on", "Phụ trách từ ngày") or clock.today()
    holder = Holder(
        **{name: " ".join(form.get(name, "").split())[:200] for name in ("name", "title", "phone", "email")},
        from_on=from_on,
        decision=typed_decision(),
    )
    return account_handover(session, pk, holder, keep_scan=kept_scan, version=typed_version())


def _authorise(session: Session, pk: int) -> None:
    authorisation_record(session, pk, typed_decision(), keep_scan=kept_scan, version=typed_version())


def typed_decision(*, required: bool = True) -> Decision:
    """The decision of the form (Mẫu 4); its days must be days, and its own one given where `required`."""
    return Decision(
        request.form.get("authorisation_number", "").strip()[:100],
        typed_day("authorisation_on", "Ngày quyết định ủy quyền", required=required),
        typed_day("authorised_until", "Ủy quyền đến hết ngày", required=False),
    )


ACTS = {
    act.name: act
    for act in (
        AccountAct(
            "reset",
            "Cấp lại mật khẩu",
            "Điều 17.6",
            "fa-key",
            "Mật khẩu cũ của «{name}» hết giá trị ngay, mọi phiên đang mở kết thúc. Mật khẩu mới hiện một "
            "lần trên phiếu và phải đổi khi đăng nhập.",
            _reset,
        ),
        AccountAct(
            "handover",
            "Bàn giao",
            "Điều 6.4; Điều 6.7",
            "fa-people-arrows",
            "Thời gian phụ trách của người đang giữ «{name}» kết thúc hôm trước ngày bàn giao; mật khẩu cũ "
            "hết giá trị, mọi phiên đang mở kết thúc; người nhận có mật khẩu mới trên phiếu.",
            _handover,
            HOLDER,
            lambda kind, _state: kind == "unit",
        ),
        AccountAct(
            "authorise",
            "Ghi quyết định ủy quyền (Mẫu 4)",
            "Điều 6.4",
            "fa-file-signature",
            "Người đang phụ trách «{name}» chưa có quyết định ủy quyền. Ghi xong, tài khoản đăng nhập được "
            "từ ngày quyết định; mật khẩu giữ nguyên.",
            _authorise,
            DECISION,
            lambda kind, _state: kind == "unit",
            needs_decision=True,
        ),
        AccountAct(
            "lock",
            "Khóa",
            "Điều 6.7",
            "fa-lock",
            "«{name}» không đăng nhập được nữa, mọi phiên đang mở kết thúc. Dữ liệu giữ nguyên; mở khóa được "
            "bất cứ lúc nào.",
            _lock,
            (Ask("why", "Lý do khóa", required=True, max_length=300),),
            lambda _kind, state: state != "locked",
        ),
        AccountAct(
            "unlock",
            "Mở khóa",
            "Điều 6.7",
            "fa-lock-open",
            "«{name}» đăng nhập lại được với mật khẩu đang có.",
            _unlock,
            (),
            lambda _kind, state: state == "locked",
        ),
        AccountAct(
            "expire",
            "Đặt hạn",
            "Điều 6.7",
            "fa-calendar-xmark",
            "Sau ngày này «{name}» không đăng nhập được nữa. Để trống để bỏ hạn.",
            _expire,
            (Ask("last_day", "Ngày cuối được dùng", "day"),),
        ),
        AccountAct(
            "end_sessions",
            "Kết thúc mọi phiên",
            "Điều 6.6",
            "fa-right-from-bracket",
            "Mọi phiên đang mở của «{name}» kết thúc ngay, cả trên màn hình và trong các phần mềm kết nối. "
            "Mật khẩu giữ nguyên.",
            _end_sessions,
        ),
        AccountAct(
            "totp_reset",
            "Gỡ mã xác thực",
            "Điều 6.6",
            "fa-mobile-screen",
            "Dùng khi người giữ «{name}» mất điện thoại. Mã xác thực và mã khôi phục hết giá trị, mọi phiên "
            "đang mở kết thúc; vai trò bắt buộc dùng mã thì lần đăng nhập sau phải bật lại.",
            _totp_reset,
            (Ask("why", "Lý do gỡ", required=True, max_length=200),),
            needs_totp=True,
        ),
    )
}
