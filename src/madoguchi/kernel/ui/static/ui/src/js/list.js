// ↑ and ↓ walk through the rows of <table data-list>, Home and End jump; Enter opens the row's link, as it does anyway.

export function list(table) {
  const links = () => [...table.querySelectorAll("tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  table.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0 || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  });
}
