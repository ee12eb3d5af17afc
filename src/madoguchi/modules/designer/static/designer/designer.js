// Comfort on top of pages that work without it: drag and Alt+↑↓ order fields, a field is drawn while it is typed.

document.querySelectorAll(".designer-with-scripts").forEach((note) => (note.hidden = false));

const list = document.querySelector("form[data-arrange]");
if (list) {
  const press = (act) => {
    const button = document.createElement("button");
    button.name = "act";
    button.value = act;
    button.hidden = true;
    list.append(button);
    list.requestSubmit(button);
  };
  let dragged = null;
  for (const row of list.querySelectorAll("[data-field]")) {
    row.draggable = true;
    row.addEventListener("dragstart", () => {
      dragged = row;
      row.classList.add("designer-dragged");
    });
    row.addEventListener("dragend", () => {
      row.classList.remove("designer-dragged");
      list.querySelectorAll(".designer-over").forEach((one) => one.classList.remove("designer-over"));
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      list.querySelectorAll(".designer-over").forEach((one) => one.classList.remove("designer-over"));
      row.classList.add("designer-over");
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const owner = row.closest("[data-page]");
      // The place is counted without the row that is moved.
      const rows = [...owner.querySelectorAll("[data-field]")].filter((one) => one !== dragged);
      list.elements.page.value = owner.dataset.page;
      list.elements.index.value = rows.indexOf(row);
      press(`put:${dragged.dataset.field}`);
    });
    row.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      press(`${event.key === "ArrowUp" ? "up" : "down"}:${row.dataset.field}`);
    });
  }
  // After a move the moved row keeps the focus.
  if (location.hash.startsWith("#row-")) document.getElementById(location.hash.slice(1))?.querySelector("a")?.focus();
}

const settings = document.querySelector("form[data-look]");
const here = document.querySelector("[data-look-here]");
if (settings && here) {
  let timer = 0;
  let latest = 0;
  settings.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++latest;
      try {
        const answer = await fetch(settings.dataset.look, { method: "POST", body: new FormData(settings) });
        const html = await answer.text();
        if (answer.ok && turn === latest) here.innerHTML = html;
      } catch {
        // No connection: the picture stays as it was, saving says the rest.
      }
    }, 400);
  });
}
