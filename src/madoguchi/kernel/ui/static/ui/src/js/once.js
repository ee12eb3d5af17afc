// <form data-once="送信しています…">: a second press of the button while the answer is on its way sends nothing.
// The server keeps doubles out by itself; this spares people the doubt whether the first press was heard.

export function once(form) {
  let pressed = false;
  form.addEventListener("submit", (event) => {
    if (pressed) {
      event.preventDefault();
      return;
    }
    pressed = true;
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    button.dataset.words = button.textContent;
    button.textContent = form.dataset.once;
  });
  addEventListener("pageshow", () => {
    pressed = false;
    for (const button of form.querySelectorAll("[data-words]")) {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.words;
      delete button.dataset.words;
    }
  });
}
