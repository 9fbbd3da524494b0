/* The drawer of the record's page: forms of entries, fetched, sent and answered in place. */
(function () {
  "use strict";
  const LEAVE = "Rời biểu mẫu khi chưa lưu? Những mục vừa nhập sẽ mất.";
  const accept = { headers: { Accept: "application/json" } };
  const drawer = document.createElement("dialog");
  drawer.className = "hs-drawer";
  drawer.setAttribute("aria-labelledby", "hs-drawer-title");
  let dirty = false;
  let opener = "";

  const part = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set("part", "1");
    return url;
  };

  function fill(html) {
    drawer.innerHTML = html;
    document.dispatchEvent(new CustomEvent("hs:added", { detail: drawer }));
    const faults = drawer.querySelector("#loi");
    const first = drawer.querySelector(".hs-control input, .hs-control select, .hs-control textarea");
    const wide = window.matchMedia("(min-width: 768px)").matches;
    (faults || (wide && first) || drawer.querySelector("[data-hs-drawer-close]")).focus();
  }

  function tell(message) {
    const head = drawer.querySelector(".hs-drawer-body");
    const said = Object.assign(document.createElement("div"), { className: "alert alert-danger", id: "loi", tabIndex: -1, textContent: message });
    said.setAttribute("role", "alert");
    drawer.querySelectorAll("#loi").forEach((old) => old.remove());
    head.prepend(said);
    said.focus();
  }

  async function open(address) {
    const answer = await fetch(part(address), accept).catch(() => null);
    const isForm = answer && answer.ok && !answer.redirected;
    // A refusal is a page of its own.
    if (!isForm) { location.assign(address); return; }
    dirty = false;
    if (!drawer.open) { drawer.showModal(); }
    fill(await answer.text());
  }

  // The page as it is now, without losing the place where its reader stands.
  async function refresh(address) {
    const wanted = new URL(address, location.href);
    const answer = await fetch(wanted).catch(() => null);
    if (!answer || !answer.ok) { location.assign(address); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = document.getElementById("hs-record");
    const come = fresh.getElementById("hs-record");
    if (!there || !come) { location.assign(address); return; }
    there.replaceWith(come);
    history.replaceState(null, "", wanted);
    document.querySelector("main > [role=status]").replaceChildren(...fresh.querySelector("main > [role=status]").children);
    document.dispatchEvent(new CustomEvent("hs:added", { detail: come }));
    const back = [...come.querySelectorAll("[data-hs-drawer]")].find((link) => link.getAttribute("href") === opener);
    const card = wanted.hash && document.getElementById(wanted.hash.slice(1));
    if (card) { card.scrollIntoView({ block: "nearest" }); }
    (back || come.querySelector(".hs-tabs [aria-current]")).focus({ preventScroll: true });
  }

  async function send(form, button) {
    const data = new FormData(form);
    if (button && button.name) { data.set(button.name, button.value); }
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    const buttons = form.querySelectorAll("[type=submit]");
    buttons.forEach((one) => { one.disabled = true; });
    const answer = await fetch(part(form.action), { method: "POST", body, ...accept }).catch(() => null);
    buttons.forEach((one) => { one.disabled = false; });
    if (!answer) { tell("Không gửi được: máy chủ không trả lời. Chưa lưu gì; thử lại."); return; }
    if (answer.redirected) { dirty = false; location.assign(answer.url); return; }
    if (!(answer.headers.get("Content-Type") || "").includes("json")) { fill(await answer.text()); return; }
    const said = await answer.json();
    if (!answer.ok) { tell(said.message); return; }
    dirty = false;
    drawer.close();
    await refresh(said.address);
  }

  function close() {
    if (dirty && !window.confirm(LEAVE)) { return; }
    dirty = false;
    drawer.close();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-hs-drawer]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      if (!drawer.contains(link)) { opener = link.getAttribute("href"); }
      open(link.href);
    }
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer) { close(); return; }
    if (event.target.closest("[data-hs-drawer-close]")) { event.preventDefault(); close(); }
    const fault = event.target.closest('#loi a[href^="#"]');
    const field = fault && document.getElementById(fault.getAttribute("href").slice(1));
    if (field) { event.preventDefault(); field.focus(); (field.closest(".hs-field") || field).scrollIntoView({ block: "center" }); }
  });
  drawer.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  drawer.addEventListener("close", () => { drawer.replaceChildren(); });
  drawer.addEventListener("input", () => { dirty = true; });
  // Choices of a looked-up reference are announced by jQuery alone.
  jQuery(drawer).on("change", "select", () => { dirty = true; });
  drawer.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-hs-entry]");
    if (form) { event.preventDefault(); send(form, event.submitter); }
  });
  document.addEventListener("keydown", (event) => {
    const form = drawer.open && drawer.querySelector("[data-hs-entry]");
    if (!form || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") { return; }
    event.preventDefault();
    form.requestSubmit();
  });
  window.addEventListener("beforeunload", (event) => { if (dirty) { event.preventDefault(); } });
  document.body.append(drawer);
  const here = document.querySelector(".hs-tabs [aria-current]");
  // Sideways only: a narrow page begins at its top.
  const strip = here && here.closest(".hs-tabs");
  if (strip) { strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2; }
}());
