// Lists of which each depends on the one before: <div data-linked='{"": [["a", "…"]], "a": [["b", "…"]]}'> with one select
// a level and a button that asks the server for the next list, which is not needed here.

export function linked(block) {
  const under = JSON.parse(block.dataset.linked);
  const lists = [...block.querySelectorAll("select")];

  function settle() {
    let above = "";
    lists.forEach((list, level) => {
      const items = level === 0 || above ? under[above] || [] : [];
      const chosen = items.some(([value]) => value === list.value) ? list.value : "";
      if (level > 0) {
        const blank = items.length ? list.dataset.blank : list.dataset.waiting;
        list.replaceChildren(...[["", blank], ...items].map(([value, text]) => new Option(text, value, false, value === chosen)));
      }
      above = chosen;
    });
  }

  block.querySelector("[data-linked-button]").hidden = true;
  lists.slice(0, -1).forEach((list) => list.addEventListener("change", settle));
  settle(); // the browser may have put back another choice than the server knows
}
