// What script adds to a student's pages: answers are saved as they are typed, the clock runs, items are put in order
// with buttons, the leaderboard stays fresh. Everything works without it.

const sheet = document.getElementById("sheet");
if (sheet) keep(sheet);
document.querySelectorAll("[data-ordering]").forEach(ordering);
const clock = document.getElementById("clock");
if (clock) run(clock);
if (document.getElementById("leaderboard")) refreshLeaderboard();

// ------------------------------------------------------------------ saving

// The form is a quiz's page with a ticket, a page of an attempt with a version, or the summary, which holds no answers.
function keep(sheet) {
  const PAUSE = 1_500; // ms without a change until it is saved
  const LONGEST = 15_000; // ms of typing without a pause until it is saved
  const RETRY = 5_000;
  const PATIENCE = 20_000; // until a request counts as lost
  const status = document.getElementById("status");
  const field = (name) => sheet.elements.namedItem(name);
  const people = ["name", "nickname"].map(field).filter(Boolean);
  let changed = false; // since the last save was sent
  let since = 0; // when the first of these changes was made
  let saving = null; // the promise of the save that is under way
  let timer = 0;
  let leaving = false; // the page is being left on purpose

  const fields = () => new URLSearchParams(new FormData(sheet));
  // An attempt's address is a secret of its own; before there is one, a copy is this tab's only.
  const storage = () => (sheet.dataset.token ? localStorage : sessionStorage);
  const place = () => `answers of ${new URL(sheet.action).pathname}${new URL(sheet.action).search}`;
  const forget = () => ifAllowed(() => storage().removeItem(place()));

  function copy() {
    const copied = fields();
    copied.set("revision", sheet.dataset.revision ?? "");
    ifAllowed(() => storage().setItem(place(), copied.toString()));
  }

  // Somebody who comes to a quiz anew may be somebody else than who left it.
  function recalled() {
    const [navigation] = performance.getEntriesByType("navigation");
    if (!sheet.dataset.token && navigation?.type === "navigate") forget();
    return ifAllowed(() => storage().getItem(place()));
  }

  function restore(copied) {
    const values = new URLSearchParams(copied);
    const isSame = values.get("revision") === sheet.dataset.revision; // with the old ticket it stays one attempt
    for (const one of sheet.elements) {
      if (!one.name || one.type === "submit" || (one.name === "ticket" && !isSame)) continue;
      if (one.type === "radio" || one.type === "checkbox") one.checked = values.getAll(one.name).includes(one.value);
      else if (values.has(one.name)) one.value = values.get(one.name);
    }
  }

  // What has not changed is not said again: the line is read out.
  function say(state, words, button = "") {
    if (status.dataset.state === state) return;
    status.dataset.state = state;
    status.textContent = words;
    const attributes = { className: "second", name: "do", value: "save", formNoValidate: true, textContent: button };
    if (button) status.append(" ", make("button", attributes));
  }

  function isReady() {
    return people.every((one) => one.readOnly || (document.activeElement !== one && (one.value.trim() || !one.required)));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - performance.now())));
  }

  // Whether everything that was typed is stored now, or cannot be.
  function save() {
    clearTimeout(timer);
    if (!saving && changed && isReady()) saving = send().finally(() => (saving = null));
    else if (changed && people.some((one) => one.required && !one.value.trim())) {
      say("nameless", "Your answers are saved as you go once your name is here.");
    }
    return saving ?? Promise.resolve(!changed);
  }

  async function send() {
    changed = false;
    const body = fields();
    body.set("do", "autosave");
    const { code, answer } = await ask(body);
    if (answer) return stored(answer);
    return code < 500 ? refused(code) : away();
  }

  // The status, 503 if there was no answer, and what the site said to a body.
  async function ask(body) {
    const keepalive = document.hidden && body?.toString().length < 60_000;
    const options = { method: body ? "POST" : "HEAD", body, keepalive, signal: AbortSignal.timeout(PATIENCE) };
    try {
      const response = await fetch(sheet.action, options);
      return { code: response.status, answer: response.ok && body ? await response.json() : null };
    } catch {
      return { code: 503, answer: null };
    }
  }

  function stored(answer) {
    if (answer.submitted) {
      leaving = true;
      forget();
      location.assign(answer.address);
      return false;
    }
    if (!sheet.dataset.token) begun(answer.address);
    field("version").value = answer.version;
    say("saved", "Your answers are saved as you go.");
    if (changed) copy();
    else forget();
    return !changed;
  }

  // From the quiz's page the attempt has got a page of its own: a reload leads there.
  function begun(address) {
    forget();
    field("ticket").remove();
    for (const one of people) one.readOnly = true;
    field("name").after(make("a", { href: `${address}/name`, textContent: "Correct the name" }));
    sheet.prepend(make("input", { type: "hidden", name: "version" }));
    sheet.action = address;
    sheet.dataset.token = address.split("/").pop();
    history.replaceState(null, "", address);
  }

  // Trying again would not help; the form itself, sent as it is, leads to a page that says what is wrong.
  function refused(code) {
    if (code === 409) say("older", "Newer answers were saved from another page or device.", "Show them");
    else say("refused", "What you typed last could not be saved.", "See why");
    return true;
  }

  function away() {
    since = performance.now();
    changed = true;
    timer = setTimeout(save, RETRY);
    say("away", "Not connected. What you typed is kept on this device, and saved as soon as the site answers.");
    return false;
  }

  // Whether a form that is sent now finds everything saved and somebody to answer it, and does not go into the void.
  async function arrives() {
    await saving;
    if (changed) return !isReady() || save();
    const { code } = await ask();
    if (code < 500) return true;
    say("away", "Not connected. Your answers are saved; please try this again in a moment.");
    return false;
  }

  function submit(button) {
    if (leaving) return;
    leaving = true;
    clearTimeout(timer);
    setTimeout(() => sheet.requestSubmit(button)); // not while the event of the last time is under way
  }

  sheet.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    if (await arrives()) submit(event.submitter);
  });

  sheet.finish = async () => {
    if (!(await arrives())) return setTimeout(sheet.finish, RETRY);
    const button = make("button", { name: "do", value: "finish", formNoValidate: true, hidden: true });
    sheet.append(button);
    submit(button);
  };

  sheet.addEventListener("input", (event) => {
    if (!changed) since = performance.now();
    if (!people.includes(event.target)) changed = true;
    copy();
    later();
  });
  sheet.addEventListener("change", later); // a name that is left makes the answers ready to be saved

  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (changed && !leaving && !sheet.dataset.token) event.preventDefault(); // nobody would find it again
  });
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) catchUp();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? save() : catchUp()));

  // Back on this page: another device may have gone on, and this one's clock may have slept.
  async function catchUp() {
    const version = (root) => root.querySelector("#sheet [name=version]")?.value;
    if (changed || saving || !sheet.dataset.token) return;
    try {
      const response = await fetch(location.href);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || changed || saving) return;
      if (version(page) !== version(document)) location.reload();
      else clock?.dispatchEvent(new CustomEvent("set", { detail: page.getElementById("clock").dataset.seconds }));
    } catch {
      // Offline: the next save says so.
    }
  }

  const copied = recalled();
  if (document.querySelector(".problem")) {
    forget(); // the page shows what was sent, or what is newer
    changed = true;
  } else if (copied !== null) {
    restore(copied);
    changed = true;
    save();
  }
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

// ------------------------------------------------------------------ the clock

function run(clock) {
  const left = document.getElementById("left");
  const announcement = document.getElementById("announcement");
  const details = clock.querySelector("details");
  const marks = [Number(clock.dataset.limit) / 2, 300, 60]; // seconds at which the time left is read out
  let end = performance.now() + clock.dataset.seconds * 1000; // not by the device's date, which may be wrong
  let before = Number(clock.dataset.seconds);

  function tick() {
    const now = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    if (left) left.textContent = written(now);
    if (details && marks.some((mark) => now <= mark && mark < before)) announcement.textContent = `${spoken(now)} left.`;
    before = now;
    if (now > 0) return;
    clearInterval(timer);
    announcement.textContent = "Time is up. Your answers are being handed in.";
    document.getElementById("sheet").finish();
  }

  clock.addEventListener("set", (event) => (end = performance.now() + event.detail * 1000));
  if (details) {
    document.getElementById("due").hidden = true;
    details.open = ifAllowed(() => sessionStorage.getItem("clock")) !== "closed";
    const keep = () => sessionStorage.setItem("clock", details.open ? "open" : "closed");
    details.addEventListener("toggle", () => ifAllowed(keep));
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

// 75 -> "1 minute 15 seconds"
function spoken(seconds) {
  const parts = [[Math.floor(seconds / 60), "minute"], [seconds % 60, "second"]].filter(([number]) => number);
  return parts.map(([number, unit]) => `${number} ${unit}${number === 1 ? "" : "s"}`).join(" ");
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
