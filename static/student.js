// What script adds to a student's pages: answers are saved as they are typed, the clock runs, the leaderboard stays
// fresh. Everything works without it.

const sheet = document.getElementById("sheet");
if (sheet) keep(sheet);
document.querySelectorAll("[data-ordering]").forEach(ordering);
const clock = document.getElementById("clock");
if (clock) run(clock);
if (document.getElementById("leaderboard")) refreshLeaderboard();

// ------------------------------------------------------------------ saving

function keep(sheet) {
  const PAUSE = 1_500; // ms after the last change
  const RETRY = 5_000;
  const PATIENCE = 20_000; // until a request counts as lost
  const status = document.getElementById("status");
  const submitted = Symbol("submitted");
  let changed = false; // since the last save was sent
  let saving = null; // the promise of the save that is under way
  let timer = 0;
  let goesOn = false; // the page is being left on purpose

  // A started attempt has an address, which is a secret of its own; before, a copy is this tab's only.
  const store = () => (sheet.dataset.token ? localStorage : sessionStorage);
  const place = () => `quiz ${location.pathname}${location.search}`;

  function fields() {
    return new URLSearchParams([...new FormData(sheet)].filter(([, value]) => typeof value === "string"));
  }

  function copy() {
    try {
      store().setItem(place(), fields().toString());
    } catch {
      // No room, or not allowed: the site still has what was saved.
    }
  }

  function restore() {
    const kept = store().getItem(place());
    if (kept === null) return false;
    const values = new URLSearchParams(kept);
    const taken = {};
    for (const field of sheet.elements) {
      if (!field.name || field.name === "ticket" || field.type === "submit") continue;
      const all = values.getAll(field.name);
      if (field.type === "radio" || field.type === "checkbox") field.checked = all.includes(field.value);
      else if (all.length) field.value = all[(taken[field.name] = (taken[field.name] ?? -1) + 1)] ?? field.value;
    }
    return true;
  }

  function say(state, words, button) {
    if (!status || (status.dataset.state === state && !button)) return; // what has not changed is not read out again
    status.dataset.state = state;
    status.textContent = words;
    if (button) status.append(" ", button);
  }

  function isReady() {
    const name = sheet.elements.namedItem("name");
    return !name || name.readOnly || (name.value.trim() && document.activeElement !== name);
  }

  function save() {
    clearTimeout(timer);
    if (!saving && changed && isReady()) saving = send().finally(() => (saving = null));
    return saving ?? Promise.resolve(!changed);
  }

  // Whether everything that was typed is stored now.
  async function send() {
    changed = false;
    const body = fields();
    body.set("do", "autosave");
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const keepalive = document.hidden && body.toString().length < 60_000;
      const response = await fetch(sheet.action, { method: "POST", body, signal, keepalive });
      if (response.ok) return stored(await response.json());
      return refused(response.status);
    } catch {
      return away();
    }
  }

  function stored(answer) {
    if (answer.submitted) throw leave(answer.address);
    if (!sheet.dataset.token) begun(answer.address);
    sheet.elements.namedItem("version").value = answer.version;
    say("saved", "Your answers are saved as you go.");
    if (changed) copy();
    else store().removeItem(place());
    return !changed;
  }

  // From the quiz's page the attempt has got a page of its own: a reload leads there.
  function begun(address) {
    store().removeItem(place());
    sheet.elements.namedItem("ticket").remove();
    sheet.elements.namedItem("name").readOnly = true;
    const version = Object.assign(document.createElement("input"), { type: "hidden", name: "version" });
    sheet.prepend(version);
    sheet.action = address;
    sheet.dataset.token = address.split("/").pop();
    history.replaceState(null, "", address);
  }

  function refused(code) {
    if (code >= 500) return away();
    if (code === 409) {
      const button = Object.assign(document.createElement("button"), { name: "do", value: "save", textContent: "Show the newest answers" });
      button.className = "second";
      say("older", "Newer answers were saved from another page or device.", button);
    } else if (code === 422) {
      say("wrong", "Not saved yet: something must be mended. “Save, and go on later” says what.");
    } else {
      say("refused", "This cannot be saved here any more. Please load this page again.");
    }
    return true; // trying again would not help; the form itself says what is wrong
  }

  function away() {
    changed = true;
    timer = setTimeout(save, RETRY);
    say("away", "Not connected. What you typed is kept on this device, and saved as soon as the site answers.");
    return false;
  }

  function leave(address) {
    goesOn = true;
    store().removeItem(place());
    location.assign(address);
    return submitted;
  }

  sheet.addEventListener("input", (event) => {
    if (event.target.name !== "name") changed = true;
    copy();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  sheet.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });

  // A form is sent once everything before it has arrived, and not into the void.
  sheet.addEventListener("submit", async (event) => {
    if (goesOn || (!changed && !saving)) return;
    event.preventDefault();
    await saving;
    if (changed && !(await save()) && isReady()) return;
    goesOn = true;
    setTimeout(() => sheet.requestSubmit(event.submitter)); // not while this event is still under way
  });

  addEventListener("online", save);
  addEventListener("pageshow", () => (goesOn = false));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
    else if (!changed && !saving && sheet.dataset.token) catchUp();
  });

  // Back on this page: another device may have gone on, and this one's clock may have slept.
  async function catchUp() {
    try {
      const response = await fetch(location.href);
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const version = (root) => root.querySelector("#sheet [name=version]")?.value;
      if (!changed && version(page) !== version(document)) location.reload();
      else if (clock) clock.dispatchEvent(new CustomEvent("set", { detail: page.getElementById("clock")?.dataset.seconds }));
    } catch {
      // Offline: the next save says so.
    }
  }

  sheet.finish = async () => {
    await saving;
    if (changed && !(await save())) return setTimeout(sheet.finish, RETRY);
    goesOn = true;
    const button = Object.assign(document.createElement("button"), { name: "do", value: "finish", hidden: true });
    button.formNoValidate = true;
    sheet.append(button);
    sheet.requestSubmit(button);
  };

  if (restore()) {
    changed = true;
    save();
  }
}

// ------------------------------------------------------------------ the clock

function run(clock) {
  const left = document.getElementById("left");
  const announcement = document.getElementById("announcement");
  const details = clock.querySelector("details");
  const total = Number(clock.dataset.seconds);
  const marks = [...new Set([Math.round(total / 2), 300, 60])].filter((mark) => mark < total);
  let end = performance.now() + total * 1000;
  let before = total;

  function tick() {
    const now = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    if (left) left.textContent = written(now);
    const mark = marks.find((mark) => now <= mark && mark < before);
    if (mark && details) announcement.textContent = `${written(now)} left.`;
    before = now;
    if (now > 0) return;
    clearInterval(timer);
    announcement.textContent = "Time is up. Your answers are being handed in.";
    document.getElementById("sheet")?.finish?.();
  }

  clock.addEventListener("set", (event) => {
    if (event.detail !== undefined) end = performance.now() + Number(event.detail) * 1000;
  });
  if (details) {
    document.getElementById("due").hidden = true;
    details.open = sessionStorage.getItem("clock") !== "closed";
    details.addEventListener("toggle", () => sessionStorage.setItem("clock", details.open ? "open" : "closed"));
  }
  const timer = setInterval(tick, 1000);
  tick();
}

// 75 -> "1:15"
function written(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

// ------------------------------------------------------------------ ordering

// Items are moved by buttons or by a handle. Their selects, out of sight, hold the places, which stay empty until
// something was moved or the order was said to be right as it is: an untouched question is unanswered.
function ordering(list) {
  const tools = list.nextElementSibling;
  const [asItIs, message] = [tools.querySelector("button"), tools.querySelector("[role=status]")];
  const select = (item) => item.querySelector("select");
  const items = () => [...list.children];
  const textOf = (item) => item.querySelector("label").textContent.trim();

  function show() {
    const filled = items().every((item) => select(item).value);
    list.classList.toggle("is-filled", filled);
    asItIs.hidden = filled;
  }

  function keep(said) {
    items().forEach((item, index) => { select(item).value = String(index + 1); });
    message.textContent = said;
    show();
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const keepMoved = (item) => keep(`${textOf(item)} is now ${items().indexOf(item) + 1} of ${list.children.length}`);

  // The neighbour is moved around the item, which so keeps the focus and the pointer.
  function up(item) {
    if (item.previousElementSibling) item.after(item.previousElementSibling);
  }

  function down(item) {
    if (item.nextElementSibling) item.before(item.nextElementSibling);
  }

  function drag(item, handle) {
    const before = items().indexOf(item);
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    function follow(event) {
      while (item.previousElementSibling && event.clientY < middle(item.previousElementSibling)) up(item);
      while (item.nextElementSibling && event.clientY > middle(item.nextElementSibling)) down(item);
    }
    function drop() {
      item.classList.remove("is-dragged");
      handle.removeEventListener("pointermove", follow);
      if (items().indexOf(item) !== before) keepMoved(item);
    }
    item.classList.add("is-dragged");
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  }

  // A browser may have put back the places of a page that was left.
  if (items().every((item) => select(item).value)) {
    list.append(...items().sort((one, other) => select(one).value - select(other).value));
  }
  for (const item of items()) {
    const handle = item.querySelector(".handle");
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      drag(item, handle);
    });
    for (const button of item.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => {
        (button.dataset.move === "up" ? up : down)(item);
        keepMoved(item);
      });
    }
    select(item).tabIndex = -1;
    select(item).ariaHidden = "true";
    item.querySelector("label").removeAttribute("for");
  }
  asItIs.addEventListener("click", () => {
    keep("This order is kept");
    list.querySelector("[data-move]").focus();
  });
  list.classList.add("is-moving");
  for (const hidden of [tools, ...list.querySelectorAll("[hidden]")]) hidden.hidden = false;
  show();
}

// ------------------------------------------------------------------ the leaderboard

// Every 30 seconds the leaderboard on this page is replaced by a fresh one; nothing else on the page changes.
function refreshLeaderboard() {
  async function refresh() {
    const shown = document.getElementById("leaderboard");
    if (document.hidden || shown.contains(document.activeElement)) return;
    try {
      const response = await fetch(shown.dataset.source);
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("leaderboard");
      if (fresh) shown.replaceWith(fresh);
    } catch {
      // Offline: the old leaderboard stays, and the next turn tries again.
    }
  }

  setInterval(refresh, 30_000);
  document.addEventListener("visibilitychange", refresh);
}
