/* Lists: further conditions, columns in order, the search box of the frame, moving units. */
(function ($) {
  "use strict";
  const json = { headers: { Accept: "application/json" } };

  function criterion() {
    const box = document.querySelector("[data-hs-criterion]");
    if (!box) { return; }
    const choose = box.querySelector("#hs-criterion");
    const place = box.querySelector("[data-hs-criterion-value]");
    const add = box.querySelector("[data-hs-criterion-add]");
    choose.addEventListener("change", async () => {
      place.replaceChildren();
      add.disabled = true;
      if (!choose.value) { return; }
      const answer = await fetch(`${box.dataset.hsCriterion}?field=${encodeURIComponent(choose.value)}`);
      if (!answer.ok) { return; }
      place.innerHTML = await answer.text();
      document.dispatchEvent(new CustomEvent("hs:added", { detail: place }));
      add.disabled = false;
    });
    add.addEventListener("click", () => {
      const operator = place.querySelector("[data-hs-operator]");
      const value = place.querySelector(`[name="c.${choose.value}"]`);
      const wordless = ["empty", "filled"].includes(operator.value);
      if (!wordless && !(value && value.value.trim())) { (value || operator).focus(); return; }
      const here = new URL(window.location.href);
      here.searchParams.delete("page");
      here.searchParams.set(`f.${choose.value}.${operator.value}`, wordless ? "1" : value.value.trim());
      window.location.assign(here);
    });
  }

  function columns() {
    const list = document.querySelector("[data-hs-columns] .hs-columns");
    if (!list) { return; }
    let dragged = null;
    list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (event.target.closest("[data-hs-up]") && item.previousElementSibling) { item.previousElementSibling.before(item); }
      if (event.target.closest("[data-hs-down]") && item.nextElementSibling) { item.nextElementSibling.after(item); }
    });
    list.addEventListener("keydown", (event) => {
      const item = event.target.closest("li");
      if (!item || !event.altKey) { return; }
      if (event.key === "ArrowUp" && item.previousElementSibling) { item.previousElementSibling.before(item); event.preventDefault(); event.target.focus(); }
      if (event.key === "ArrowDown" && item.nextElementSibling) { item.nextElementSibling.after(item); event.preventDefault(); event.target.focus(); }
    });
    list.addEventListener("dragstart", (event) => { dragged = event.target.closest("li"); });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("li");
      if (!dragged || !over || over === dragged) { return; }
      event.preventDefault();
      const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
      if (event.clientY < middle) { over.before(dragged); } else { over.after(dragged); }
    });
    list.addEventListener("dragend", () => { dragged = null; });
  }

  function everything() {
    const form = document.getElementById("hs-rows");
    const all = form && form.querySelector("[data-hs-everything]");
    if (!all) { return; }
    const tell = form.querySelector("[data-hs-count]");
    const rows = () => [...form.querySelectorAll("input[name=rowid]")];
    all.addEventListener("change", () => {
      rows().forEach((box) => { box.checked = all.checked; box.disabled = all.checked; });
      tell.textContent = all.checked ? `Đã chọn cả ${all.dataset.hsEverything} hồ sơ khớp điều kiện` : "Chưa chọn hồ sơ nào";
      form.querySelectorAll(".hs-selection button").forEach((button) => { button.disabled = !all.checked; });
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

  $(function () { branch(); criterion(); columns(); everything(); find(); moving(); });
}(jQuery));
