// @ts-check
// What every page loads: nothing that a page cannot do without.
import { menus } from "./menus.js";
import { suggest } from "./suggest.js";
import { watch } from "./watch.js";

document.documentElement.classList.add("js");
suggest();
menus();
watch();
