// The frame's behaviour: rail, help, keys, moving through a list, drafts. Every page works without it.
const root = document.documentElement;
const YEAR = 365 * 24 * 60 * 60;

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function foldRail() {
  const narrow = root.dataset.rail !== "narrow";
  root.dataset.rail = narrow ? "narrow" : "wide";
  document.cookie = `jz_rail=${root.dataset.rail}; path=/; max-age=${YEAR}; samesite=lax`;
}

function openRail(button) {
  const rail = document.querySelector(".rail");
  const open = rail.classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
  if (open) rail.querySelector("nav a").focus();
}

function showHelp() {
  const help = document.getElementById("help");
  if (help && !help.open) help.showModal();
}

// J and K move through the rows of a table marked data-keys, Enter opens the row's link.
function move(step) {
  const rows = [...document.querySelectorAll("table[data-keys] tbody tr[data-row]")];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.classList.contains("on"));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows.forEach((row) => row.classList.toggle("on", row === next));
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "?": showHelp,
  "/": () => document.getElementById("q")?.focus(),
  j: () => move(1),
  k: () => move(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    const found = document.getElementById("found");
    if (found) found.replaceChildren();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) ({ fold: foldRail, rail: () => openRail(button), help: showHelp, print: () => window.print() })[button.dataset.do]();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// One panel at a time in the dock: the buttons name the form they open.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-panel]");
  if (!button) return;
  const shown = document.getElementById(button.dataset.panel);
  const open = shown.hidden;
  for (const panel of document.querySelectorAll("form.panel")) panel.hidden = panel !== shown || !open;
  for (const other of document.querySelectorAll("[data-panel]")) other.setAttribute("aria-expanded", String(other === button && open));
  if (open) shown.querySelector("textarea, select, input:not([type=hidden])")?.focus();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-auto] select, form[data-auto] input[type=checkbox]")) event.target.form.requestSubmit();
});

// What was typed survives a refusal, an expired sign-in and a lost network; it goes once the server said it is done.
const PREFIX = "jz-draft:";
const SENT = "jz-sent";

function draftKey(field) {
  return `${PREFIX}${location.pathname}#${field.form?.id ?? ""}.${field.name}`;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[name]")) sessionStorage.setItem(draftKey(event.target), event.target.value);
});

document.addEventListener("submit", (event) => {
  const keys = [...event.target.querySelectorAll("textarea[name]")].map(draftKey);
  if (keys.length) sessionStorage.setItem(SENT, JSON.stringify(keys));
});

function restoreDrafts() {
  if (document.querySelector(".told .success")) {
    JSON.parse(sessionStorage.getItem(SENT) ?? "[]").forEach((key) => sessionStorage.removeItem(key));
    sessionStorage.removeItem(SENT);
  }
  for (const field of document.querySelectorAll("textarea[name]")) {
    const draft = sessionStorage.getItem(draftKey(field));
    if (!draft || field.value) continue;
    field.value = draft;
    const panel = field.closest("form.panel");
    if (panel) {
      panel.hidden = false;
      document.querySelector(`[data-panel="${panel.id}"]`)?.setAttribute("aria-expanded", "true");
    }
  }
}

// On a phone a table becomes cards: each value carries the name of its column. A name that stands in the page stays.
function nameCards() {
  for (const table of document.querySelectorAll("table.cards-on-phone")) {
    const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      const whole = [...row.cells].every((cell) => cell.colSpan === 1) && row.cells.length === names.length;
      if (!whole) continue;
      for (const cell of row.cells) {
        if (cell.tagName === "TD" && !cell.dataset.name && cell.textContent.trim()) cell.dataset.name = names[cell.cellIndex];
      }
    }
  }
}

// Paper shows what the screen folds away.
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details:not(.no-print):not([open])")) {
    folded.open = true;
    folded.dataset.folded = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const opened of document.querySelectorAll("main details[data-folded]")) {
    opened.open = false;
    delete opened.dataset.folded;
  }
});

// Without this module the panels of a dock are all open; with it they are opened one by one.
for (const panel of document.querySelectorAll("form.panel")) panel.hidden = true;
restoreDrafts();
nameCards();
