/* The matrix of a role: unsaved changes ringed and counted, whole rows of catalogs, groups that fold. */
(function () {
  "use strict";
  const boxes = (within) => [...within.querySelectorAll("input[name=right]")];

  function ring(form) {
    let came = 0;
    let went = 0;
    boxes(form).forEach((box) => {
      const isNew = box.checked && !box.defaultChecked;
      const isGone = !box.checked && box.defaultChecked;
      box.classList.toggle("hs-came", isNew);
      box.classList.toggle("hs-went", isGone);
      came += isNew ? 1 : 0;
      went += isGone ? 1 : 0;
    });
    const all = form.querySelector("[data-hs-changes]");
    all.textContent = came + went ? `${came + went} ${all.dataset.hsSome}` : all.dataset.hsNone;
    [["came", "+", came], ["went", "−", went]].forEach(([name, sign, count]) => {
      const badge = form.querySelector(`[data-hs-${name}]`);
      badge.hidden = !count;
      badge.textContent = `${sign} ${count} ${badge.dataset.hsWord}`;
    });
  }

  // The line over all catalogs: ticked when every one is, half when some are.
  function every(page) {
    page.querySelectorAll("[data-hs-every]").forEach((over) => {
      const below = boxes(document.getElementById(over.dataset.hsOf)).filter((box) => box.value.startsWith(`${over.dataset.hsEvery} `));
      const ticked = below.filter((box) => box.checked).length;
      over.checked = below.length > 0 && ticked === below.length;
      over.indeterminate = ticked > 0 && ticked < below.length;
    });
  }

  function folds(page) {
    page.querySelectorAll("[data-hs-fold-rows]").forEach((button) => button.addEventListener("click", () => {
      const body = document.getElementById(button.dataset.hsFoldRows);
      body.hidden = !body.hidden;
      button.setAttribute("aria-expanded", String(!body.hidden));
    }));
  }

  // Arrow keys go from box to box: sideways in a line, up and down in a column.
  function arrows(table) {
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td");
      if (!cell || event.target.type !== "checkbox") { return; }
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) { return; }
      const isSideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      const line = [...table.querySelectorAll("tbody:not([hidden]) tr")];
      const column = cell.cellIndex;
      const ways = isSideways ? [...cell.parentNode.cells] : line.map((row) => row.cells[column]);
      let at = ways.indexOf(cell) + step;
      while (ways[at] && !ways[at].querySelector("input:not(:disabled)")) { at += step; }
      if (!ways[at]) { return; }
      event.preventDefault();
      ways[at].querySelector("input").focus();
    });
  }

  function matrix(form) {
    const tell = () => { every(form); ring(form); };
    form.addEventListener("change", (event) => {
      const over = event.target.dataset;
      if (over.hsEvery) {
        boxes(document.getElementById(over.hsOf)).forEach((box) => {
          if (box.value.startsWith(`${over.hsEvery} `) && !box.disabled) { box.checked = event.target.checked; }
        });
      }
      tell();
    });
    form.addEventListener("reset", () => setTimeout(tell, 0));
    form.querySelectorAll("[data-hs-whole]").forEach((button) => button.addEventListener("click", () => {
      const free = boxes(document.getElementById(button.dataset.hsWhole)).filter((box) => !box.disabled);
      const isFull = free.every((box) => box.checked);
      free.forEach((box) => { box.checked = !isFull; });
      tell();
    }));
    let sent = false;
    form.addEventListener("submit", (event) => { sent = !event.defaultPrevented; });
    window.addEventListener("beforeunload", (event) => {
      if (!sent && form.querySelector(".hs-came, .hs-went")) { event.preventDefault(); }
    });
    tell();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const table = document.querySelector(".hs-matrix");
    if (!table) { return; }
    folds(document);
    arrows(table);
    every(document);
    document.querySelectorAll("form[data-hs-matrix]").forEach(matrix);
  });
}());
