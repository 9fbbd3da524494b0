"""What a person with a telephone does: sets up the second step, reads codes off it."""

import re

import pyotp

from tests.support.product import ProductClient, read_csrf_token
from tests.support.templates import DEMO_PASSWORD

SECRET = re.compile(r'hs-secret-key"[^>]*>([A-Z2-7 ]+)<')
CODE = re.compile(r"<code[^>]*>([a-z2-9]{5}-[a-z2-9]{5})</code>")


def enrol(client: ProductClient, moment: float, password: str = DEMO_PASSWORD) -> tuple[str, list[str]]:
    """Set the second step up by the pages; the secret and the recovery codes."""
    assert client.post_form("/totp/begin", {"present": password}).status_code == 302
    secret = secret_on(client.get("/totp/form").get_data(as_text=True))
    answer = client.post_form("/totp/confirm", {"code": code_at(secret, moment)})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return secret, CODE.findall(answer.get_data(as_text=True))


def secret_on(page: str) -> str:
    """The secret as the page writes it, in groups of four."""
    found = SECRET.search(page)
    assert found, "no secret on the page"
    groups = found.group(1).split()
    assert {len(group) for group in groups} == {4}
    return "".join(groups)


def code_at(secret: str, moment: float) -> str:
    """What the telephone shows at a moment, in seconds since 1970."""
    return pyotp.TOTP(secret).at(int(moment))


def wrong_code(secret: str, moment: float) -> str:
    """Six digits that hold at no step near the moment."""
    near = {code_at(secret, moment + shift) for shift in range(-90, 91, 30)}
    return next(digit * 6 for digit in "12345678" if digit * 6 not in near)


def first_step(client: ProductClient, username: str, password: str = DEMO_PASSWORD, path: str = "/login/"):
    """Name and password; the answer."""
    token = read_csrf_token(client.get("/login/").get_data(as_text=True))
    return client.post(path, data={"username": username, "password": password, "csrf_token": token})
