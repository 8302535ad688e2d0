// @ts-check
// A list narrows as soon as a box is ticked; without scripts a button does it.

/** Narrow the list when something in its form changes, and keep the place of the keyboard. */
export function facets() {
  fold();
  document.addEventListener("change", (event) => {
    const form = /** @type {Element} */ (event.target).closest("form[data-facets]");
    if (form instanceof HTMLFormElement) void narrow(form, /** @type {Element} */ (event.target).id);
  });
  addEventListener("popstate", () => {
    if (document.querySelector("form[data-facets]")) location.reload();
  });
}

/** On a narrow screen the list comes first: only facets in use are open. */
function fold() {
  if (!matchMedia("(max-width: 48rem)").matches) return;
  for (const facet of document.querySelectorAll("details.facet:not(:has(:checked))")) facet.removeAttribute("open");
}

/**
 * Show the list under what the form says.
 * @param {HTMLFormElement} form
 * @param {string} id of what was changed
 */
async function narrow(form, id) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) asked.append(name, String(value));
  const url = new URL(form.action);
  url.search = asked.toString();
  const open = new Map([...form.querySelectorAll("details.facet")].map((d) => [d.getAttribute("name"), d.hasAttribute("open")]));
  const response = await fetch(url);
  if (!response.ok) return location.assign(url);
  const found = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of ["main", "footer.site", "a.switch"]) {
    const from = found.querySelector(part);
    if (from) document.querySelector(part)?.replaceWith(document.adoptNode(from));
  }
  history.pushState(null, "", url);
  for (const facet of document.querySelectorAll("details.facet")) {
    const was = open.get(facet.getAttribute("name"));
    if (was !== undefined) facet.toggleAttribute("open", was);
  }
  document.getElementById(id)?.focus();
}
