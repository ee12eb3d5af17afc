// <button hidden data-copy="value" data-copied="…" data-failed="…">, followed by a role=status element.

export function copy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const say = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say.textContent = button.dataset.copied;
    } catch {
      say.textContent = button.dataset.failed;
    }
  });
}
