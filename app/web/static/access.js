/* What the keyboard and a screen reader need beside what pages offer by themselves. */
(function () {
  "use strict";

  // A table that is wider than its card can be scrolled with the arrow keys, and says what it is.
  function scrollers() {
    const tell = (box) => {
      const is = box.scrollWidth > box.clientWidth + 1;
      const card = box.closest("section, form, aside") || box;
      const head = card.querySelector("h2") || document.querySelector("h1");
      const about = { tabindex: "0", role: "region", "aria-label": head ? head.textContent.trim() : "Bảng" };
      Object.entries(about).forEach(([name, value]) => (is ? box.setAttribute(name, value) : box.removeAttribute(name)));
    };
    // The table too: it may grow wider while its card stays as it is.
    const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => target.isConnected && tell(target.closest(".hs-scroll"))));
    const look = (within) => within.querySelectorAll(".hs-scroll").forEach((box) => { tell(box); [box, ...box.children].forEach((one) => watch.observe(one)); });
    look(document);
    document.addEventListener("hs:added", (event) => look(event.detail));
  }

  // Escape closes what a list has opened, and the focus goes back to what opened it.
  function tools() {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") { return; }
      // While the content of a tool is on its way there is nothing in it to hold the focus.
      const tool = event.target.closest("details.hs-tool[open]") || document.querySelector("details.hs-tool[open]");
      if (!tool) { return; }
      tool.open = false;
      tool.querySelector("summary").focus();
    });
  }

  // Arrows walk the tree: up and down its lines, right into a branch, left out of it.
  function tree() {
    const root = document.querySelector("[data-hs-tree]");
    if (!root) { return; }
    const seen = () => [...root.querySelectorAll(".hs-node a")].filter((link) => link.offsetParent !== null);
    const step = (link, by) => { const all = seen(), to = all[all.indexOf(link) + by]; if (to) { to.focus(); } };
    const turn = {
      ArrowDown: (link) => step(link, 1),
      ArrowUp: (link) => step(link, -1),
      Home: () => seen()[0].focus(),
      End: () => seen().pop().focus(),
      ArrowRight: (link, fold) => {
        if (fold && fold.getAttribute("aria-expanded") === "false") { fold.click(); } else if (fold) { step(link, 1); }
      },
      ArrowLeft: (link, fold) => {
        if (fold && fold.getAttribute("aria-expanded") === "true") { fold.click(); return; }
        const above = link.closest("ul").closest("li");
        if (above) { above.querySelector(".hs-node a").focus(); }
      },
    };
    root.addEventListener("keydown", (event) => {
      const line = event.target.closest(".hs-node");
      if (!line || !turn[event.key] || event.altKey || event.ctrlKey || event.metaKey) { return; }
      event.preventDefault();
      turn[event.key](line.querySelector("a"), line.querySelector("button.hs-fold"));
    });
    const find = document.querySelector("[data-hs-tree-find]");
    const told = document.querySelector("[data-hs-tree-told]");
    new MutationObserver(() => {
      told.textContent = find.value.trim() ? `${root.querySelectorAll(":scope > li").length} đơn vị khớp.` : "";
    }).observe(root, { childList: true });
  }

  // Screen readers read a live region when it changes, and not what it holds when the page opens.
  function messages() {
    document.querySelectorAll("main > [role=status]").forEach((box) => {
      const told = [...box.children];
      if (!told.length) { return; }
      setTimeout(() => box.append(...told), 100);
    });
  }

  scrollers();
  tools();
  tree();
  messages();
}());
