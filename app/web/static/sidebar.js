/* The sidebar: a drawer on a telephone, a rail of icons in a middling window or where its reader folded it. */
(function () {
  "use strict";
  const side = document.getElementById("hs-side");
  if (!side) { return; }
  const shell = side.closest(".hs-shell");
  const burger = document.querySelector("[data-hs-toggle]");
  const fold = side.querySelector("[data-hs-fold]");
  const isRail = () => side.offsetWidth < 80;
  const isOver = () => side.classList.contains("hs-open");
  const inWideWindow = () => window.matchMedia("(min-width: 1200px)").matches;

  // Open over the page, until Escape, a press beside it or the focus elsewhere.
  function turn(open) {
    side.classList.toggle("hs-open", open);
    burger.setAttribute("aria-expanded", String(open));
  }
  burger.addEventListener("click", () => {
    turn(!isOver());
    if (isOver()) { side.querySelector("a").focus(); }
  });
  ["click", "focusin"].forEach((type) => document.addEventListener(type, (event) => {
    if (isOver() && !side.contains(event.target) && !burger.contains(event.target)) { turn(false); }
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(isOver() || side.contains(document.activeElement))) { return; }
    turn(false);
    (burger.checkVisibility() ? burger : fold).focus({ preventScroll: true });
  });

  // Where there is room for it the choice is remembered, in a cookie: the server draws the page as it was left.
  fold.addEventListener("click", () => {
    if (isOver() || !inWideWindow()) { turn(!isOver()); return; }
    const folded = shell.classList.toggle("hs-folded");
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `hs-side=${folded ? "folded" : ""}; path=/; max-age=${folded ? 31536000 : 0}; SameSite=Lax${secure}`;
  });
  // A group has no room in the rail: pressed there, it is shown open over the page.
  side.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (!summary || !isRail()) { return; }
    event.preventDefault();
    summary.parentElement.open = true;
    turn(true);
    summary.scrollIntoView({ block: "nearest" });
  });

  // Icons alone say their name to who points at them; screen readers have it in the text that is not seen.
  side.addEventListener("mouseover", (event) => {
    const named = event.target.closest("a, summary, button");
    if (named && isRail()) { named.title = named.textContent.trim().replace(/\s+/g, " "); }
    if (named && !isRail()) { named.removeAttribute("title"); }
  });
  new ResizeObserver(() => {
    fold.querySelector("span").textContent = isRail() ? fold.dataset.hsWhenNarrow : fold.dataset.hsWhenWide;
    fold.setAttribute("aria-expanded", String(!isRail()));
  }).observe(side);
  fold.hidden = false;
}());
