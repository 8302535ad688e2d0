// @ts-check
// What every page loads: nothing that a page cannot do without.
import { suggest } from "./suggest.js";
import { watch } from "./watch.js";

document.documentElement.classList.add("js");
suggest();
watch();
