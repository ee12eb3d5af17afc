// What was chosen in the file boxes of a field (ui.field_file): several choices add up, each can be taken back, and what is
// too large or too many is said before it is sent. In a form with data-uploads what fits is sent at once (uploads.js), and
// the field is drawn again by the server: the file with its button, or why it was not taken. What could not be sent stays in
// the box and goes with the next press of a button at the latest.

import { picture } from "./pictures.js";
import { upload } from "./uploads.js";

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

function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
}

function row(file) {
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
  return item;
}

function button(words, hidden, pressed) {
  const made = element("button", "button button-text", words);
  made.type = "button";
  if (hidden) made.append(element("span", "visually-hidden", hidden));
  made.addEventListener("click", pressed);
  return made;
}

function same(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

// What the last sending found wrong is no longer true of another choice.
function forgetTrouble(field, input) {
  document.getElementById(`${input.id}-error`)?.remove();
  input.removeAttribute("aria-invalid");
  field.classList.remove("field-invalid");
}

// How the sending goes, in words.
function speaker() {
  const made = element("p", "files-said");
  made.setAttribute("role", "status");
  return made;
}

// saver: of autosave.js, for a form that takes files at once; waiting: files by the id of their box, from before the field
// was drawn again; said: the line that tells how it goes, which outlives the field.
export function files(field, saver = null, waiting = new Map(), said = speaker()) {
  if (saver) field.append(said);
  const list = field.querySelector("[data-files-chosen]");
  if (!list) return; // full
  const words = list.dataset;
  const boxes = [...field.querySelectorAll("input[type=file]")];
  const chosen = new Map(boxes.map((input) => [input, []]));
  let busy = false;
  let failed = false;

  const tooLarge = (file) => file.size > Number(words.maxBytes);
  const fitting = (input) => chosen.get(input).filter((file) => !tooLarge(file));

  function put(input, all) {
    const bag = new DataTransfer();
    for (const file of all) bag.items.add(file);
    input.files = bag.files;
    chosen.set(input, all);
  }

  function draw() {
    const all = boxes.flatMap((input) => chosen.get(input).map((file) => [input, file]));
    list.replaceChildren(...all.map(([input, file]) => {
      const item = row(file);
      if (tooLarge(file)) item.append(element("p", "file-wrong", filled(words.tooLarge, { name: file.name })));
      if (!busy) {
        item.append(button(words.remove, filled(words.removeName, { name: file.name }), () => {
          put(input, chosen.get(input).filter((one) => one !== file));
          draw();
          input.focus();
        }));
      }
      return item;
    }));
    if (!saver && all.length > Number(words.maxCount)) list.append(element("li", "file-wrong", words.tooMany));
    if (failed && !busy) {
      const again = element("li", "file-wrong", words.failed);
      again.append(" ", button(words.again, "", () => boxes.forEach(send)));
      list.append(again);
    }
    list.hidden = all.length === 0;
  }

  async function send(input) {
    if (busy || !fitting(input).length) return;
    busy = true;
    failed = false;
    draw();
    await saver.alone(async () => {
      const going = fitting(input);
      const name = going.map((file) => file.name).join("、");
      let told = -1;
      const progress = (percent) => {
        if (Math.floor(percent / 25) === told) return; // not every per cent is read aloud
        told = Math.floor(percent / 25);
        said.textContent = filled(words.sending, { name }) + (percent ? filled(words.part, { percent }) : "");
      };
      progress(0);
      const drawn = await upload(input, going, progress, saver);
      busy = false;
      if (!drawn) {
        failed = true;
        said.textContent = words.failed;
        draw();
        return false;
      }
      put(input, chosen.get(input).filter((file) => !going.includes(file)));
      const focused = field.contains(document.activeElement);
      const wrong = drawn.querySelector(".field-error");
      wrong?.setAttribute("role", "alert");
      field.replaceWith(drawn);
      drawn.querySelectorAll("img.file-preview[src]").forEach(picture);
      files(drawn, saver, new Map(boxes.map((box) => [box.id, chosen.get(box)])), said);
      said.textContent = wrong ? "" : filled(words.sent, { name });
      if (focused) document.getElementById(boxes[0].id)?.focus();
      if (wrong) saver.refuse(document.getElementById(boxes[0].id));
      return true;
    });
    busy = false;
  }

  for (const input of boxes) {
    input.addEventListener("change", () => {
      const before = boxes[0].multiple ? chosen.get(input) : []; // the camera box of several too
      const added = [...input.files].filter((file) => !before.some((one) => same(one, file)));
      forgetTrouble(field, boxes[0]);
      put(input, [...before.filter((file) => !saver || !tooLarge(file)), ...added]);
      draw();
      if (saver) send(input);
    });
    const kept = waiting.get(input.id) ?? [];
    if (kept.length) put(input, kept);
  }
  draw();
  if (saver) boxes.forEach(send);
}
