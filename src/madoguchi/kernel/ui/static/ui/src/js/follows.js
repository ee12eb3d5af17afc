// <output data-follows='["stay", …]' data-stale="…">: a result that the server worked out is no longer true once a control
// that it follows from was changed; it says so until the page is posted.

export function follows(output) {
  const names = JSON.parse(output.dataset.follows);
  output.form?.addEventListener("input", ({ target }) => {
    if (names.some((name) => target.name === name || target.name?.startsWith(`${name}.`))) output.textContent = output.dataset.stale;
  });
}
