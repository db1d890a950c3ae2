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
      said.textContent = "Your browser does not let us copy. Please select the link and copy it yourself.";
    }
  });
}
