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
