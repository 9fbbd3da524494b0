"""Counts what a person does at the screen: presses of a mouse or finger, commanding keys, fields typed in.

The count is kept by the pages themselves, from events the browser calls trusted, so a test cannot forget one.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

#: Lives in the storage of the window, which outlasts its pages. A key that writes a letter is typing, not a
#: command; a field counts once, however much is typed in it.
_COUNT = """
(() => {
  if (!location.protocol.startsWith("http") || window.top !== window) { return; }
  const key = "hs-test-count";
  const nothing = { clicks: 0, keys: 0, fields: 0, screens: 0 };
  const add = (what) => {
    const now = { ...nothing, ...JSON.parse(sessionStorage.getItem(key) || "{}") };
    now[what] += 1;
    sessionStorage.setItem(key, JSON.stringify(now));
  };
  const typed = new WeakSet();
  add("screens");
  addEventListener("pointerdown", (event) => { if (event.isTrusted) { add("clicks"); } }, true);
  addEventListener("keydown", (event) => {
    const alone = ["Control", "Shift", "Alt", "Meta"].includes(event.key);
    const writes = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.isTrusted && !alone && !writes) { add("keys"); }
  }, true);
  addEventListener("input", (event) => {
    const field = event.target;
    if (!event.isTrusted || typed.has(field) || ["checkbox", "radio"].includes(field.type)) { return; }
    typed.add(field);
    add("fields");
  }, true);
})();
"""


@dataclass(frozen=True)
class Effort:
    """What a task cost: presses, commanding keys (Tab, Enter, Ctrl+S), fields typed in, pages shown."""

    clicks: int
    keys: int
    fields: int
    screens: int


class Counter:
    """Counts in one window; make it before the window shows its first page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(_COUNT)

    def start(self) -> None:
        """From here on; the page that is shown is where the task begins and does not count."""
        self._page.evaluate("sessionStorage.removeItem('hs-test-count')")

    def so_far(self) -> Effort:
        """What was done since the start; ask when the last page of the task is there."""
        self._page.wait_for_load_state("domcontentloaded")
        read = "() => JSON.parse(sessionStorage.getItem('hs-test-count') || '{}')"
        found = self._page.locator("html").evaluate(read)
        return Effort(*(int(found.get(name, 0)) for name in ("clicks", "keys", "fields", "screens")))
