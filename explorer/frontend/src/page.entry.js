// @ts-check
// What every page loads: nothing that a page cannot do without.
import { copying } from "./copy.js";
import { facets } from "./facets.js";
import { forms } from "./forms.js";
import { menus } from "./menus.js";
import { offer } from "./offer.js";
import { suggest } from "./suggest.js";
import { watch } from "./watch.js";

document.documentElement.classList.add("js");
suggest();
menus();
copying();
facets();
forms();
offer();
// On a narrow screen the line of pages scrolls: the one that is open is in view.
const line = document.querySelector(".site-nav");
const here = line?.querySelector("[aria-current]");
if (line && here instanceof HTMLElement) line.scrollLeft = here.offsetLeft + here.offsetWidth - line.clientWidth + 24;
watch();
