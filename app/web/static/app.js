/* Behaviour bound by data attributes; pages carry no script of their own. */
(function ($) {
  "use strict";
  const words = {
    errorLoading: () => "Không tải được kết quả.",
    inputTooLong: () => "Cần bớt ký tự.",
    inputTooShort: () => "Gõ vài chữ để tìm.",
    loadingMore: () => "Đang tải thêm…",
    noResults: () => "Không có kết quả.",
    searching: () => "Đang tìm…",
    removeAllItems: () => "Bỏ chọn",
  };

  function result(item) {
    if (!item.code) { return item.text; }
    return $("<span>").text(item.text).append($("<span class='hs-code'>").text(item.code));
  }

  function references() {
    $("select.hs-reference").each(function () {
      const control = $(this);
      control.select2({
        allowClear: true, width: "100%", language: words, placeholder: control.data("placeholder"),
        templateResult: result,
        ajax: {
          url: control.data("hs-lookup"), dataType: "json", delay: 150,
          headers: { Accept: "application/json" },
          data: (typed) => ({ q: typed.term || "", page: (typed.page || 1) - 1, for: control.data("hs-for") || "" }),
        },
      });
    });
  }

  function selection() {
    const form = document.getElementById("hs-rows");
    const count = form && form.querySelector("[data-hs-count]");
    if (!count) { return; }
    const rows = () => [...form.querySelectorAll("input[name=rowid]")];
    const all = form.querySelector("[data-hs-all]");
    const tell = () => {
      const chosen = rows().filter((box) => box.checked).length;
      count.textContent = chosen ? `Đã chọn ${chosen} hồ sơ` : "Chưa chọn hồ sơ nào";
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
        if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(); }
      });
    });
    const faults = document.getElementById("loi");
    if (faults) { faults.focus(); }
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
    number.textContent = unit.people;
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

  function job() {
    const card = document.querySelector("[data-hs-job]");
    if (!card || !["queued", "running"].includes(card.dataset.hsState)) { return; }
    const ask = async () => {
      const answer = await fetch(card.dataset.hsJob, { headers: { Accept: "application/json" } });
      if (!answer.ok) { return; }
      const now = await answer.json();
      card.querySelector("[data-hs-job-label]").textContent = now.label;
      card.querySelector("[data-hs-job-count]").textContent = now.progress;
      card.querySelector("progress").value = now.progress;
      if (["queued", "running"].includes(now.state)) { setTimeout(ask, 800); } else { location.reload(); }
    };
    setTimeout(ask, 500);
  }

  function frame() {
    document.querySelectorAll("[data-hs-toggle]").forEach((button) => button.addEventListener("click", () => {
      const open = document.getElementById(button.dataset.hsToggle).classList.toggle("hs-open");
      button.setAttribute("aria-expanded", String(open));
    }));
    document.querySelectorAll("[data-hs-confirm]").forEach((form) => form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.hsConfirm)) { event.preventDefault(); }
    }));
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "k") {
        const find = document.getElementById("hs-find");
        if (find) { event.preventDefault(); find.focus(); find.select(); }
      }
    });
  }

  $(function () { frame(); references(); selection(); guard(); tree(); job(); });
}(jQuery));
