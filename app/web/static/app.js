/* Behaviour bound by data attributes; pages carry no script of their own. */
(function ($) {
  "use strict";
  function selection() {
    const form = document.getElementById("hs-rows");
    const count = form && form.querySelector("[data-hs-count]");
    if (!count) { return; }
    const rows = () => [...form.querySelectorAll("input[name=rowid]")];
    const all = form.querySelector("[data-hs-all]");
    const tell = () => {
      const chosen = rows().filter((box) => box.checked).length;
      count.textContent = chosen ? `Đã chọn ${chosen} hồ sơ` : "Chưa chọn hồ sơ nào";
      form.classList.toggle("hs-chosen", chosen > 0);
      form.querySelectorAll(".hs-selection button").forEach((button) => { button.disabled = !chosen; });
    };
    form.addEventListener("change", (event) => {
      if (event.target === all) { rows().forEach((box) => { box.checked = all.checked; }); }
      tell();
    });
    tell();
  }

  function guard() {
    document.querySelectorAll("form[data-hs-guard]").forEach((form) => {
      let dirty = false;
      form.addEventListener("input", () => { dirty = true; });
      $(form).on("change", () => { dirty = true; });
      form.addEventListener("submit", () => {
        dirty = false;
        // A second press sends nothing; the server would make one row all the same.
        setTimeout(() => form.querySelectorAll("[type=submit]").forEach((b) => { b.disabled = true; }), 0);
      });
      window.addEventListener("beforeunload", (event) => { if (dirty) { event.preventDefault(); } });
      document.addEventListener("keydown", (event) => {
        if (!event.ctrlKey && !event.metaKey) { return; }
        if (event.key.toLowerCase() === "s") { event.preventDefault(); form.requestSubmit(); }
        if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("[name=_next]")); }
      });
    });
    const faults = document.getElementById("loi");
    if (!faults) { return; }
    faults.focus();
    faults.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      const field = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!field) { return; }
      event.preventDefault();
      field.focus();
      (field.closest(".hs-field") || field).scrollIntoView({ block: "center" });
    });
  }

  // On a telephone the numbers of a chart stand there instead of its drawing.
  function numbers() {
    if (!window.matchMedia("(max-width: 767px)").matches) { return; }
    document.querySelectorAll(".hs-numbers").forEach((details) => { details.open = true; });
  }

  // A form is begun at its first empty field; on a telephone that would open the keyboard over it.
  function begin() {
    const form = document.querySelector("form[data-hs-begin]");
    // Who was quicker than the page stays where they type.
    if (!form || document.activeElement !== document.body || !window.matchMedia("(min-width: 768px)").matches) { return; }
    const empty = [...form.querySelectorAll(".hs-control input:not([type=checkbox]), .hs-control select")].find((one) => !one.value);
    if (empty) { empty.focus(); }
  }

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  function menu() {
    const find = document.querySelector("[data-hs-menu-find]");
    if (!find) { return; }
    const groups = [...document.querySelectorAll(`#${find.dataset.hsMenuFind} details`)].map((group) => ({
      group, open: group.open, items: [...group.querySelectorAll("li")].map((item) => ({ item, words: plain(item.textContent) })),
    }));
    const none = document.querySelector("[data-hs-menu-none]");
    find.addEventListener("input", () => {
      const typed = plain(find.value).split(/\s+/).filter(Boolean);
      let found = 0;
      groups.forEach(({ group, open, items }) => {
        items.forEach(({ item, words: said }) => { item.hidden = !typed.every((word) => said.includes(word)); });
        const left = items.filter(({ item }) => !item.hidden).length;
        found += left;
        group.hidden = !left;
        group.open = typed.length ? left > 0 : open;
      });
      none.hidden = found > 0;
    });
    const here = document.querySelector(".hs-side [aria-current]");
    if (here) { here.scrollIntoView({ block: "nearest" }); }
  }

  function secrets() {
    document.querySelectorAll("[data-hs-reveal]").forEach((button) => {
      const field = document.getElementById(button.dataset.hsReveal);
      button.hidden = false;
      button.addEventListener("click", () => {
        const shown = field.type === "password";
        field.type = shown ? "text" : "password";
        button.textContent = shown ? "Ẩn" : "Hiện";
        button.setAttribute("aria-pressed", String(shown));
      });
    });
    document.querySelectorAll("[data-hs-caps]").forEach((told) => {
      document.getElementById(told.dataset.hsCaps).addEventListener("keyup", (event) => {
        told.hidden = !(event.getModifierState && event.getModifierState("CapsLock"));
      });
    });
  }

  function node(tree, unit) {
    const item = document.createElement("li");
    const line = item.appendChild(document.createElement("div"));
    line.className = "hs-node";
    const fold = line.appendChild(document.createElement(unit.has_children ? "button" : "span"));
    fold.className = "hs-fold";
    if (unit.has_children) {
      fold.type = "button";
      fold.dataset.hsOpen = unit.id;
      fold.setAttribute("aria-expanded", "false");
      fold.setAttribute("aria-label", `Mở nhánh ${unit.name}`);
    }
    const link = line.appendChild(document.createElement("a"));
    link.href = tree.dataset.hsShow.replace(/0$/, unit.id);
    link.textContent = unit.name;
    const number = line.appendChild(document.createElement("span"));
    number.className = "hs-number";
    number.textContent = Number(unit.people).toLocaleString("vi-VN");
    return item;
  }

  async function units(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).result : [];
  }

  function tree() {
    const root = document.querySelector("[data-hs-tree]");
    if (!root) { return; }
    const first = root.innerHTML;
    root.addEventListener("click", async (event) => {
      const fold = event.target.closest("[data-hs-open]");
      if (!fold) { return; }
      const item = fold.closest("li");
      const open = fold.getAttribute("aria-expanded") === "true";
      fold.setAttribute("aria-expanded", String(!open));
      const below = item.querySelector(":scope > ul");
      if (below) { below.hidden = open; return; }
      const list = item.appendChild(document.createElement("ul"));
      list.className = "hs-tree";
      (await units(root.dataset.hsTree.replace(/0$/, fold.dataset.hsOpen))).forEach((unit) => list.append(node(root, unit)));
    });
    const find = document.querySelector("[data-hs-tree-find]");
    let timer;
    find.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const typed = find.value.trim();
        if (!typed) { root.innerHTML = first; return; }
        const found = await units(`${find.dataset.hsTreeFind}?q=${encodeURIComponent(typed)}`);
        root.replaceChildren(...found.map((unit) => node(root, unit)));
        if (!found.length) { root.textContent = "Không có đơn vị nào khớp."; }
      }, 200);
    });
  }

  // Jobs that are not done are asked how far they are, on their own page and in the list of all.
  function jobs() {
    document.querySelectorAll("[data-hs-job]").forEach((card) => {
      if (!["queued", "running"].includes(card.dataset.hsState)) { return; }
      const ask = async () => {
        // A server that is busy for a moment is asked again.
        const now = await fetch(card.dataset.hsJob, { headers: { Accept: "application/json" } })
          .then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
        if (!now) { setTimeout(ask, 3000); return; }
        card.querySelector("[data-hs-job-label]").textContent = now.label;
        card.querySelector("[data-hs-job-count]").textContent = now.said;
        Object.assign(card.querySelector("progress"), { max: now.total || 1, value: now.progress });
        if (["queued", "running"].includes(now.state)) { setTimeout(ask, 800); } else { location.reload(); }
      };
      setTimeout(ask, 500);
    });
  }

  function frame() {
    document.addEventListener("click", (event) => {
      const close = event.target.closest("[data-dismiss=alert]");
      if (close) { close.closest(".alert").remove(); }
    });
    document.querySelectorAll("[data-hs-menu]").forEach((menuBox) => {
      document.addEventListener("click", (event) => { if (!menuBox.contains(event.target)) { menuBox.open = false; } });
      menuBox.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menuBox.open) { menuBox.open = false; menuBox.querySelector("summary").focus(); }
      });
    });
    document.addEventListener("change", (event) => {
      const field = event.target.closest("[data-hs-file]");
      if (field) { document.getElementById(field.dataset.hsFile).textContent = field.files.length ? field.files[0].name : "Chưa chọn tệp nào."; }
    });
    document.querySelectorAll("[data-hs-fold-filters]").forEach((button) => button.addEventListener("click", () => {
      const open = button.closest("form").classList.toggle("hs-open");
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Bớt điều kiện" : "Thêm điều kiện";
    }));
    document.querySelectorAll("[data-hs-confirm]").forEach((form) => form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.hsConfirm)) { event.preventDefault(); }
    }));
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        // Who may look up neither people nor units looks for an entry of the menu.
        const find = document.getElementById("hs-find") || document.querySelector("[data-hs-menu-find]");
        if (!find) { return; }
        event.preventDefault();
        if (!find.checkVisibility({ visibilityProperty: true })) { document.querySelector(".hs-burger").click(); }
        find.focus();
        find.select();
      }
    });
  }

  // Dates by the rules of app/core/partial_date.py: a year, a month or a day, typed or ISO; null when unreadable.
  function dateOf(typed) {
    const text = typed.trim();
    const iso = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
    const found = iso || /^(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})$/.exec(text);
    if (!found) { return null; }
    const [year, month, day] = (iso ? found.slice(1) : found.slice(1).reverse()).map((part) => (part === undefined ? undefined : Number(part)));
    if (year < 1900 || year > 2100) { return null; }
    if (month !== undefined && (month < 1 || month > 12)) { return null; }
    if (day !== undefined && (day < 1 || day > new Date(year, month, 0).getDate())) { return null; }
    return { year, month, day };
  }

  // What was understood stands below the field as one types; what cannot be read, when one leaves it.
  function dates() {
    const tell = (input, words, isWrong) => {
      const field = input.closest(".hs-field");
      const id = `${input.id}-hieu`;
      let line = document.getElementById(id);
      if (!line) {
        if (!words) { return; }
        line = Object.assign(document.createElement("p"), { id });
        line.setAttribute("role", "status");
        field.append(line);
      }
      line.textContent = words;
      line.className = isWrong ? "hs-error" : "hs-understood";
      line.hidden = !words;
      field.querySelectorAll(".hs-help, .hs-error").forEach((other) => { if (other !== line) { other.hidden = Boolean(words); } });
      field.classList.toggle("hs-wrong", isWrong);
      if (isWrong) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
      if (words) { input.setAttribute("aria-describedby", id); }
    };
    const read = (input, isLeft) => {
      const typed = input.value.trim();
      const found = dateOf(typed);
      const isWhole = found && (found.day !== undefined || input.dataset.hsDate === "partial_day");
      if (isWhole) {
        const parts = [["ngày", found.day], ["tháng", found.month], ["năm", found.year]].filter(([, number]) => number !== undefined);
        tell(input, `Hiểu là: ${parts.map((part) => part.join(" ")).join(" ")}`, false);
      } else if (typed && isLeft) {
        const ways = input.dataset.hsDate === "partial_day" ? "Ghi theo một trong ba cách: 15/3/1975, 3/1975 hoặc 1975." : "Ghi đủ ngày, tháng, năm: 15/3/1975.";
        tell(input, `Không đọc được ngày «${[...typed].slice(0, 20).join("")}». ${ways}`, true);
      } else { tell(input, "", false); }
    };
    document.addEventListener("input", (event) => { if (event.target.matches("[data-hs-date]")) { read(event.target, false); } });
    document.addEventListener("change", (event) => { if (event.target.matches("[data-hs-date]")) { read(event.target, true); } });
  }

  // The foot of printed pages is drawn by the style sheet; what it says is known here.
  function printing() {
    const foot = document.body.dataset.hsPrintFoot;
    // A sheet of its own: no element carries a style (docs/security.md).
    const sheet = new CSSStyleSheet();
    sheet.insertRule(":root {}");
    document.adoptedStyleSheets.push(sheet);
    const tell = () => {
      const now = new Date().toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" });
      sheet.cssRules[0].style.setProperty("--print-foot", JSON.stringify(`${foot}, lúc ${now}`));
    };
    if (foot) { tell(); window.addEventListener("beforeprint", tell); }
    document.querySelectorAll("[data-hs-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }

  // Days are asked for the one form that is about a period.
  function forms() {
    const form = document.querySelector("[data-hs-forms]");
    const days = document.querySelector("[data-hs-days]");
    if (!form || !days) { return; }
    const turn = () => { days.hidden = !form.selectedOptions[0].dataset.hsPeriod; };
    form.addEventListener("change", turn);
    turn();
  }

  $(function () {
    forms(); frame(); printing(); dates(); menu(); secrets(); selection(); guard(); numbers(); tree(); jobs(); begin();
    document.documentElement.dataset.hsReady = "1"; // from now on the page hears keys and presses
  });
}(jQuery));
