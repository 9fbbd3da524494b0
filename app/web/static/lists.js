/* Lists: further conditions, columns in order, the search box of the frame, moving units. */
(function ($) {
  "use strict";
  const json = { headers: { Accept: "application/json" } };

  // What few readers open comes when it is opened; until then, and without scripts, a link stands there.
  function parts() {
    document.querySelectorAll("[data-hs-part]").forEach((part) => {
      part.addEventListener("toggle", () => fetchPart(part));
      fetchPart(part); // opened before this script had come
    });
  }

  async function fetchPart(part) {
    if (!part.open || part.dataset.hsCame) { return; }
    part.dataset.hsCame = "1";
    const address = part.dataset.hsPart;
    const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}part=1`).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) { delete part.dataset.hsCame; return; }
    const box = part.querySelector(".hs-tool-box");
    const come = await answer.text();
    const hadFocus = part.contains(document.activeElement);
    box.innerHTML = come;
    document.dispatchEvent(new CustomEvent("hs:added", { detail: box }));
    columns(box);
    const first = box.querySelector("select, input:not([type=hidden])");
    if (first && hadFocus) { first.focus(); }
  }

  function criterion() {
    document.addEventListener("change", async (event) => {
      const form = event.target.id === "hs-criterion" && event.target.closest("[data-hs-criterion]");
      if (!form) { return; }
      const place = form.querySelector("[data-hs-criterion-value]");
      place.replaceChildren();
      if (!event.target.value) { return; }
      const answer = await fetch(`${form.getAttribute("action")}?part=1&field=${encodeURIComponent(event.target.value)}`);
      if (!answer.ok) { return; }
      place.innerHTML = await answer.text();
      document.dispatchEvent(new CustomEvent("hs:added", { detail: place }));
    });
    document.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-hs-criterion]");
      const operator = form && form.querySelector("[name=operator]");
      const value = form && form.querySelector("[name^='c.']");
      if (!operator || ["empty", "filled", "blank"].includes(operator.value) || (value && value.value.trim())) { return; }
      event.preventDefault();
      (value || operator).focus();
    });
  }

  // The list beside shows what goes and what moves while one chooses; columns it does not hold come with «Áp dụng».
  function preview(list) {
    const wanted = [...list.querySelectorAll("[name=columns]:is(:checked, [type=hidden])")].map((box) => `hs-c-${box.value}`);
    const place = (cell) => wanted.findIndex((name) => cell.classList.contains(name));
    document.querySelectorAll("#hs-rows tr").forEach((row) => {
      const cells = [...row.querySelectorAll(":scope > [class*=hs-c-]")];
      cells.forEach((cell) => { cell.hidden = place(cell) < 0; });
      row.append(...cells.sort((one, other) => place(one) - place(other)));
    });
  }

  function columns(within) {
    const form = within.querySelector("[data-hs-columns]");
    if (!form) { return; }
    const list = form.querySelector(".hs-columns");
    const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
    const move = (item, up, focus) => {
      const beside = up ? item.previousElementSibling : item.nextElementSibling;
      if (!beside) { return; }
      if (up) { beside.before(item); } else { beside.after(item); }
      focus.focus();
      preview(list);
    };
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-hs-up], [data-hs-down]");
      if (button) { move(button.closest("li"), button.matches("[data-hs-up]"), button); }
    });
    list.addEventListener("keydown", (event) => {
      const item = event.target.closest("li");
      if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) { return; }
      event.preventDefault();
      move(item, event.key === "ArrowUp", event.target);
    });
    const count = form.querySelector("[data-hs-columns-count]");
    list.addEventListener("change", () => {
      count.textContent = count.textContent.replace(/^\d+/, list.querySelectorAll("input:checked").length);
      preview(list);
    });
    form.querySelector("[data-hs-columns-find]").addEventListener("input", (event) => {
      const typed = plain(event.target.value).split(/\s+/).filter(Boolean);
      [...list.children].forEach((item) => { const said = plain(item.textContent); item.hidden = !typed.every((word) => said.includes(word)); });
    });
    form.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("[data-hs-columns-find]")) { event.preventDefault(); } });
    let dragged = null;
    list.addEventListener("dragstart", (event) => { dragged = event.target.closest("li"); });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("li");
      if (!dragged || !over || over === dragged) { return; }
      event.preventDefault();
      const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
      if (event.clientY < middle) { over.before(dragged); } else { over.after(dragged); }
    });
    list.addEventListener("dragend", () => { dragged = null; preview(list); });
  }

  // A shadow at the cut says that columns lie under the frozen name.
  function frozen() {
    document.querySelectorAll("#hs-rows .hs-scroll").forEach((box) => box.addEventListener("scroll", () => box.classList.toggle("hs-moved", box.scrollLeft > 0), { passive: true }));
  }

  function everything() {
    const form = document.getElementById("hs-rows");
    const all = form && form.querySelector("[data-hs-everything]");
    if (!all) { return; }
    const tell = form.querySelector("[data-hs-count]");
    const rows = () => [...form.querySelectorAll("input[name=rowid]")];
    all.addEventListener("change", () => {
      rows().forEach((box) => { box.checked = all.checked; box.disabled = all.checked; });
      const count = Number(all.dataset.hsEverything);
      tell.textContent = all.checked ? `Đã chọn cả ${count.toLocaleString("vi-VN")} hồ sơ khớp điều kiện` : "Chưa chọn hồ sơ nào";
      form.classList.toggle("hs-chosen", all.checked);
      form.querySelectorAll(".hs-selection button").forEach((button) => { button.disabled = !all.checked || count > Number(button.dataset.hsMost); });
    });
  }

  function find() {
    const input = document.getElementById("hs-find");
    if (!input || !input.dataset.hsEverywhere) { return; }
    const list = document.createElement("ul");
    list.className = "hs-found";
    list.id = "hs-found";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Kết quả tìm nhanh");
    input.after(list);
    const told = Object.assign(document.createElement("span"), { className: "hs-hidden" });
    told.setAttribute("role", "status");
    list.after(told);
    Object.entries({ role: "combobox", "aria-controls": "hs-found", "aria-expanded": "false", "aria-autocomplete": "list" })
      .forEach(([name, value]) => input.setAttribute(name, value));
    let timer, at = -1;
    const items = () => [...list.querySelectorAll("[role=option]")];
    const open = (is) => { list.hidden = !is; input.setAttribute("aria-expanded", String(is)); if (!is) { at = -1; input.removeAttribute("aria-activedescendant"); } };
    const line = (place, address, name, more) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `hs-found-${place}`;
      item.dataset.address = address;
      item.append(Object.assign(document.createElement("strong"), { textContent: name }));
      if (more) { item.append(Object.assign(document.createElement("span"), { className: "hs-quiet", textContent: ` ${more}` })); }
      return item;
    };
    const ask = async () => {
      const typed = input.value.trim();
      if (typed.length < 2) { open(false); return; }
      const answer = await fetch(`${input.dataset.hsEverywhere}?q=${encodeURIComponent(typed)}`, json);
      if (!answer.ok || input.value.trim() !== typed) { return; }
      const found = await answer.json();
      const people = found.people.map((one, n) => line(n, input.dataset.hsPerson.replace(/0$/, one.id), one.name, `${one.born} · ${one.unit}`));
      const units = found.units.map((one, n) => line(n + 100, input.dataset.hsUnit.replace(/0$/, one.id), one.name, "đơn vị"));
      list.replaceChildren(...people, ...units);
      if (people.length + units.length) { list.setAttribute("role", "listbox"); } else { list.removeAttribute("role"); }
      if (!people.length && !units.length) { list.append(Object.assign(document.createElement("li"), { className: "hs-quiet", textContent: "Không có người hay đơn vị nào khớp trong phạm vi." })); }
      told.textContent = people.length + units.length ? `${people.length + units.length} kết quả, dùng phím mũi tên để chọn.` : list.textContent;
      open(true);
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 180); });
    input.addEventListener("keydown", (event) => {
      const all = items();
      if (event.key === "Escape") { open(false); return; }
      if (list.hidden || !all.length) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        at = (at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length;
        all.forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
        input.setAttribute("aria-activedescendant", all[at].id);
        all[at].scrollIntoView({ block: "nearest" });
      }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); window.location.assign(all[at].dataset.address); }
    });
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("[data-address]");
      if (item) { event.preventDefault(); window.location.assign(item.dataset.address); }
    });
    input.addEventListener("blur", () => setTimeout(() => open(false), 150));
  }

  function moving() {
    const tree = document.querySelector("[data-hs-tree][data-hs-move]");
    if (!tree) { return; }
    let dragged = null;
    const idOf = (node) => { const link = node && node.querySelector("a[href*='/unit/show/']"); return link ? link.getAttribute("href").split("/").pop() : ""; };
    tree.addEventListener("pointerdown", (event) => { const node = event.target.closest(".hs-node"); if (node) { node.draggable = true; } });
    tree.addEventListener("dragstart", (event) => { dragged = event.target.closest(".hs-node"); });
    tree.addEventListener("dragover", (event) => {
      const over = event.target.closest(".hs-node");
      if (!dragged || !over || over === dragged || dragged.closest("li").contains(over)) { return; }
      event.preventDefault();
      tree.querySelectorAll(".hs-over").forEach((node) => node.classList.remove("hs-over"));
      over.classList.add("hs-over");
    });
    tree.addEventListener("drop", (event) => {
      const over = event.target.closest(".hs-node");
      if (!dragged || !over) { return; }
      event.preventDefault();
      window.location.assign(`${tree.dataset.hsShow.replace(/0$/, idOf(dragged))}?move_to=${idOf(over)}#doi-cap-tren`);
    });
    tree.addEventListener("dragend", () => { tree.querySelectorAll(".hs-over").forEach((node) => node.classList.remove("hs-over")); dragged = null; });
  }

  // Open the branch of the unit being looked at, level by level as the levels arrive.
  async function branch() {
    const tree = document.querySelector("[data-hs-tree][data-hs-path]");
    if (!tree) { return; }
    const ids = tree.dataset.hsPath.split("/").filter(Boolean);
    for (const id of ids.slice(0, -1)) {
      const fold = tree.querySelector(`[data-hs-open="${id}"]`);
      if (!fold) { continue; }
      const level = fold.closest("li");
      const came = new Promise((done) => {
        const watch = new MutationObserver(() => { if (level.querySelector("ul > li")) { watch.disconnect(); done(); } });
        watch.observe(level, { childList: true, subtree: true });
        setTimeout(() => { watch.disconnect(); done(); }, 3000);
      });
      fold.click();
      await came;
    }
    const here = tree.querySelector(`a[href$="/unit/show/${ids[ids.length - 1]}"]`);
    if (here) { here.setAttribute("aria-current", "page"); const side = here.closest(".hs-tree-side"); if (side) { side.scrollTop += here.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 2; } }
  }

  // The whole of a name that is cut, for whoever points at it.
  document.addEventListener("mouseover", (event) => {
    const name = event.target.closest(".hs-cut");
    if (name) { name.title = name.textContent; }
  });

  $(function () { branch(); parts(); criterion(); columns(document); everything(); frozen(); find(); moving(); });
}(jQuery));
