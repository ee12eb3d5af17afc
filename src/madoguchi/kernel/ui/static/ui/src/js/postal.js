// Fills address boxes from a postal code: <input data-postal-url="…?code=" data-postal-targets='{"prefecture": "f-…"}'>.
// The address behind the URL answers JSON {prefecture, city, town, building} or 404 with {office}. What somebody has typed is never overwritten.

export function postal(input) {
  const targets = JSON.parse(input.dataset.postalTargets || "{}");
  const note = document.createElement("p");
  note.className = "postal-note";
  note.setAttribute("role", "status");
  input.after(note);
  let asked = "";

  input.addEventListener("input", async () => {
    const code = input.value.normalize("NFKC").replace(/[^0-9]/g, "");
    if (code.length !== 7 || code === asked) return;
    asked = code;
    try {
      const answer = await fetch(input.dataset.postalUrl + code, { credentials: "same-origin" });
      if (answer.status === 404) {
        const { office } = await answer.json();
        note.textContent = office ? input.dataset.postalOffice : input.dataset.postalUnknown;
        return;
      }
      if (!answer.ok) return;
      const found = await answer.json();
      let filled = false;
      for (const [part, id] of Object.entries(targets)) {
        const box = document.getElementById(id);
        if (!box || !found[part] || (box.value && box.value !== box.dataset.postalGave)) continue;
        box.value = box.dataset.postalGave = found[part];
        box.dispatchEvent(new Event("input", { bubbles: true }));
        filled = true;
      }
      note.textContent = filled ? input.dataset.postalFilled : "";
    } catch {
      asked = ""; // no connection: the boxes are filled by hand, or at the next try
    }
  });
}
