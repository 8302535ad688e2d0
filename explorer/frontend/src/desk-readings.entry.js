// @ts-check
// Two readings of a document: each difference with both values and both quotes, one key a decision.
import { dropZone } from "./desk-drop.js";
import { button, open } from "./desk-forms.js";
import { fill, Pages } from "./desk-pages.js";
import { TextPane } from "./desk-text.js";
import { isTyping, make, readData } from "./dom.js";

/** @typedef {{ record: string, value: string, spans: [number, number][] }} Side */
/** @typedef {{ id: string, kind: string, field: string, only: string, title: string, left: Side, right: Side, fields: [string, string][], takes: boolean, settled: string }} Difference */

const data = readData("desk-readings-data");
choose(data);
if (data.reading) compare(data);

/** @param {any} given */
function compare(given) {
  const { words } = given;
  /** @type {Difference[]} */
  let all = given.differences;
  let { agreed, history } = given;
  /** @type {string | null} */
  let now = null;
  let busy = Promise.resolve();
  const get = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const dialog = /** @type {HTMLDialogElement} */ (get("desk-dialog"));
  const who = /** @type {HTMLInputElement} */ (get("desk-who"));
  const filter = /** @type {HTMLSelectElement} */ (get("desk-filter"));
  const pane = new TextPane(make("div"), given.text, given.start);
  const pages = new Pages(given, dialog);
  get("desk").hidden = false;
  who.value = sessionStorage.getItem("desk-who") ?? "";
  who.addEventListener("input", () => sessionStorage.setItem("desk-who", who.value));
  filter.append(...[["waiting", words.waiting], ["open", words.open], ["postponed", words.postponed], ["left", words.settledLeft], ["all", words.all]].map(([value, label]) => make("option", { value }, label)));
  if (given.problems) get("desk-report").textContent = fill(words.unread, { n: given.problems });

  /** @param {string} message @param {boolean} [bad] */
  const tell = (message, bad = false) => {
    get("desk-status").textContent = message;
    get("desk-status").classList.toggle("bad", bad);
  };

  /** @param {string} verb @param {Record<string, any>} body */
  async function ask(verb, body) {
    const answer = await fetch(`/desk/${encodeURIComponent(given.document)}/${verb}`, {
      method: "POST", headers: { "content-type": "application/json", "x-policykg-desk": "1" },
      body: JSON.stringify({ who: who.value, lang: given.lang, reading: given.reading, ...body }),
    }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (answer?.ok && found) return found;
    const message = found?.message;
    tell(typeof message === "object" && message ? message[given.lang] : String(message ?? words.offline), true);
    return null;
  }

  const state = (/** @type {Difference} */ one) => one.settled || "waiting";
  const shown = () => all.filter((one) => filter.value === "all" || state(one) === filter.value);
  const current = () => all.find((one) => one.id === now) ?? null;

  function render() {
    const list = shown();
    if (!list.some((one) => one.id === now)) now = list[0]?.id ?? null;
    get("desk-cards").replaceChildren(...list.slice(0, 300).map((one, index) => element(one, index, list.length)));
    if (!list.length) get("desk-cards").append(make("li", {}, make("p", {}, words.none)));
    const waiting = all.filter((one) => state(one) === "waiting").length;
    get("desk-counts").textContent = fill(words.counts, { n: waiting, m: all.length - waiting, a: agreed.length });
    get("desk-agreed").textContent = fill(words.signAgreed, { n: agreed.length });
    /** @type {HTMLButtonElement} */ (get("desk-agreed")).disabled = !agreed.length;
    /** @type {HTMLButtonElement} */ (get("desk-undo")).disabled = !history.undo;
    /** @type {HTMLButtonElement} */ (get("desk-redo")).disabled = !history.redo;
    focus(false);
  }

  /**
   * @param {Difference} one
   * @param {number} index
   * @param {number} of
   */
  function element(one, index, of) {
    const head = make("h2", {}, make("span", { lang: "zh" }, one.title), make("span", { class: "desk-kind" }, `${one.kind} · ${one.field} · ${fill(words.position, { n: index + 1, of })}`));
    const sides = make("div", { class: "desk-sides" }, side(one, "left"), side(one, "right"));
    const actions = make("p", { class: "desk-actions" });
    const [left, right] = one.only === "left" ? [words.keepRecord, words.dropRecord] : one.only === "right" ? [words.leaveRecord, words.addRecord] : [words.left, words.right];
    actions.append(button(left, "primary", () => settle(one, "left"), "l"));
    const take = /** @type {HTMLButtonElement} */ (button(right, "", () => settle(one, "right"), "r"));
    take.disabled = !one.takes;
    actions.append(take, button(words.bothOpen, "", () => settle(one, "open"), "b"));
    if (state(one) === "waiting") actions.append(button(words.later, "", () => settle(one, "postponed"), "p"));
    const article = make("article", { class: "desk-card", tabindex: "-1", "aria-label": `${one.kind}: ${one.title}, ${one.field}` }, head, sides);
    if (!one.takes) article.append(make("p", { class: "desk-fine" }, words.cannotTake));
    article.append(actions);
    article.addEventListener("click", () => { if (now !== one.id) { now = one.id; focus(false); } });
    return make("li", { "data-card": one.id }, article);
  }

  /** @param {Difference} one @param {"left" | "right"} which */
  function side(one, which) {
    const given_ = one[which];
    const box = make("section", { class: `desk-side ${which}` }, make("h3", {}, which === "left" ? words.facts : words.other));
    if (!given_.record) {
      box.append(make("p", { class: "desk-fine" }, words.noRecord));
      return box;
    }
    if (one.only) {
      box.append(make("dl", { class: "desk-fields" }, ...one.fields.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { lang: "zh" }, value)])));
    } else box.append(make("p", { class: "desk-value", lang: "zh" }, given_.value || make("span", { class: "desk-fine" }, words.notGiven)));
    for (const span of given_.spans) {
      const around = pane.around(...span);
      box.append(make("blockquote", { lang: "zh" }, around.before, marked(span, one.only ? one.title : given_.value), around.behind));
      const line = pages.line(span);
      if (line) box.append(line);
    }
    return box;
  }

  /**
   * The words that a record rests on, the value in them stronger.
   * @param {[number, number]} span
   * @param {string} value
   */
  function marked(span, value) {
    const text = pane.words(...span);
    const at = value ? text.indexOf(value) : -1;
    if (at < 0) return make("mark", {}, text);
    return make("mark", {}, text.slice(0, at), make("strong", {}, value), text.slice(at + value.length));
  }

  /** @param {boolean} grab */
  function focus(grab) {
    for (const item of get("desk-cards").children) {
      const article = item.querySelector("article");
      const here = item instanceof HTMLElement && item.dataset.card === now;
      if (here) article?.setAttribute("aria-current", "true");
      else article?.removeAttribute("aria-current");
      if (here && article) {
        if (grab) article.focus({ preventScroll: true });
        article.scrollIntoView({ block: "nearest" });
      }
    }
  }

  /** @param {any} found */
  function take(found) {
    all = found.differences;
    agreed = found.agreed;
    history = found.history;
    pane.points = Array.from(found.text);
  }

  /** @param {() => Promise<any>} work */
  function act(work) {
    const list = shown();
    const at = list.findIndex((one) => one.id === now);
    const next = list[at + 1]?.id ?? list[at - 1]?.id ?? null;
    busy = busy.then(async () => {
      const found = await work();
      if (!found) return;
      take(found);
      if (!shown().some((one) => one.id === now)) now = next;
      render();
    });
    return busy;
  }

  /** @param {Difference} one @param {string} choice */
  function settle(one, choice) {
    if (choice === "right" && !one.takes) return tell(words.cannotTake, true);
    now = one.id;
    void act(async () => {
      const found = await ask("settle", { difference: one.id, choice });
      if (found) tell(found.signed ? words.settledSigned : words.settledOne);
      return found;
    });
  }

  /** @param {"undo" | "redo"} verb */
  const turn = (verb) => act(async () => {
    const found = await ask(verb, {});
    if (!found) return null;
    tell(found.done.length ? fill(verb === "undo" ? words.undone : words.redone, { what: found.done.map((/** @type {string} */ one) => words[one] ?? one).join(", ") }) : words.nothing);
    return ask("compare", {});
  });

  function signAgreed() {
    if (!agreed.length) return;
    if (!who.value.trim()) {
      tell(words.needName, true);
      who.focus();
      return;
    }
    const items = agreed.map((/** @type {any} */ one) => {
      const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", value: one.key, "aria-label": `${one.kind}: ${one.fields[0]?.[1] ?? one.key}` }));
      box.checked = true;
      const quotes = one.spans.map((/** @type {[number, number]} */ span) => make("p", { class: "words", lang: "zh" }, pane.words(...span)));
      const fields = one.fields.map((/** @type {[string, string]} */ [name, value]) => `${name}: ${value}`).join(" · ");
      return make("li", {}, box, make("div", {}, make("p", {}, make("strong", {}, one.kind)), ...quotes, make("p", { class: "desk-kind" }, fields)));
    });
    const list = make("ul", { class: "desk-alike", tabindex: "0", "aria-label": words.agreedTitle }, ...items);
    /** Records whose words came into view: only these are signed. */
    const seen = new Set();
    const chosen = () => [...list.querySelectorAll("input:checked")].map((one) => /** @type {HTMLInputElement} */ (one).value).filter((one) => seen.has(one));
    const go = () => {
      const records = chosen();
      dialog.close();
      if (records.length) void act(async () => {
        const found = await ask("sign-agreed", { records });
        if (found) tell(found.signed ? fill(words.signedMany, { n: found.signed }) : words.nothingSigned);
        return found;
      });
    };
    const primary = button(fill(words.signShown, { n: 0 }), "primary", go, "Enter");
    const count = () => { if (primary.firstChild) primary.firstChild.textContent = fill(words.signShown, { n: chosen().length }); };
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) seen.add(/** @type {HTMLInputElement} */ (entry.target.querySelector("input")).value);
      count();
    }, { root: list, threshold: 0.9 });
    list.addEventListener("change", count);
    dialog.addEventListener("close", () => watch.disconnect(), { once: true });
    open(dialog, words.agreedTitle, make("p", {}, words.agreedNote), list, make("p", { class: "desk-actions" }, primary, button(words.cancel, "", () => dialog.close(), "Esc")));
    for (const item of items) watch.observe(item);
    primary.focus();
  }

  function keys() {
    const rows = [["l ←", "keyLeft"], ["r →", "keyRight"], ["b", "bothOpen"], ["p", "later"], ["j ↓", "keyNext"], ["k ↑", "keyBefore"], ["u", "undo"], ["y", "redo"], ["g", "agreedTitle"], ["v", "keyPage"], ["?", "keyHelp"]];
    open(dialog, words.help, make("dl", { class: "desk-keys" }, ...rows.flatMap(([key, name]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words[name])])), make("p", { class: "desk-actions" }, button(words.close, "primary", () => dialog.close(), "Esc")));
  }

  /** @param {number} step */
  function move(step) {
    const list = shown();
    const at = list.findIndex((one) => one.id === now);
    const next = list[Math.max(0, Math.min(list.length - 1, at + step))];
    if (next) { now = next.id; focus(true); }
  }

  document.addEventListener("keydown", (event) => {
    if (dialog.open || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const one = current();
    const decide = (/** @type {string} */ choice) => () => { if (one) settle(one, choice); };
    /** @type {Record<string, () => void>} */
    const does = {
      l: decide("left"), ArrowLeft: decide("left"), r: decide("right"), ArrowRight: decide("right"), b: decide("open"), p: decide("postponed"),
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
      u: () => turn("undo"), y: () => turn("redo"), g: signAgreed, "?": keys,
      v: () => { const span = one?.left.spans[0] ?? one?.right.spans[0]; if (span) pages.show(span); },
    };
    const work = does[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
  filter.addEventListener("change", () => { now = null; render(); });
  get("desk-undo").addEventListener("click", () => turn("undo"));
  get("desk-redo").addEventListener("click", () => turn("redo"));
  get("desk-agreed").addEventListener("click", signAgreed);
  get("desk-help").addEventListener("click", keys);
  render();
}

/**
 * A second reading: dropped or chosen.
 * @param {any} given
 */
function choose(given) {
  dropZone("desk-choose", {
    lang: given.lang,
    offline: given.words.offline,
    reading: (name) => fill(given.words.reading, { name }),
    url: (name) => `/desk/${encodeURIComponent(given.document)}/reading?name=${name}`,
    next: (found) => `?with=${encodeURIComponent(found.reading)}`,
  });
}
