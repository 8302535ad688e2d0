// @ts-check
// A fact of selected words: the readers propose, a digit writes what its line shows, a letter
// chooses the kind, a stroke over the quote fills.  The form stands beside the text, which stays
// within reach: it follows the next selection, and offers what else the same words may say.
import { button, RecordForm, text } from "./desk-forms.js";
import { make } from "./dom.js";

/** One letter a list: the key that chooses it in the form. */
const LETTERS = /** @type {Record<string, string>} */ ({ body: "m", targets: "t", values: "v", policies: "y", organisations: "o", enterprises: "e", places: "l", projects: "p", recognitions: "r", events: "x", posts: "s", relations: "i", responsibilities: "b" });
/** Fields that the last fact of a kind hands to the next one. */
const REPEATED = ["role", "status", "group", "relation"];
/** What a record is called by, where that is not its name. */
const CALLED = /** @type {Record<string, string>} */ ({ recognitions: "title", posts: "person", responsibilities: "names", relations: "subject" });
/** So many characters of a selection are a passage to copy rather than a fact. */
const LONGEST = 600;

/**
 * Return the form of new facts: ``start`` opens it, ``key`` takes the keys of the page.
 * @param {{ given: any, words: Record<string, string>, pane: import("./desk-text.js").TextPane,
 *   dialog: HTMLDialogElement, ask: (verb: string, body: any) => Promise<any>,
 *   act: (work: () => Promise<any>) => Promise<void>, undo: () => Promise<void>,
 *   tell: (message: string, bad?: boolean) => void,
 *   problems: (found: any[]) => Node, quoted: (span: [number, number]) => HTMLElement,
 *   debounce: (work: () => Promise<void>) => () => void, took: (facts: any[]) => void }} desk
 */
export function newFacts(desk) {
  const { given, words, pane, ask, act, tell, problems, quoted, debounce, took } = desk;
  const sheet = /** @type {HTMLDialogElement} */ (document.getElementById("desk-new-form"));
  /** @type {Map<string, Record<string, any>>} */
  const last = new Map();
  /** @type {[number, number]} */
  let span = [0, 0];
  /** @type {{ records: { list: string, record: Record<string, any> }[], plain: Record<string, Record<string, any>> }} */
  let found = { records: [], plain: {} };
  /** @type {RecordForm | null} none is filled in: a digit or a letter comes first */
  let form = null;
  /** @type {Field | null} the field that words of the quote go into */
  let target = null;
  /** Fields that words of the quote went into: more of them stand beside the first. */
  let stroked = new Set();
  /** Words that were marked in the quote: they stay when the kind changes. */
  let marked = "";
  /** While something is written, or read anew, keys would mean lines that are going away. */
  let busy = false;
  /** Only the answer to the last selection is shown. */
  let turn = 0;
  let kinds = /** @type {HTMLSelectElement} */ (make("select"));
  let place = make("div");
  let verdict = make("div");
  let write = make("button");

  /**
   * Return what would be written of a record, with what the last one of its kind hands on.
   * @param {string} list
   * @param {Record<string, any>} record
   */
  const whole = (list, record) => {
    const all = { ...last.get(list), ...record };
    return Object.fromEntries(given.forms[list].filter((/** @type {any} */ field) => all[field.key] !== undefined && text(all[field.key]) && field.shape !== "map").map((/** @type {any} */ field) => [field.key, all[field.key]]));
  };
  /** @param {string} list @param {Record<string, any>} record */
  const complete = (list, record) => given.forms[list].every((/** @type {any} */ field) => !field.required || text(record[field.key]));
  /** @param {string} list @param {Record<string, any>} record */
  const line = (list, record) => {
    const own = CALLED[list] ?? "name";
    const rest = given.forms[list].filter((/** @type {any} */ field) => field.key !== own && record[field.key] !== undefined).map((/** @type {any} */ field) => [` · ${field.label}: `, make("span", { lang: "zh" }, text(record[field.key]))]);
    return [`${words.lists?.[list] ?? given.lists[list]}: `, make("strong", { lang: "zh" }, text(record[own])), ...rest.flat()];
  };

  /** @param {string} list @param {Record<string, any>} record */
  function fill(list, record) {
    kinds.value = list;
    const now = form = new RecordForm(given.forms[list], {}, words);
    for (const [key, value] of Object.entries(whole(list, record))) {
      const field = given.forms[list].find((/** @type {any} */ one) => one.key === key);
      (now.input(key) ?? now.row(field)).value = text(value);
    }
    now.fill();
    place.replaceChildren(now.element);
    stroked = new Set();
    aim(fieldsOf(now).find((one) => !one.value) ?? fieldsOf(now)[0] ?? null);
    now.element.addEventListener("input", tryIt);
    now.element.addEventListener("focusin", (event) => {
      if (fieldsOf(now).includes(/** @type {any} */ (event.target))) aim(/** @type {any} */ (event.target));
    });
    for (const key of ["is", "of", "in", "place", "organiser", "part-of"]) now.input(key)?.setAttribute("list", "desk-known");
    write.hidden = false;
    write.focus({ preventScroll: true });
    void tryIt();
  }

  /** @param {Field | null} field the next to be filled from the quote */
  function aim(field) {
    target?.classList.remove("next");
    target = field;
    target?.classList.add("next");
  }

  /** @param {string} list */
  const plain = (list) => {
    const own = CALLED[list] ?? "name";
    fill(list, { ...found.plain[list], ...(marked && given.forms[list].some((/** @type {any} */ one) => one.key === own) ? { [own]: marked } : {}) });
  };
  const body = () => ({ list: kinds.value, span, record: form?.changes() ?? {} });
  const tryIt = debounce(async () => {
    if (!form || !sheet.open) return;
    const now = form;
    const answer = await ask("try-new", body());
    if (answer && form === now) verdict.replaceChildren(problems(answer.problems));
  });

  /**
   * Write a fact, and offer what else its words may say.
   * @param {{ list: string, span: [number, number], record: Record<string, any>, checked?: boolean }} fact
   */
  async function put(fact) {
    if (busy) return;
    busy = true;
    let done = null;
    await act(async () => {
      const answer = await ask("add", fact);
      if (!answer) verdict.replaceChildren(make("p", { class: "desk-problems error" }, document.getElementById("desk-status")?.textContent ?? ""));
      if (!answer || answer.refused) {
        if (answer) { fill(fact.list, fact.record); verdict.replaceChildren(problems(answer.refused)); }
        return null;
      }
      last.set(fact.list, Object.fromEntries(Object.entries(fact.record).filter(([key]) => REPEATED.includes(key))));
      took(answer.facts);
      tell(words.saved);
      return (done = answer);
    });
    busy = false;
    if (!done) sheet.dataset.refused = String(Number(sheet.dataset.refused ?? 0) + 1);
    if (done && sheet.open) await show(span, make("p", { class: "desk-written", role: "status" }, `${words.saved}: `, ...line(fact.list, fact.record), " ", button(words.undo, "", () => void back(), "u")));
  }

  /** Take back what was done last, and offer it again. */
  async function back() {
    await desk.undo();
    if (sheet.open) await show(span, make("p", { class: "desk-written", role: "status" }, document.getElementById("desk-status")?.textContent ?? ""));
  }

  /** @param {number} at */
  function choose(at) {
    const one = found.records[at];
    if (!one) return;
    const record = whole(one.list, one.record);
    if (complete(one.list, record)) void put({ list: one.list, span, record, checked: true });
    else fill(one.list, one.record);
  }

  /**
   * Read selected words, and show the form.
   * @param {[number, number]} of
   * @param {HTMLElement} [before] what was just done: nothing is chosen then, so that a key
   *   pressed twice does not write twice
   */
  async function show(of, before) {
    const mine = (turn += 1);
    busy = true;
    const answer = await ask("suggest", { span: of });
    if (mine !== turn) return;
    busy = false;
    if (!answer) return;
    span = of;
    found = answer;
    form = null;
    marked = "";
    kinds = /** @type {HTMLSelectElement} */ (make("select", { id: "desk-new-kind" }, ...(before ? [make("option", { value: "" }, "—")] : []), ...Object.keys(given.lists).map((one) => make("option", { value: one }, LETTERS[one] ? `${given.lists[one]} (${LETTERS[one]})` : given.lists[one]))));
    kinds.addEventListener("change", () => kinds.value && plain(kinds.value));
    place = make("div");
    verdict = make("div", { role: "status" });
    write = button(words.write, "primary", () => void put(body()), "Enter");
    write.hidden = true;
    const ready = found.records.map((one, at) => {
      const record = whole(one.list, one.record);
      const made = button("", "", () => choose(at));
      made.append(make("kbd", {}, String(at + 1)), " ", ...line(one.list, record), ...(complete(one.list, record) ? [] : [" …"]));
      return make("li", {}, made);
    });
    const known = make("datalist", { id: "desk-known" }, ...[...given.bodies, ...given.places].map((/** @type {any} */ one) => make("option", { value: one.id, label: one.zh })));
    sheet.replaceChildren(make("h2", { id: "desk-new-title", tabindex: "-1" }, words.newFact), ...(before ? [before] : []), quote(),
      ...(ready.length ? [make("ol", { class: "desk-ready", "aria-label": words.suggested }, ...ready)] : []),
      make("div", { class: "desk-form" }, make("label", { for: "desk-new-kind" }, words.kind), kinds), place, known, verdict,
      make("p", { class: "desk-actions" }, write, button(words.close, "", close, "Esc")), make("p", { class: "desk-kind" }, words.strokeHelp));
    if (!sheet.open) sheet.show();
    if (before) /** @type {HTMLElement} */ (sheet.firstElementChild).focus({ preventScroll: true });
    else if (found.records.length) {
      fill(found.records[0].list, found.records[0].record);
      sheet.querySelector(".desk-ready button")?.setAttribute("aria-current", "true");
    } else plain("body");
    sheet.scrollTop = 0;
    sheet.dataset.turn = String(mine);
  }

  function quote() {
    const made = quoted(span);
    made.tabIndex = -1; // a stroke over it leaves the keys to the form
    made.addEventListener("mouseup", () => {
      const chosen = String(document.getSelection() ?? "").trim();
      if (!chosen) return;
      marked = chosen;
      if (!form) plain("body");
      else if (target) {
        const more = target instanceof HTMLTextAreaElement && stroked.has(target);
        target.value = more ? `${target.value}\n${chosen}` : chosen;
        stroked.add(target);
        aim(fieldsOf(form).find((one) => !one.value) ?? target);
      }
      document.getSelection()?.removeAllRanges();
      write.focus({ preventScroll: true });
      void tryIt();
    });
    return made;
  }

  function close() {
    turn += 1;
    busy = false;
    const inside = sheet.contains(document.activeElement);
    sheet.close();
    sheet.replaceChildren();
    if (inside) pane.element.focus({ preventScroll: true });
  }

  /**
   * Take a key while the form stands open.
   * @param {KeyboardEvent} event
   */
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    const { target: at } = event;
    const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
    const own = at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement || at instanceof HTMLSelectElement;
    if (busy || event.repeat) { if (!typing) event.preventDefault(); return; }
    if (event.key === "Enter" && form && !(at instanceof HTMLTextAreaElement) && (at === write || !own)) void put(body());
    else if (typing || at instanceof HTMLSelectElement) return;
    else if (/^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
    else if (event.key === "u") void back();
    else if (LETTERS_OF.has(event.key)) plain(/** @type {string} */ (LETTERS_OF.get(event.key)));
    else return;
    event.preventDefault();
  }

  function start() {
    const chosen = pane.selected();
    if (!chosen) return tell(words.selectFirst, true);
    return void show(chosen);
  }

  // A stroke of the mouse over the text opens the form; fingers and pens select to read, too.
  pane.element.addEventListener("pointerup", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || desk.dialog.open) return;
    setTimeout(() => { // a click into an old selection ends it only now
      const chosen = pane.selected();
      if (chosen && chosen[1] - chosen[0] <= LONGEST && !(sheet.open && chosen[0] === span[0] && chosen[1] === span[1])) void show(chosen);
    });
  });

  return { start, key, close, isOpen: () => sheet.open };
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/**
 * @param {RecordForm} form
 * @returns {Field[]}
 */
const fieldsOf = (form) => [...form.grid.querySelectorAll(/** @type {"input"} */ ("input, textarea:not([readonly])"))];

const LETTERS_OF = new Map(Object.entries(LETTERS).map(([list, letter]) => [letter, list]));
