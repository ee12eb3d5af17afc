// Finds the hooks of a page. Without this script every page works; with it, it works more comfortably.
import { autosave } from "./autosave.js";
import { conditions } from "./conditions.js";
import { copy } from "./copy.js";
import { files } from "./files.js";
import { follows } from "./follows.js";
import { leave } from "./leave.js";
import { linked } from "./linked.js";
import { once } from "./once.js";
import { picture } from "./pictures.js";
import { postal } from "./postal.js";
import { timeout } from "./timeout.js";

export function start() {
  const form = document.querySelector("form[data-autosave]");
  const saver = form ? autosave(form) : null;
  document.querySelectorAll("[data-idle-minutes]").forEach((banner) => timeout(banner, saver?.save));
  new Set([...document.querySelectorAll("[data-when]")].map((part) => part.closest("form"))).forEach((owner) => owner && conditions(owner));
  document.querySelectorAll("[data-copy]").forEach(copy);
  document.querySelectorAll(".field-file").forEach((field) => files(field, field.closest("form[data-uploads]") ? saver : null));
  document.querySelectorAll("img.file-preview[src]").forEach(picture);
  document.querySelectorAll("input[data-postal-url]").forEach(postal);
  document.querySelectorAll("output[data-follows]").forEach(follows);
  document.querySelectorAll("[data-linked]").forEach(linked);
  document.querySelectorAll("a[data-leave]").forEach(leave);
  document.querySelectorAll("form[data-once]").forEach(once);
  document.querySelector("[data-focus]")?.focus();
}
