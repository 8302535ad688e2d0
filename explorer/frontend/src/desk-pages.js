// @ts-check
// Where words stand in the original: page and table cell, and the page as a picture.
import { button, open } from "./desk-forms.js";
import { make } from "./dom.js";

/** @typedef {{ name: string, kind: string }} Original */

/** The pages of a document's original. */
export class Pages {
  /**
   * @param {any} given
   * @param {HTMLDialogElement} dialog
   */
  constructor(given, dialog) {
    this.document = given.document;
    /** @type {Original | null} */
    this.original = given.original ?? null;
    /** @type {[number, number, number][]} */
    this.pages = given.pages ?? [];
    /** @type {[number, number, number, number, number, number][]} */
    this.cells = given.cells ?? [];
    this.words = given.words;
    this.lang = given.lang;
    this.dialog = dialog;
  }

  /** @param {number} at */
  pageAt(at) {
    return run(this.pages, at)?.[2] ?? 0;
  }

  /**
   * Say where words stand: page, and cell of a table; empty where the text came from no file.
   * @param {[number, number]} span
   */
  where([start]) {
    if (!this.original) return "";
    const { name } = this.original;
    const page = this.pageAt(start);
    const cell = run(this.cells, start);
    const told = [page ? fill(this.words.page, { n: page, name }) : fill(this.words.from, { name })];
    if (cell) told.push(fill(this.words.cell, { t: cell[3], r: cell[4], c: cell[5] }));
    return told.join(this.lang === "zh" ? "，" : ", ");
  }

  /**
   * The line under a card: where its words stand, and a button that shows the page.
   * @param {[number, number]} span
   */
  line(span) {
    const words = this.where(span);
    if (!words) return "";
    const line = make("p", { class: "desk-where" }, words);
    if (this.drawable(span)) line.append(" ", button(this.words.showPage, "quiet", () => this.show(span), "v"));
    return line;
  }

  /** @param {[number, number]} span */
  drawable(span) {
    return this.original?.kind === "pdf" && this.pageAt(span[0]) > 0;
  }

  /** @param {[number, number]} span */
  show(span) {
    if (!this.original || !this.drawable(span)) return;
    const { name } = this.original;
    const n = this.pageAt(span[0]);
    const status = make("p", { role: "status" }, this.words.loading);
    const place = make("div", { class: "desk-sheet", tabindex: "0", role: "region", "aria-label": fill(this.words.page, { n, name }) });
    const base = `/desk/${encodeURIComponent(this.document)}`;
    const link = make("a", { href: `${base}/original`, download: "" }, this.words.original);
    open(this.dialog, fill(this.words.page, { n, name }), status, place,
      make("p", { class: "desk-actions" }, link, button(this.words.close, "primary", () => this.dialog.close(), "Esc")));
    void this.draw(`${base}/page.png?start=${span[0]}&end=${span[1]}`, place, status, fill(this.words.pageAlt, { n, name }));
  }

  /**
   * @param {string} url
   * @param {HTMLElement} place
   * @param {HTMLElement} status
   * @param {string} alt
   */
  async draw(url, place, status, alt) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) {
      const found = await answer?.json().catch(() => null);
      status.textContent = found?.message?.[this.lang] ?? this.words.offline;
      status.classList.add("bad");
      place.remove();
      return;
    }
    const address = URL.createObjectURL(await answer.blob());
    const image = make("img", { src: address, alt });
    image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    status.remove();
    place.append(image);
  }
}

/**
 * Find the run that a place lies in.
 * @template {number[]} R
 * @param {R[]} runs sorted
 * @param {number} at
 * @returns {R | undefined}
 */
function run(runs, at) {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle][1] <= at) low = middle + 1;
    else high = middle;
  }
  return low < runs.length && runs[low][0] <= at ? runs[low] : undefined;
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}
