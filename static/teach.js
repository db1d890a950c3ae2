// What script adds to the teachers' pages. Everything works without it.

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
