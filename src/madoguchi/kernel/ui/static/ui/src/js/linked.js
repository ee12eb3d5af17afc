// Lists of which each depends on the one before: <div data-linked='{"": [["a", "…"]], "a": [["b", "…"]]}'> with one select
// a level and a button that asks the server for the next list, which is not needed here.

export function linked(block) {
  const under = JSON.parse(block.dataset.linked);
  const [first, ...others] = block.querySelectorAll("select");

  function settle() {
    let above = first.value;
    for (const list of others) {
      const { value, dataset } = list;
      const items = (above && under[above]) || [];
      const blank = ["", items.length ? dataset.blank : dataset.waiting];
      list.replaceChildren(...[blank, ...items].map(([key, text]) => new Option(text, key)));
      list.value = value;
      if (list.selectedIndex < 0) list.selectedIndex = 0;
      above = list.value;
    }
  }

  block.querySelector("button").hidden = true;
  block.addEventListener("change", settle);
  settle(); // the browser may have put back another choice than the server knows
}
