"""``python -m screenshots``: every page at both widths, light and dark, and the index of docs/screens."""

import argparse
import tempfile
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from config import ROOT
from screenshots.drawing import draw
from screenshots.pages import PICTURES, Picture
from tests.support.chromium import ChromiumMissingError, local_context, running_chromium, shared_chromium
from tests.support.live_server import LiveServer, running_server
from tests.support.screens import Screen
from tests.support.shared import SharedFolder
from tests.support.templates import product_environment

FOLDER = ROOT / "docs" / "screens"
#: Width -> height of the window.
WINDOWS = {1366: 768, 360: 740}
THEMES = ("light", "dark")
#: Enough that the list of the whole city is exported as a job.
PEOPLE = 2_500


def main() -> int:
    """Draw what was asked for; the number of bytes written is told."""
    wanted = _options()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hoso-screens-") as name, ExitStack() as open_ones:
        folder = Path(name)
        try:
            program = shared_chromium(SharedFolder(folder))
        except ChromiumMissingError as missing:
            print(missing)
            return 1
        server = open_ones.enter_context(_product(folder))
        browser = open_ones.enter_context(running_chromium(program))
        for width in WINDOWS:
            _draw_all(browser, server, width, wanted)
    (FOLDER / "README.md").write_text(_index(), encoding="utf-8")
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{FOLDER}: {total / 1024:.0f} KiB")
    return 0


def _options() -> list[Picture]:
    parser = argparse.ArgumentParser(prog="screenshots")
    names = [picture.name for picture in PICTURES]
    parser.add_argument("names", nargs="*", metavar="page", help=", ".join(names))
    wanted = parser.parse_args().names or names
    return [picture for picture in PICTURES if picture.name in wanted]


def _product(folder: Path) -> AbstractContextManager[LiveServer]:
    env = product_environment(folder / "data", None) | {"DEMO_PEOPLE": str(PEOPLE)}
    return running_server(env, folder, ("-m", "screenshots.product"))


def _draw_all(browser: Browser, server: LiveServer, width: int, wanted: list[Picture]) -> None:
    for account in dict.fromkeys(picture.account for picture in wanted):
        with local_context(browser, width, WINDOWS[width]) as context:
            screen = Screen(context.new_page(), server)
            if account:
                screen.sign_in(account)
            for picture in wanted:
                if picture.account == account:
                    _draw(screen, picture, width)


def _draw(screen: Screen, picture: Picture, width: int) -> None:
    picture.draw(screen)
    screen.page.wait_for_load_state("networkidle")
    for theme in THEMES:
        size = draw(screen.page, theme, FOLDER / f"{picture.name}-{width}-{theme}.png")
        print(f"{picture.name}-{width}-{theme}.png  {size / 1024:.0f} KiB", flush=True)


def _index() -> str:
    lines = [
        "# Ảnh các màn hình",
        "",
        "Vẽ lại bằng `make screens`: phần mềm chạy trên dữ liệu thử, luôn cùng những người ấy và cùng một",
        "buổi sáng (02/11/2026), nên ảnh chỉ đổi khi màn hình đổi. Màn hình rộng 1366 và 360 điểm, nền sáng",
        "và nền tối; nền theo máy của người dùng. Không ai trong ảnh có thật.",
        "",
    ]
    for picture in PICTURES:
        lines += [f"## {picture.title}", ""]
        for width in WINDOWS:
            for theme, words in zip(THEMES, ("nền sáng", "nền tối"), strict=True):
                file = f"{picture.name}-{width}-{theme}.png"
                lines.append(f"![{picture.title}, {width} điểm, {words}]({file})")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
