import { list } from "./list.js";
import { start } from "./start.js";

start();
document.querySelectorAll("table[data-list]").forEach(list);
