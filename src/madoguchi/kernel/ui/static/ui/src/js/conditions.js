// Shows and hides the parts of a form that depend on a choice made above them: <div data-when="[…]">, written by the
// forms room (domain/live.py). Without this script the server does it when the page is sent. What is hidden counts as
// not chosen, so a change may travel on; the order of the page and a few rounds settle it.

const MOST_ROUNDS = 5;

function chosen(form, name) {
  return [...form.elements]
    .filter((control) => control.name === name && !control.closest("[data-when][hidden]"))
    .flatMap((control) => {
      if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.value] : [];
      return control.type === "hidden" ? [] : [control.value];
    });
}

function holds(form, condition) {
  if (typeof condition === "boolean") return condition;
  const [word, ...rest] = condition;
  if (word === "and") return rest.every((part) => holds(form, part));
  if (word === "or") return rest.some((part) => holds(form, part));
  if (word === "not") return !holds(form, rest[0]);
  const [name, values] = rest;
  return chosen(form, name).some((value) => values.includes(value));
}

export function conditions(form) {
  const parts = [...form.querySelectorAll("[data-when]")].map((part) => [part, JSON.parse(part.dataset.when)]);

  function settle() {
    for (let round = 0, changed = true; changed && round < MOST_ROUNDS; round += 1) {
      changed = false;
      for (const [part, condition] of parts) {
        const hide = !holds(form, condition);
        if (part.hidden !== hide) {
          part.hidden = hide;
          changed = true;
        }
      }
    }
  }

  // What the reader has come to see is no longer "_unseen" to the server, which else shows the page once more.
  function tell() {
    for (const [part] of parts) {
      const mark = part.querySelector(':scope > [name="_unseen"]');
      if (mark) mark.disabled = !part.hidden;
    }
  }

  form.addEventListener("change", () => {
    settle();
    tell();
  });
  settle(); // the browser may have put back other choices than the server knows
  tell();
}
