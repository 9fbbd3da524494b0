"""The logo of the installation: a small picture by its content, shown to everybody, told in the history."""

import io
import re
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.files.models import StoredFile
from app.settings.models import SettingValue
from tests.support.acting import text_of
from tests.support.cast import as_system, counted_statements
from tests.support.scans import pdf

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

MARK = "/static/hoso/icon.svg"


def picture(kind="PNG", size=(40, 30), colour="red"):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def unfolding_png(width, height):
    """A PNG of a few bytes whose head tells of a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def seen(client):
    page = text_of(client.get("/setting/edit/names"))
    return re.findall(r'name="_seen" value="(\d+)"', page)[1]


def upload(client, content, name="logo.png", **form):
    form = {"_seen": seen(client), "ground": "", **form}
    return client.post_form("/setting/logo", {**form, "logo": (io.BytesIO(content), name)})


def remove(client, **form):
    return client.post_form("/setting/logo_remove", {"_seen": seen(client), "ground": "", **form})


def address(client):
    """Where the sidebar finds its picture."""
    brand = text_of(client.get("/setting/list/")).split('class="hs-brand"')[1]
    return re.search(r'<img src="([^"?]+)', brand)[1]


def stored(product):
    """(value of the setting, number of kept files)"""
    with as_system(product) as session:
        value = session.scalars(select(SettingValue.value).where(SettingValue.key == "logo")).first()
        return value, session.scalar(select(func.count(StoredFile.id)))


@pytest.fixture
def plain(home_affairs):
    """Without a logo, before and after."""
    remove(home_affairs)
    yield home_affairs
    remove(home_affairs)


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_the_logo_is_shown_in_the_brand_at_sign_in_and_in_print(plain, product, kind, media_type):
    assert address(plain) == MARK
    content = picture(kind, (1000, 1000))
    assert upload(plain, content, "../biểu trưng.exe").status_code == 302
    where = address(plain)
    assert re.fullmatch(r"/logo/[0-9a-f]{64}", where)
    stranger = product.app.test_client()
    assert f'class="hs-logo" src="{where}"' in text_of(stranger.get("/login/"))
    printed = text_of(plain.get("/setting/list/")).split('class="hs-letterhead"')[1]
    assert printed.index(f'src="{where}"') < printed.index("</p>")
    answer = product.app.test_client().get(where)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, content, media_type)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers and "attachment" not in str(answer.headers)


def test_only_the_logo_of_today_is_served(plain, product):
    upload(plain, picture(colour="blue"))
    old = address(plain)
    upload(plain, picture(colour="green"))
    new, client = address(plain), product.app.test_client()
    assert old != new
    assert [client.get(one).status_code for one in (old, new)] == [404, 200]
    for other in ("0" * 64, "..%2f..%2fsecret_key", "x", new.removeprefix("/logo/")[:63]):
        assert client.get(f"/logo/{other}").status_code == 404, other
    assert remove(plain).status_code == 302
    assert client.get(new).status_code == 404 and address(plain) == MARK
    assert "hs-letterhead" not in text_of(plain.get("/setting/list/"))
    assert MARK in text_of(client.get("/login/"))


def test_no_other_kept_file_is_served_as_the_logo(plain, product):
    with as_system(product) as session:
        session.add(StoredFile(sha256="ab" * 32, size=1, media_type="image/png", name="a.png"))
        session.commit()
    assert product.app.test_client().get(f"/logo/{'ab' * 32}").status_code == 404


def test_the_history_tells_who_changed_it_and_why(plain):
    upload(plain, picture(colour="yellow"), ground="Công văn 31/SNV")
    mark = address(plain).removeprefix("/logo/")[:8]
    remove(plain, ground="Hết năm kỷ niệm")
    rows = re.findall(
        r"<tr>(.*?)</tr>", text_of(plain.get("/setting/list/")).split("Lịch sử thay đổi")[1], re.S
    )
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    removed, added = [row for row in cells if row and row[2].startswith("Biểu trưng")][:2]
    assert removed[1:] == [
        "sonoivu", "Biểu trưng (thanh bên, trang đăng nhập, trang in)", f"ảnh {mark}", "(để trống)",
        "Hết năm kỷ niệm",
    ]  # fmt: skip
    assert (added[1], added[4], added[5]) == ("sonoivu", f"ảnh {mark}", "Công văn 31/SNV")


NO_PICTURE = "Tệp không phải ảnh PNG hoặc JPEG, hoặc ảnh bị hỏng."
TOO_BIG = "Ảnh dài hoặc rộng hơn 1000 điểm ảnh. Thu nhỏ ảnh rồi tải lại."
FAULTY = {
    "nothing": (b"", "", "Chọn ảnh biểu trưng."),
    "an empty file": (b"", "a.png", "Tệp rỗng hoặc chưa chọn tệp."),
    "another kind": (pdf(), "a.png", NO_PICTURE),
    "a drawing with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "a.png",
        NO_PICTURE,
    ),
    "a GIF": (picture("GIF"), "a.png", NO_PICTURE),
    "half a picture": (
        picture("JPEG", (900, 900))[:2000], "a.jpg", NO_PICTURE,
    ),
    "too wide": (picture(size=(1001, 5)), "a.png", TOO_BIG),
    "one that unfolds hugely": (unfolding_png(60_000, 60_000), "a.png", TOO_BIG),
    "one that unfolds": (
        unfolding_png(9_000, 9_000), "a.png", TOO_BIG,
    ),
    "too large": (
        picture() + b"\0" * 200 * 1024, "a.png", "Ảnh lớn hơn 200 KB. Thu nhỏ ảnh rồi tải lại.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_picture_is_refused_and_changes_nothing(plain, product, fault):
    upload(plain, picture(colour="navy"))
    before, where = stored(product), address(plain)
    content, name, sentence = FAULTY[fault]
    answer = upload(plain, content, name)
    assert answer.status_code == 422
    assert f'<p class="hs-error" id="logo-loi">{sentence}</p>' in text_of(answer)
    assert stored(product) == before and address(plain) == where


def test_the_second_of_two_administrators_sees_that_it_was_changed(plain, product):
    old = seen(plain)
    assert upload(plain, picture(colour="red"), _seen=old).status_code == 302
    first = address(plain)
    answer = upload(product.login("quantri"), picture(colour="blue"), _seen=old)
    assert answer.status_code == 409 and "vừa được người khác sửa" in text_of(answer)
    assert remove(plain, _seen=old).status_code == 409
    assert address(plain) == first


def test_killed_before_the_commit_it_leaves_no_row(plain, product, monkeypatch):
    before = stored(product)

    def killed(*_arguments):
        raise SystemExit

    monkeypatch.setattr("app.files.logo.setting_put", killed)
    with pytest.raises(SystemExit):
        upload(plain, picture(colour="black"))
    monkeypatch.undo()
    assert stored(product) == before and address(plain) == MARK


def test_whoever_may_not_manage_settings_changes_no_logo(plain, product):
    upload(plain, picture(colour="white"))
    before = stored(product)
    for name in ("phuong.xuankhanh", "soyte", "canhan"):
        client = product.login(name)
        form = {"_seen": "0", "ground": ""}
        file = (io.BytesIO(picture()), "a.png")
        assert client.post_form("/setting/logo", {**form, "logo": file}).status_code == 403
        assert client.post_form("/setting/logo_remove", form).status_code == 403
    assert stored(product) == before


def test_it_is_no_value_to_be_typed(plain, product):
    form = {"system_name": "Hồ sơ", "city_name": "Thành phố Cần Thơ", "login_notice": "", "logo": "ab" * 32}
    before = stored(product)
    plain.post_form("/setting/edit/names", {**form, "_seen": ""})
    assert stored(product) == before


def test_a_page_asks_nothing_more_for_it(plain, product):
    plain.get("/setting/list/")
    upload(plain, picture(colour="pink"))
    where = address(plain)
    client = product.app.test_client()
    with counted_statements(product) as statements:
        assert client.get(where).status_code == 200
    assert len(statements) <= 2
