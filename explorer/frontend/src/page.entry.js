// @ts-check
// What every page loads: nothing that a page cannot do without.
document.documentElement.classList.add("js");
