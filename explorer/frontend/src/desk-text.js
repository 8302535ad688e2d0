// @ts-check
// The text pane of the desk: what is used, what is drafted, the card at hand; and what is selected.
import { make } from "./dom.js";

/** @typedef {{ start: number, end: number, kind: string }} Mark */

export class TextPane {
  /**
   * @param {HTMLElement} element
   * @param {string} text
   * @param {number} offset where the text begins in its source, in code points
   */
  constructor(element, text, offset) {
    this.element = element;
    /** Code points: offsets of the server count these, those of the browser do not. */
    this.points = Array.from(text);
    this.offset = offset;
    /** @type {Mark[]} */
    this.marks = [];
    /** @type {[number, number] | null} */
    this.now = null;
    /** @type {{ element: HTMLElement, signature: string }[]} */
    this.drawn = [];
    /** While a stroke of the mouse goes over the words they are not made anew under it. */
    this.stroking = false;
    /** @type {[number, number, string][][] | null} */
    this.waiting = null;
    element.addEventListener("pointerdown", (event) => { this.stroking = event.pointerType === "mouse" && event.button === 0; });
    // A stroke that begins in selected words selects anew: else the browser would drag the old ones.
    element.addEventListener("mousedown", (event) => {
      if (event.button === 0 && !event.shiftKey && event.detail === 1) document.getSelection()?.removeAllRanges();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => {
        this.stroking = false;
        const late = this.waiting;
        this.waiting = null;
        if (late) this.draw(late);
      }, true);
    }
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  words(start, end) {
    return this.points.slice(start - this.offset, end - this.offset).join("");
  }

  /**
   * Show the words before and behind a span as well, up to the ends of its sentence.
   * @param {number} start
   * @param {number} end
   * @param {number} most
   */
  around(start, end, most = 80) {
    const stop = /[。!?！？;；\n]/;
    let low = start - this.offset;
    let high = end - this.offset;
    while (low > 0 && start - this.offset - low < most && !stop.test(this.points[low - 1])) low -= 1;
    while (high < this.points.length && high - (end - this.offset) < most && !stop.test(this.points[high])) high += 1;
    return { before: this.points.slice(low, start - this.offset).join(""), behind: this.points.slice(end - this.offset, high).join("") };
  }

  /**
   * @param {Mark[]} marks
   * @param {[number, number] | null} now
   */
  show(marks, now) {
    const moved = !now || !this.now || now[0] !== this.now[0] || now[1] !== this.now[1];
    this.marks = marks;
    this.now = now;
    const length = this.points.length;
    const edges = new Set([0, length]);
    const all = now ? [...marks, { start: now[0], end: now[1], kind: "now" }] : marks;
    for (const mark of all) {
      edges.add(Math.max(0, Math.min(length, mark.start - this.offset)));
      edges.add(Math.max(0, Math.min(length, mark.end - this.offset)));
    }
    this.points.forEach((point, index) => {
      if (point === "\n") edges.add(index).add(index + 1);
    });
    const cuts = [...edges].sort((a, b) => a - b);
    /** @type {Map<number, string[]>} */
    const opens = new Map();
    /** @type {Map<number, string[]>} */
    const closes = new Map();
    for (const mark of all) {
      push(opens, Math.max(0, mark.start - this.offset), mark.kind);
      push(closes, Math.min(length, mark.end - this.offset), mark.kind);
    }
    /** @type {Map<string, number>} */
    const active = new Map();
    /** @type {[number, number, string][][]} */
    const paragraphs = [[]];
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const [from, to] = [cuts[i], cuts[i + 1]];
      for (const kind of closes.get(from) ?? []) active.set(kind, (active.get(kind) ?? 1) - 1);
      for (const kind of opens.get(from) ?? []) active.set(kind, (active.get(kind) ?? 0) + 1);
      if (this.points[from] === "\n") {
        if (paragraphs[paragraphs.length - 1].length) paragraphs.push([]);
        continue;
      }
      const kinds = [...active].filter(([, count]) => count > 0).map(([kind]) => kind);
      paragraphs[paragraphs.length - 1].push([from, to, kinds.join(" ")]);
    }
    this.draw(paragraphs.filter((pieces) => pieces.length));
    const first = this.element.querySelector(".now");
    if (moved && first instanceof HTMLElement) {
      const box = this.element.getBoundingClientRect();
      const at = first.getBoundingClientRect();
      this.element.scrollTop += at.top - box.top - box.height / 3;
    }
  }

  /**
   * Make anew only the paragraphs whose marks changed, and keep what the reader selected: the
   * report of an earlier verdict may come while she is selecting words.
   * @param {[number, number, string][][]} paragraphs pieces of text from, to, with their classes
   */
  draw(paragraphs) {
    if (this.stroking) { this.waiting = paragraphs; return; }
    const chosen = this.selected();
    let changed = false;
    while (this.drawn.length > paragraphs.length) this.drawn.pop()?.element.remove();
    paragraphs.forEach((pieces, index) => {
      const signature = pieces.join("|");
      let known = this.drawn[index];
      if (known?.signature === signature) return;
      if (!known) {
        known = { element: make("p"), signature: "" };
        this.drawn.push(known);
        this.element.append(known.element);
      }
      known.signature = signature;
      known.element.replaceChildren(...pieces.map(([from, to, kinds]) => make("span", { "data-at": String(from + this.offset), ...(kinds ? { class: kinds } : {}) }, this.points.slice(from, to).join(""))));
      changed = true;
    });
    if (chosen && changed) this.select(...chosen);
  }

  /**
   * Select a span of the source.
   * @param {number} start
   * @param {number} end
   */
  select(start, end) {
    const pieces = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll("[data-at]")]);
    const place = (/** @type {number} */ at) => {
      const piece = pieces.filter((one) => Number(one.dataset.at) <= at).pop();
      const points = Array.from(piece?.textContent ?? "").slice(0, at - Number(piece?.dataset.at));
      return /** @type {[Node | null | undefined, number]} */ ([piece?.firstChild, points.join("").length]);
    };
    const [[first, from], [last, to]] = [place(start), place(end)];
    if (first && last) document.getSelection()?.setBaseAndExtent(first, from, last, to);
  }

  /**
   * Return the span of the source that is selected, if it lies in the text.
   * @returns {[number, number] | null}
   */
  selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!this.element.contains(range.commonAncestorContainer)) return null;
    const start = this.place(range.startContainer, range.startOffset);
    const end = this.place(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : [start, end];
  }

  /**
   * @param {Node} node
   * @param {number} offset
   */
  place(node, offset) {
    const piece = (node instanceof Element ? node : node.parentElement)?.closest("[data-at]");
    if (!(piece instanceof HTMLElement)) {
      const near = node instanceof Element ? node.childNodes[offset] ?? node.lastChild : null;
      const inner = near instanceof Element ? near.closest("[data-at]") ?? near.querySelector("[data-at]") : null;
      return inner instanceof HTMLElement ? Number(inner.dataset.at) : null;
    }
    const before = (piece.textContent ?? "").slice(0, node instanceof Element ? 0 : offset);
    return Number(piece.dataset.at) + Array.from(before).length;
  }
}

/**
 * @param {Map<number, string[]>} map
 * @param {number} key
 * @param {string} value
 */
function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
