// @ts-check
// Results as one types, under the search field: an ARIA combobox, keyboard all the way.  Enter
// without a choice sends the form, so that the page of all results stays one key away.
import { fetchJson, later, make } from "./dom.js";

/**
 * @typedef {{url: string, label: string, other: string, names: string[]}} Hit
 * @typedef {{name: string, results: Hit[]}} Group
 */

const MOST = 4;

/** Bind the search field of the page head. */
export function suggest() {
  const field = document.querySelector("input[data-suggest]");
  if (!(field instanceof HTMLInputElement) || !field.form) return;
  const input = field;
  const zh = document.documentElement.lang.startsWith("zh");
  const list = make("div", { class: "suggest", id: "suggest", role: "listbox", "aria-label": zh ? "搜索结果" : "Results", hidden: "" });
  field.form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "suggest", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  /** @type {HTMLAnchorElement[]} */
  let options = [];
  let chosen = -1;
  let asked = "";
  /** @type {AbortController | null} */
  let running = null;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }
  /** @param {number} at */
  function choose(at) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = at;
    const option = options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  /** @param {Group[]} groups */
  function show(groups) {
    options = [];
    list.replaceChildren();
    for (const group of groups) {
      const box = make("div", { role: "group", "aria-label": group.name }, make("div", { class: "suggest-kind", "aria-hidden": "true" }, group.name));
      for (const hit of group.results.slice(0, MOST)) {
        const option = /** @type {HTMLAnchorElement} */ (make("a", {
          role: "option", id: `suggest-${options.length}`, href: hit.url, tabindex: "-1", "aria-selected": "false",
        }, hit.label));
        const more = hit.names.find((name) => name !== hit.label) || hit.other;
        if (more) option.append(make("span", { class: "suggest-more" }, more));
        options.push(option);
        box.append(option);
      }
      list.append(box);
    }
    chosen = -1;
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
  }
  const ask = later(async () => {
    const text = input.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if ([...text].length < 2 && !/\p{Script=Han}/u.test(text)) { show([]); return; }
    running = new AbortController();
    const url = new URL(input.dataset.suggest || "", location.href);
    url.searchParams.set("q", text);
    try {
      show((await fetchJson(url.href, { signal: running.signal })).groups || []);
    } catch {
      // A newer question has taken its place.
    }
  }, 120);

  input.addEventListener("input", () => ask());
  input.addEventListener("focus", () => { if (options.length) { list.hidden = false; input.setAttribute("aria-expanded", "true"); } });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is still choosing characters
    const open = !list.hidden;
    if (event.key === "ArrowDown" && options.length) {
      list.hidden = false;
      choose((chosen + 1) % options.length);
    } else if (event.key === "ArrowUp" && open) choose((chosen + options.length - (chosen < 0 ? 0 : 1)) % options.length);
    else if (event.key === "Enter" && open && options[chosen]) location.assign(options[chosen].href);
    else if (event.key === "Escape" && open) close();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!input.form?.contains(/** @type {Node} */ (event.target))) close();
  });
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const typing = at instanceof HTMLElement && (at.matches("input, textarea, select") || at.shadowRoot !== null || at.isContentEditable);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
  });
}
