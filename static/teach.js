// What script adds to the teachers' pages. Everything works without it.

// ---- Signing in and accounts

for (const field of document.querySelectorAll("[autocomplete='new-password']")) {
  const button = document.createElement("button");
  const box = document.createElement("div");
  const say = (words) => Object.assign(button, { textContent: words, ariaLabel: `${words} the password` });
  Object.assign(say("Show"), { type: "button", className: "second" });
  button.addEventListener("click", () => {
    field.type = field.type === "text" ? "password" : "text";
    say(field.type === "text" ? "Hide" : "Show");
  });
  box.className = "with-button";
  field.replaceWith(box);
  box.append(field, button);
}

// Where the site does not know its own address, it gives a path.
for (const link of document.querySelectorAll("#invitation")) {
  link.value = new URL(link.value, location.href).href;
  document.querySelector("[data-copy]").dataset.copy = link.value;
}

for (const zone of document.querySelectorAll("#time_zone[data-own]")) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}

// ---- Settings

for (const button of document.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const rows = document.getElementById(button.dataset.addRow);
    const row = rows.lastElementChild.cloneNode(true);
    row.classList.remove("wrong");
    row.querySelector(".message")?.remove();
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      for (const name of ["id", "aria-invalid", "aria-describedby"]) input.removeAttribute(name);
    }
    rows.append(row);
    row.querySelector("input").focus();
  });
}

for (const button of document.querySelectorAll("[data-make-pin]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const [chance] = crypto.getRandomValues(new Uint32Array(1));
    document.getElementById(button.dataset.makePin).value = String(chance % 1_000_000).padStart(6, "0");
  });
}

// ---- Sharing and printing

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Only a site on https, or on one's own machine, may write to the clipboard.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Your browser does not let us copy. Please select it and copy it yourself.";
    }
  });
}

// ---- Images

// Every text inside of an element whose data-images is an address takes pictures by paste and by drop; a button with
// data-add-picture, which leads to the page of images without script, asks for files for the text one was in.

const LARGEST_PICTURE = 5 * 1024 * 1024; // bytes
const takesPictures = (element) => element.matches?.("[data-images] textarea");
const hasFiles = (transfer) => transfer?.types.includes("Files");
let lastText = null;

document.addEventListener("focusin", ({ target }) => {
  if (takesPictures(target)) lastText = target;
});

document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData;
  // Cells of a spreadsheet come as words and as a picture of them: the words are meant.
  if (!takesPictures(event.target) || !files.length || types.includes("text/plain")) return;
  event.preventDefault();
  sendPictures(event.target, [...files]);
});

for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!hasFiles(event.dataTransfer) || event.target.closest('input[type="file"]')) return;
    event.preventDefault(); // a file that misses its text must not replace the page
    if (name === "drop" && takesPictures(event.target)) sendPictures(event.target, [...event.dataTransfer.files]);
  });
}

document.addEventListener("click", (event) => {
  const isAsked = event.target.closest("[data-add-picture]");
  // What is saved may come back as new elements of the same names.
  const text = lastText?.isConnected ? lastText : document.getElementsByName(lastText?.name ?? "")[0];
  if (!isAsked || !text) return;
  event.preventDefault();
  const asked = Object.assign(document.createElement("input"), { type: "file", multiple: true });
  asked.accept = "image/png,image/jpeg,image/webp,image/gif";
  asked.addEventListener("change", () => sendPictures(text, [...asked.files]));
  asked.click();
});

// One after the other, so that what is wrong with one does not cost the others.
async function sendPictures(text, files) {
  const status = document.querySelector("[data-pictures]");
  const { images } = text.closest("[data-images]").dataset;
  const lines = [];
  const told = [];
  for (const [at, file] of files.entries()) {
    status.textContent = `Sending ${file.name} (${at + 1} of ${files.length}) …`;
    try {
      lines.push(await sendPicture(images, file));
    } catch (problem) {
      told.push(problem.message);
    }
  }
  if (lines.length) insertPictures(text, lines);
  if (lines.length === 1) told.push("Write what the picture shows between the brackets.");
  if (lines.length > 1) told.push("Write what each picture shows between its brackets.");
  status.textContent = told.join(" ");
}

async function sendPicture(address, file) {
  if (file.size > LARGEST_PICTURE) throw new Error(`${file.name} is larger than 5 MiB. Please make it smaller.`);
  const form = new FormData();
  form.append("pictures", file);
  const lost = new Error(`${file.name} could not be sent: the site does not answer. Please try again.`);
  const response = await fetch(address, { method: "POST", body: form, headers: { Accept: "application/json" } }).catch(() => {
    throw lost;
  });
  if (response.status === 401) throw new Error("You are signed out. Sign in in another tab, then add the picture again.");
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
    throw response.status >= 500 ? lost : new Error(`${file.name} was not taken. Please reload the page, then try again.`);
  }
  const { images, problems } = await response.json();
  if (!images.length) throw new Error(problems.join(" "));
  return images[0].markdown;
}

// In place of what is selected; the caret goes between the brackets of the first.
function insertPictures(text, lines) {
  const start = text.selectionStart;
  text.setRangeText(lines.join(" "), start, text.selectionEnd, "end");
  text.focus();
  text.setSelectionRange(start + 2, start + 2);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
