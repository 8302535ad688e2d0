// @ts-check
// What stands beside a network: a node with its edges, or an edge with its words.  On a narrow
// screen the same is a sheet at the bottom.
import { fetchJson, make } from "./dom.js";

/** @typedef {{exact: string, language: string, href: string, document: string, via: string, basis: string, gloss?: string, gloss_state?: string}} Quote */

/** @param {string | Node} text @param {() => void} act @param {string} [cls] */
export function button(text, act, cls = "link") {
  const made = make("button", { type: "button", class: cls }, text);
  made.addEventListener("click", act);
  return made;
}

/**
 * A panel that is filled, and opened as a sheet where the screen is narrow.
 * @param {HTMLElement} panel @param {Record<string, string>} words @param {() => void} closed
 */
export function panelOf(panel, words, closed) {
  const empty = Array.from(panel.childNodes);
  /** @type {Element | null} */
  let opener = null;
  const narrow = matchMedia("(max-width: 46rem)");
  function close() {
    panel.classList.remove("net-sheet");
    panel.replaceChildren(...empty);
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    opener = null;
  }
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); closed(); }
  });
  return {
    /** @param {(Node | string)[]} parts */
    fill(...parts) {
      const first = !panel.classList.contains("net-sheet");
      if (first) opener = document.activeElement;
      panel.classList.add("net-sheet");
      panel.replaceChildren(button(words.close, closed, "net-close"), ...parts);
      panel.scrollTop = 0;
      if (narrow.matches) panel.focus({ preventScroll: true });
    },
    close,
  };
}

/**
 * Put the quotes of an edge into a place.
 * @param {HTMLElement} place @param {string} url @param {Record<string, string>} words
 */
export async function fillQuotes(place, url, words) {
  place.setAttribute("aria-busy", "true");
  try {
    const { quotes, total } = await fetchJson(url);
    place.replaceChildren(...(quotes.length ? quotes.map((/** @type {Quote} */ q) => quoteOf(q, words)) : [make("p", { class: "soft" }, words.none)]));
    if (total > quotes.length) place.append(make("p", { class: "soft" }, words.of.replace("%1", quotes.length).replace("%2", total)));
  } catch (error) {
    place.replaceChildren(make("p", { role: "alert" }, String(error)));
  }
  place.removeAttribute("aria-busy");
}

/** @param {Quote} quote @param {Record<string, string>} words */
function quoteOf(quote, words) {
  const said = make("blockquote", { lang: quote.language }, quote.exact);
  const about = make("p", { class: "net-source" }, make("a", { href: quote.href }, quote.document));
  if (quote.via) about.append(` · ${quote.via}`);
  if (quote.basis === "inferred") about.append(` · ${words.inferred}`);
  if (!quote.gloss) return make("figure", { class: "quote" }, said, about);
  const gloss = make("p", { class: "translation" }, make("span", { lang: "en" }, quote.gloss), " ", make("span", { class: "tag" }, quote.gloss_state));
  return make("figure", { class: "quote" }, said, gloss, about);
}

/**
 * Show the words of an edge in a row of their own below a row, or take them away.
 * @param {HTMLElement} row a list entry or a row of a table @param {HTMLElement} control
 * @param {string} url @param {Record<string, string>} words
 */
export function toggleWords(row, control, url, words) {
  const next = row.nextElementSibling, open = next?.classList.contains("net-row");
  control.setAttribute("aria-expanded", String(!open));
  if (open) { next?.remove(); return; }
  const place = make("div");
  const table = row instanceof HTMLTableRowElement;
  row.after(table
    ? make("tr", { class: "net-row" }, make("td", { colspan: String(row.cells.length) }, place))
    : make("li", { class: "net-row" }, place));
  void fillQuotes(place, url, words);
}
