import { list } from "./list.js";
import { start } from "./start.js";
import { unsaved } from "./unsaved.js";

start();
unsaved(document.getElementById("main"));
document.querySelectorAll("table[data-list]").forEach(list);
