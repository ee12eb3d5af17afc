// Shows what was chosen in <input type=file data-files>, and says before sending what is too large or too many.

const UNITS = ["B", "kB", "MB"];

function size(bytes) {
  const step = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  return `${(bytes / 1024 ** step).toFixed(step === 2 ? 1 : 0)} ${UNITS[step]}`;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function row(file, tooLarge) {
  const item = element("li", "file");
  const picture = element(file.type.startsWith("image/") ? "img" : "span", "file-preview");
  if (picture instanceof HTMLImageElement) {
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    const forget = () => URL.revokeObjectURL(picture.src);
    picture.addEventListener("load", forget);
    picture.addEventListener("error", () => { forget(); picture.remove(); }); // HEIC: most browsers cannot show it
  } else {
    picture.hidden = true;
  }
  item.append(picture, element("span", "file-name", file.name), element("span", "file-size", size(file.size)));
  if (tooLarge) item.append(element("p", "file-wrong", tooLarge.replace("{name}", file.name)));
  return item;
}

// What the last sending found wrong is no longer true of another choice.
function forgetTrouble(input) {
  document.getElementById(`${input.id}-error`)?.remove();
  input.removeAttribute("aria-invalid");
  input.closest(".field-invalid")?.classList.remove("field-invalid");
}

export function files(input) {
  const list = input.parentElement.querySelector("[data-files-chosen]");
  const { maxBytes, maxCount, tooLarge, tooMany } = input.dataset;
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    forgetTrouble(input);
    list.replaceChildren(...chosen.map((file) => row(file, file.size > Number(maxBytes) ? tooLarge : "")));
    if (chosen.length > Number(maxCount)) list.append(element("li", "file-wrong", tooMany));
    list.hidden = chosen.length === 0;
  });
}
