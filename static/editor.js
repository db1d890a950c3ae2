// What script adds to the editor: what is typed is saved as one types, each part by itself; buttons work without a page
// load; rows are added as they are needed; questions are dragged. Everything works without it.

const PAUSE = 900; // ms without a change until it is saved
const LONGEST = 6_000; // ms of typing without a pause until it is saved
const RETRY = 5_000;
const PATIENCE = 20_000; // until a request counts as lost

const form = () => document.getElementById("editor");
const action = form().action;
const place = `draft of ${form().dataset.teacher} ${new URL(action).pathname}`; // another teacher may use this browser next
const changed = new Set(); // parts that were typed in since they were sent
let since = 0; // when the first of these changes was made
let saving = null; // the promise of the save that is under way
let timer = 0;

// ------------------------------------------------------------------ saving

const isOf = (part) => ([name]) => name === `seen.${part}` || name.startsWith(`${part}.`);
const fieldsOf = (part) => [...new FormData(form())].filter(isOf(part));
const partOf = (element) => element.closest("#editor [data-part]");

document.addEventListener("input", ({ target }) => {
  const part = partOf(target);
  if (!part) return;
  if (!changed.size) since = performance.now();
  changed.add(part.dataset.part);
  keep(part.dataset.part);
  addRowAfter(target);
  later();
});

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - performance.now())));
}

// Whether everything that was typed is stored.
async function save() {
  clearTimeout(timer);
  await saving;
  if (!changed.size) return true;
  const parts = [...changed];
  changed.clear();
  saving = send(parts, parts.flatMap(fieldsOf)).finally(() => (saving = null));
  return saving;
}

async function send(parts, fields) {
  const body = new URLSearchParams(fields);
  body.set("do", "autosave");
  const { code, answer } = await ask(body);
  if (!answer) {
    for (const part of parts) changed.add(part);
    return failed(code);
  }
  for (const [part, told] of Object.entries(answer.parts)) stored(part, told);
  if (answer.conflicts.length) {
    say("older", "Somebody else has changed the same. What you typed is kept here.", "Compare");
    return false;
  }
  say("saved", answer.publishable ? "Saved." : "Saved. Something is still to do before publishing.");
  return true;
}

// The status, 503 if there was no answer, and what the site said.
async function ask(body) {
  const keepalive = document.hidden && body.toString().length < 60_000;
  try {
    const response = await fetch(action, { method: "POST", body, keepalive, signal: AbortSignal.timeout(PATIENCE) });
    const isOurs = response.headers.get("Content-Type") === "application/json";
    return { code: response.status, answer: isOurs ? await response.json() : null };
  } catch {
    return { code: 503, answer: null };
  }
}

function stored(part, told) {
  if (!changed.has(part)) forget(part);
  const shown = document.querySelector(`#editor [data-part="${part}"]`);
  if (!shown) return;
  shown.querySelector(`[name="seen.${part}"]`).value = told.seen;
  const lines = told.problems.map((why) => make("li", { textContent: `${why[0].toUpperCase()}${why.slice(1)}.`, dir: "auto" }));
  shown.querySelector("[data-problems]").replaceChildren(...lines);
  const preview = shown.querySelector("[data-preview]");
  if (preview && told.html) preview.innerHTML = told.html; // made by the site from what was typed, as on the page itself
}

function failed(code) {
  since = performance.now();
  if (code === 401) signedOut();
  else if (code >= 500 || code === 429) {
    say("away", "Not connected. What you typed is kept on this device, and saved as soon as the site answers.");
    timer = setTimeout(save, RETRY);
  } else say("refused", "What you typed last could not be saved. It is kept on this device.", "See why");
  return false;
}

function signedOut() {
  for (const part of Object.keys(copies())) changed.add(part);
  if (statusLine().dataset.state === "signed-out") return;
  say("signed-out", "You have been signed out. What you typed is kept on this device.");
  const link = { href: "/teach/sign-in", target: "_blank", textContent: "Sign in, then come back here" };
  statusLine().append(" ", make("a", link));
  addEventListener("focus", save, { once: true });
}

const statusLine = () => document.getElementById("status");

// What has not changed is not said again: the line is read out.
function say(state, words, button = "", value = "save") {
  const line = statusLine();
  if (line.dataset.state === state && line.firstChild?.data === words) return;
  line.dataset.state = state;
  line.textContent = words;
  if (button) line.append(" ", make("button", { className: "second small", name: "do", value, textContent: button }));
}

document.addEventListener("visibilitychange", () => document.hidden && save());
addEventListener("online", save);
addEventListener("pagehide", save);

// ------------------------------------------------------------------ copies on this device

// What is not stored yet, by part, as a form holds it. A page that was closed or crashed sends it when it comes again.
const copies = () => JSON.parse(ifAllowed(() => localStorage.getItem(place)) ?? "{}");
const write = (all) => ifAllowed(() => (Object.keys(all).length ? localStorage.setItem(place, JSON.stringify(all)) : localStorage.removeItem(place)));
const keep = (part) => write({ ...copies(), [part]: fieldsOf(part) });

function forget(part) {
  const { [part]: _, ...others } = copies();
  write(others);
}

async function sendCopies() {
  const left = copies();
  if (!Object.keys(left).length || document.querySelector(".problem")) return;
  const isStored = await send(Object.keys(left), Object.values(left).flat());
  changed.clear();
  if (isStored) await load(action === location.href ? action : location.href);
  else if (statusLine().dataset.state === "older") await press("save", Object.values(left).flat());
}

// A browser may forbid to keep anything, or have no room; the site still has what was saved.
function ifAllowed(keeping) {
  try {
    return keeping();
  } catch {
    return null;
  }
}

function make(tag, attributes) {
  return Object.assign(document.createElement(tag), attributes);
}

// ------------------------------------------------------------------ buttons without a page load

document.addEventListener("submit", (event) => {
  if (event.target.id !== "editor") return;
  event.preventDefault();
  press(event.submitter?.value ?? "save");
});

// Send the whole form with what a button says, and show what comes back in place of the page.
async function press(what, fields = [...new FormData(form())].filter(([name]) => name !== "do")) {
  clearTimeout(timer);
  await saving;
  const body = new URLSearchParams(fields);
  body.set("do", what);
  changed.clear();
  try {
    await load(action, { method: "POST", body }, what);
  } catch {
    for (const part of Object.keys(copies())) changed.add(part);
    failed(503);
  }
}

async function load(address, options = {}, what = "") {
  const pressed = document.querySelector(`#editor button[value="${CSS.escape(what)}"]`);
  const before = pressed?.getBoundingClientRect().top;
  const card = pressed?.closest("[data-question]");
  const beside = (card?.nextElementSibling ?? card?.previousElementSibling)?.id;
  const response = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  if (response.status === 401) return signedOut();
  if (response.status >= 500) throw new Error("the site is away");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("editor")) return location.assign(response.url);
  if (response.ok && options.body) write({});
  const isShort = document.getElementById("short")?.checked;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  if (isShort) document.getElementById("short")?.click();
  document.title = page.title;
  history.replaceState(null, "", response.url);
  prepare();
  settle(what, before, beside);
}

// The focus and the page stay where the reader was; `beside` is the card that takes the place of one that is gone.
function settle(what, before, beside) {
  const again = document.querySelector(`#editor button[value="${CSS.escape(what)}"]`);
  const [name] = what.split(".");
  const alert = document.querySelector("main [role=alert]");
  const opened = document.querySelector(".is-open");
  if (alert) alert.scrollIntoView({ block: "center" });
  else if (opened && /^(open|add|example|copy|turn|more|drop|raise)$/.test(name)) {
    const text = opened.querySelector("textarea");
    text.focus({ preventScroll: true });
    for (const each of [opened, text]) each.scrollIntoView({ block: "nearest" });
  } else if (/^delete/.test(name)) {
    say("done", "Deleted.", "Undo", "undo");
    (document.getElementById(beside) ?? statusLine().lastElementChild).focus({ preventScroll: true });
  } else if (name === "add-section") {
    [...document.querySelectorAll("#editor .section input[type=text][id$='.title']")].at(-1).focus();
  } else if (again) {
    if (before !== undefined) scrollBy(0, again.getBoundingClientRect().top - before);
    again.focus({ preventScroll: true });
  } else document.getElementById(what.slice(what.indexOf(".") + 1))?.focus();
}

// A card that is clicked opens.
document.addEventListener("click", ({ target }) => {
  const card = target.closest("#editor .shown")?.closest("[data-question]:not(.is-open)");
  if (card && !target.closest("a, button, summary") && getSelection().isCollapsed) card.querySelector("[value^='open.']").click();
});

// ------------------------------------------------------------------ keys

// Ctrl (or Command) with S saves; with Enter it goes on to the next question, or to the buttons that add one.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
  const next = document.querySelector("#editor [data-next]");
  if (event.key === "s") saveNow();
  else if (event.key !== "Enter") return;
  else if (next) next.click();
  else [...document.querySelectorAll("#editor .add")].at(-1).querySelector("button").focus();
  event.preventDefault();
});

async function saveNow() {
  if (await save()) say("saved", "Saved.");
}

// ------------------------------------------------------------------ rows

const textIn = (row) => row.querySelector("textarea, input[type=text]");
const told = (row) => textIn(row).dispatchEvent(new Event("input", { bubbles: true }));

document.addEventListener("click", (event) => {
  const button = event.target.closest("#editor :is([data-more], [data-drop], [data-raise])");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if ("more" in button.dataset) textIn(newRow(button.closest("[data-rows]"))).focus();
  else if ("drop" in button.dataset) dropRow(row);
  else if (row.previousElementSibling) {
    row.after(row.previousElementSibling);
    told(row);
  }
});

function addRowAfter(field) {
  const rows = field.closest("[data-rows]");
  if (rows && field.value && field.closest("ol > li") === rows.querySelector("ol").lastElementChild) newRow(rows);
}

// A copy of the last row, empty, with a number of its own in every name.
function newRow(rows) {
  const list = rows.querySelector("ol");
  const row = list.lastElementChild.cloneNode(true);
  const number = Number(row.innerHTML.match(/\.item\.(\d+)\./)[1]);
  const renumbered = (text) =>
    text.replace(/\.item\.\d+\./g, `.item.${number + 1}.`).replace(/(?<=\b(choice|answer|value|pair|item) )\d+/g, number + 2);
  row.innerHTML = renumbered(row.innerHTML);
  for (const one of row.querySelectorAll("input, textarea, button")) {
    if (/radio|checkbox/.test(one.type)) one.checked = false;
    if (one.name.endsWith(".right")) one.value = number + 1;
    else if (one.type === "submit") one.value = one.value.replace(/\d+$/, number + 1);
    else if (!/checkbox/.test(one.type) && !one.name.endsWith(".mark")) one.value = one.defaultValue = "";
  }
  for (const details of row.querySelectorAll("details")) details.open = false;
  list.append(row);
  return row;
}

const isEmpty = (row) => [...row.querySelectorAll("textarea, input[type=text]")].every((field) => !field.value);

function dropRow(row, next = row.nextElementSibling ?? row.previousElementSibling) {
  const rows = row.closest("[data-rows]");
  if (!next) newRow(rows);
  row.remove();
  told(rows.querySelector("ol").lastElementChild);
  textIn(next ?? rows).focus();
}

// Enter goes on to the next row, Backspace takes away an empty one; several lines that are pasted become as many rows.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest("#editor [data-rows] > ol > li");
  if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || !row || event.target !== textIn(row)) return;
  if (event.key === "Enter") textIn(row.nextElementSibling ?? newRow(row.closest("[data-rows]"))).focus();
  else if (event.key === "Backspace" && isEmpty(row) && row.previousElementSibling) dropRow(row, row.previousElementSibling);
  else return;
  event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const row = event.target.closest("#editor [data-rows] > ol > li");
  const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  if (!row || event.target !== textIn(row) || event.target.value || lines.length < 2) return;
  event.preventDefault();
  let at = row;
  for (const line of lines) {
    textIn(at).value = line;
    told(at);
    at = at.nextElementSibling ?? newRow(row.closest("[data-rows]"));
  }
  textIn(at).focus();
});

// ------------------------------------------------------------------ dragging

function drag(card) {
  const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
  const others = () => [...document.querySelectorAll("#editor [data-cards] > li")].filter((other) => other !== card);
  function follow({ clientY }) {
    const below = others().find((other) => clientY < middle(other));
    const list = [...document.querySelectorAll("#editor [data-cards]")].findLast((one) => one.getBoundingClientRect().top < clientY);
    if (below) below.before(card);
    else (list ?? card.parentElement).append(card);
  }
  function drop() {
    for (const [name, listener] of listeners) document.removeEventListener(name, listener);
    card.classList.remove("is-dragged");
    const section = card.closest("[data-section]").dataset.section;
    press(`place.${card.dataset.question}.${section}.${[...card.parentElement.children].indexOf(card)}`);
  }
  // At the document: an element that is moved loses a captured pointer.
  const listeners = [["pointermove", follow], ["pointerup", drop], ["pointercancel", drop]];
  for (const [name, listener] of listeners) document.addEventListener(name, listener);
  card.classList.add("is-dragged");
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("#editor .number .handle");
  if (!handle) return;
  event.preventDefault();
  drag(handle.closest("[data-question]"));
});

// ------------------------------------------------------------------ start

function prepare() {
  for (const handle of document.querySelectorAll("#editor .number .handle")) handle.hidden = false;
  for (const next of document.querySelectorAll("#editor [data-next]")) {
    Object.assign(next, { title: "Ctrl + Enter", ariaKeyShortcuts: "Control+Enter Meta+Enter" });
  }
}

prepare();
sendCopies();
