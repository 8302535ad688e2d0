// @ts-check
// A fact of selected words: the readers propose, one key chooses, a stroke over the quote fills.
import { button, open, RecordForm, text } from "./desk-forms.js";
import { make } from "./dom.js";

/** One letter a list: the key that chooses it in the form. */
const LETTERS = { body: "m", targets: "t", values: "v", policies: "y", organisations: "o", enterprises: "e", places: "l", projects: "p", recognitions: "r", events: "x", posts: "s", relations: "i" };
/** Fields that the last fact of a kind hands to the next one. */
const REPEATED = ["role", "status", "group", "relation"];

/**
 * Return what opens the form of a new fact.
 * @param {{ given: any, words: Record<string, string>, pane: import("./desk-text.js").TextPane,
 *   dialog: HTMLDialogElement, ask: (verb: string, body: any) => Promise<any>,
 *   act: (work: () => Promise<any>) => Promise<void>, tell: (message: string, bad?: boolean) => void,
 *   problems: (found: any[]) => Node, quoted: (span: [number, number]) => HTMLElement,
 *   debounce: (work: () => Promise<void>) => () => void, took: (facts: any[]) => void }} desk
 */
export function newFacts(desk) {
  const { given, words, pane, dialog, ask, act, tell, problems, quoted, debounce, took } = desk;
  /** @type {Map<string, Record<string, any>>} */
  const last = new Map();

  return async function start(/** @type {[number, number] | null} */ again = null) {
    const span = again ?? pane.selected();
    if (!span) return tell(words.selectFirst, true);
    const found = await ask("suggest", { span });
    if (!found) return;
    const kinds = /** @type {HTMLSelectElement} */ (make("select", { id: "desk-new-kind" }, ...Object.keys(given.lists).map((one) => make("option", { value: one }, LETTERS[/** @type {keyof typeof LETTERS} */ (one)] ? `${given.lists[one]} (${LETTERS[/** @type {keyof typeof LETTERS} */ (one)]})` : given.lists[one]))));
    const place = make("div");
    const verdict = make("div", { role: "status" });
    /** @type {RecordForm} */
    let form;
    /** @type {HTMLInputElement | null} the field that words of the quote go into */
    let target = null;

    const fill = (/** @type {string} */ list, /** @type {Record<string, any>} */ record) => {
      kinds.value = list;
      form = new RecordForm(given.forms[list], {}, words);
      const whole = { ...last.get(list), ...record };
      for (const field of given.forms[list]) {
        if (whole[field.key] === undefined || field.shape === "map") continue;
        (form.input(field.key) ?? form.row(field)).value = text(whole[field.key]);
      }
      form.fill();
      place.replaceChildren(form.element);
      target = /** @type {HTMLInputElement | null} */ ([...form.grid.querySelectorAll("input")].find((one) => !one.value) ?? form.grid.querySelector("input"));
      form.element.addEventListener("input", tryIt);
      form.element.addEventListener("focusin", (event) => {
        if (event.target instanceof HTMLInputElement) target = event.target;
      });
      for (const key of ["is", "of", "in", "place", "organiser", "part-of"]) form.input(key)?.setAttribute("list", "desk-known");
      void tryIt();
    };
    const body = () => ({ list: kinds.value, span, record: form.changes() });
    const tryIt = debounce(async () => {
      const answer = await ask("try-new", body());
      if (answer) verdict.replaceChildren(problems(answer.problems));
    });
    const plain = (/** @type {string} */ list) => fill(list, found.plain[list] ?? {});
    kinds.addEventListener("change", () => plain(kinds.value));

    const go = (/** @type {boolean} */ more) => {
      const written = body();
      void act(async () => {
        const done = await ask("add", written);
        if (!done) { verdict.replaceChildren(make("p", { class: "desk-problems error" }, document.getElementById("desk-status")?.textContent ?? "")); return done; }
        last.set(written.list, Object.fromEntries(Object.entries(written.record).filter(([key]) => REPEATED.includes(key))));
        took(done.facts);
        tell(words.saved);
        dialog.close();
        return done;
      }).then(() => { if (more && !dialog.open) void start(span); });
    };
    const choose = (/** @type {number} */ at) => found.records[at] && fill(found.records[at].list, found.records[at].record);
    const ready = found.records.map((/** @type {any} */ one, /** @type {number} */ at) => {
      const name = make("span", { lang: "zh" }, short(text(one.record.name ?? one.record.title ?? one.record.person ?? "")));
      const made = button(`${given.lists[one.list]}: `, "", () => choose(at), String(at + 1));
      made.insertBefore(name, made.firstChild?.nextSibling ?? null);
      return made;
    });
    const quote = quoted(span);
    quote.tabIndex = -1; // a stroke over it leaves the keys to the dialog
    quote.addEventListener("mouseup", () => {
      const chosen = String(document.getSelection() ?? "").trim();
      if (!chosen || !target) return;
      target.value = chosen;
      document.getSelection()?.removeAllRanges();
      target = [...form.grid.querySelectorAll("input")].find((one) => !one.value) ?? target;
      write.focus();
      void tryIt();
    });
    const known = make("datalist", { id: "desk-known" }, ...[...given.bodies, ...given.places].map((/** @type {any} */ one) => make("option", { value: one.id, label: one.zh })));
    const write = button(words.write, "primary", () => go(false), "Enter");
    open(dialog, words.newFact, quote, make("p", { class: "desk-kind" }, words.strokeHelp),
      ...(ready.length ? [make("p", { class: "desk-actions" }, `${words.suggested}: `, ...ready)] : []),
      make("div", { class: "desk-form" }, make("label", { for: "desk-new-kind" }, words.kind), kinds), place, known, verdict,
      make("p", { class: "desk-actions" }, write, button(words.writeMore, "", () => go(true), "n"), button(words.cancel, "", () => dialog.close(), "Esc")));
    if (found.records.length) choose(0);
    else plain("body");
    write.focus();

    dialog.onkeydown = (event) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const list = Object.entries(LETTERS).find(([, letter]) => letter === event.key)?.[0];
      if (event.key === "Enter" && !(event.target instanceof HTMLTextAreaElement) && (event.target === write || !(event.target instanceof HTMLButtonElement))) go(event.shiftKey);
      else if (!typing && event.key === "n") go(true);
      else if (!typing && !(event.target instanceof HTMLSelectElement) && /^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
      else if (!typing && !(event.target instanceof HTMLSelectElement) && list) plain(list);
      else return;
      event.preventDefault();
    };
    dialog.onclose = () => { dialog.onkeydown = null; };
  };
}

/** @param {string} words */
function short(words) {
  const points = Array.from(words);
  return points.length > 24 ? `${points.slice(0, 24).join("")}…` : words;
}
