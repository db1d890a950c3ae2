// What script adds to the teachers' pages. Everything works without it.

// ------------------------------------------------------------------ signing in and accounts

// A button beside a field, which says what it does and, by its words, what it has done.
function beside(field, words, press) {
  const box = document.createElement("div");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "second", textContent: words, ariaLive: "polite" });
  button.addEventListener("click", () => press(button));
  box.className = "with-button";
  field.replaceWith(box);
  box.append(field, button);
  return button;
}

for (const field of document.querySelectorAll("[autocomplete='new-password']")) {
  const button = beside(field, "Show", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.textContent = isShown ? "Show" : "Hide";
    button.ariaLabel = `${button.textContent} the password`;
  });
  button.ariaLabel = "Show the password";
  button.setAttribute("aria-label", "Show the password");
}

for (const field of document.querySelectorAll("[data-copy] input")) {
  field.value = new URL(field.value, location.href).href; // where the site does not know its own address
  if (navigator.clipboard) beside(field, "Copy", (button) => copy(field, button));
}

async function copy(field, button) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl+C";
  }
}

for (const zone of document.querySelectorAll("#time_zone[data-own]")) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}
