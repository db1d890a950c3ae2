// What script adds to the teachers' pages. Everything works without it.

// ------------------------------------------------------------------ Images

const LARGEST_PICTURE = 5 * 1024 * 1024; // bytes
const hasFiles = (transfer) => transfer?.types.includes("Files");

document.querySelectorAll("textarea[data-images]").forEach(takePictures);
document.querySelectorAll("input[data-copy]").forEach(addCopyButton);
// A file that misses its field must not replace the page.
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (hasFiles(event.dataTransfer) && !event.target.closest('input[type="file"]')) event.preventDefault();
  });
}

// A text whose data-images says where its pictures go takes them by paste, by drop and by a button.
export function takePictures(text) {
  const tools = document.createElement("p");
  tools.className = "picture-tools";
  tools.innerHTML =
    '<button type="button" class="second">Add a picture</button>' +
    '<input type="file" multiple hidden accept="image/png,image/jpeg,image/webp,image/gif">' +
    '<span class="quiet" role="status"></span>';
  const [button, chosen, status] = tools.children;
  text.after(tools);
  const add = (files) => sendPictures(text, [...files], (words) => (status.textContent = words));
  if (text.labels[0]) button.append(labelled(` to ${text.labels[0].textContent.trim()}`));

  button.addEventListener("click", () => chosen.click());
  chosen.addEventListener("change", () => {
    add(chosen.files);
    chosen.value = "";
  });
  text.addEventListener("paste", (event) => {
    // Cells of a spreadsheet come as words and as a picture of them: the words are meant.
    if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  text.addEventListener("drop", (event) => {
    text.classList.remove("is-over");
    if (hasFiles(event.dataTransfer)) add(event.dataTransfer.files);
  });
  text.addEventListener("dragover", (event) => text.classList.toggle("is-over", hasFiles(event.dataTransfer)));
  text.addEventListener("dragleave", () => text.classList.remove("is-over"));
}

// One after the other, so that what is wrong with one does not cost the others.
async function sendPictures(text, files, say) {
  const lines = [];
  const problems = [];
  for (const [at, file] of files.entries()) {
    say(`Sending ${file.name} (${at + 1} of ${files.length}) …`);
    try {
      lines.push(await sendPicture(text.dataset.images, file));
    } catch (problem) {
      problems.push(problem.message);
    }
  }
  if (lines.length) insertPictures(text, lines);
  const advice = lines.length > 1 ? "Write what each picture shows between its brackets." : "Write what the picture shows between the brackets.";
  say([...problems, ...(lines.length ? [advice] : [])].join(" "));
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

// In place of what is selected, each in a paragraph of its own if there are several; the caret goes between the
// brackets of the first.
function insertPictures(text, lines) {
  const start = text.selectionStart;
  text.setRangeText(lines.join("\n\n"), start, text.selectionEnd, "end");
  text.focus();
  text.setSelectionRange(start + 2, start + 2);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function labelled(words) {
  const unseen = document.createElement("span");
  unseen.className = "unseen";
  unseen.textContent = words;
  return unseen;
}

function addCopyButton(line) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second copy";
  button.textContent = "Copy it";
  const status = document.createElement("span");
  status.className = "quiet";
  status.role = "status";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line.value).then(
      () => (status.textContent = " Copied."),
      () => line.select(),
    );
  });
  line.after(button, status);
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
for (const button of navigator.clipboard ? document.querySelectorAll("button[data-copy]") : []) {
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Your browser does not let us copy. Please select the link and copy it yourself.";
    }
  });
}
