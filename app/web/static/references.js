/* References: lists with a search box in place of selects that is fetched when needed. */
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
    // Codes of the State have digits; those made up to tell rows apart say nothing to a reader.
    if (!/\d/.test(item.code || "")) { return item.text; }
    return $("<span>").text(item.text).append($("<span class='hs-code'>").text(item.code));
  }

  // The list with a search box is fetched where a page needs it; its styles stand before ours.
  let library = null;
  function fetched(tag, attributes) {
    return new Promise((done, failed) => {
      const file = Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed });
      if (tag === "script") { document.body.append(file); return; }
      document.querySelector("link[rel=stylesheet][href*='/hoso/app.css']").before(file);
    });
  }
  function searchable() {
    const { hsSelect2: script, hsSelect2Style: style } = document.body.dataset;
    library = library || Promise.all([fetched("link", { rel: "stylesheet", href: style }), fetched("script", { src: script })]);
    return library;
  }

  async function references(within) {
    if (!within) { document.addEventListener("hs:added", (event) => references(event.detail)); }
    const found = $(within || document).find("select.hs-reference");
    if (!found.length) { return; }
    const early = new Map(found.get().map((select) => [select, untilReady(select)]));
    await searchable();
    found.each(function () {
      const control = $(this);
      const takeUp = early.get(this)();
      if (!this.isConnected) { return; }
      control.select2({
        allowClear: true, width: "100%", language: words, placeholder: control.data("placeholder"),
        templateResult: result, dropdownParent: $(this.closest("dialog") || "#noi-dung"),
        ajax: {
          url: control.data("hs-lookup"), dataType: "json", delay: 150,
          headers: { Accept: "application/json" },
          data: (typed) => ({ q: typed.term || "", page: (typed.page || 1) - 1, for: control.data("hs-for") || "" }),
        },
      });
      name(this, control.data("select2").$selection);
      takeUp();
    });
  }

  // Hands are quicker than a slow line: what is typed and pressed at a field before its library has come is kept,
  // and done once it is there. The bare select would take letters for nothing, and Enter for the whole form.
  function untilReady(select) {
    const unbind = new AbortController();
    const on = (type, does) => select.addEventListener(type, does, { signal: unbind.signal });
    let typed = null; // null: nothing; "": only opened
    on("blur", () => { typed = null; });
    on("mousedown", (event) => { event.preventDefault(); select.focus(); typed = typed || ""; });
    on("keydown", (event) => {
      const { key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || !/^(.|Enter|Backspace|Arrow.*)$/u.test(key)) { return; }
      event.preventDefault();
      if (key === "Backspace") { typed = typed && typed.slice(0, -1); }
      if (key === "Enter" || key === " ") { typed = typed || ""; }
      if (key.length === 1 && (typed || key !== " ")) { typed = (typed || "") + key; }
    });
    return () => {
      const isHere = document.activeElement === select;
      unbind.abort();
      return () => { if (isHere) { goOn(select, typed); } };
    };
  }

  function searchBox() {
    return document.querySelector(".select2-container--open .select2-search__field");
  }

  // The focus moves from the select to what stands in for it, with the letters.
  function goOn(select, typed) {
    $(select).data("select2").$selection.trigger("focus");
    if (typed === null) { return; }
    $(select).select2("open");
    const field = searchBox();
    field.value = typed;
    $(field).trigger("input");
  }

  $(document).on("select2:open", (event) => {
    const field = searchBox();
    if (!field) { return; }
    const label = document.getElementById(`${event.target.id}-nhan`);
    field.setAttribute("aria-label", `Tìm: ${label ? label.textContent.trim() : ""}`);
    field.focus();
    const box = $(event.target).data("select2").$selection;
    box.attr("aria-controls", box.attr("aria-owns"));
  });

  // What stands in for the select carries its label, its faults and its help, and takes its focus.
  function name(select, box) {
    const label = document.getElementById(`${select.id}-nhan`) || document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) {
      label.id = label.id || `${select.id}-nhan`;
      box.attr("aria-labelledby", `${label.id} ${box.attr("aria-labelledby") || ""}`.trim());
    }
    ["aria-invalid", "aria-describedby"].forEach((about) => {
      if (select.hasAttribute(about)) { box.attr(about, select.getAttribute(about)); }
    });
    // Select2 calls the chosen value a textbox without a name; it is part of the combobox.
    box.find(".select2-selection__rendered").removeAttr("role aria-readonly");
    select.addEventListener("focus", () => box.trigger("focus"));
    // Letters typed on a closed control open it and search. On an open one they stand here for a moment: a press
    // of the mouse gives the focus to what was pressed, and the search box takes it back a moment later.
    box.on("keydown", (event) => {
      if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
        $(select).select2("open");
        searchBox().focus();
      }
    });
  }

  $(function () { references(); });
}(jQuery));
