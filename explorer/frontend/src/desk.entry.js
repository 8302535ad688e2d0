// @ts-check
// The desk: cards beside the text, one key a verdict.
import { button, open, RecordForm, text } from "./desk-forms.js";
import { drop } from "./desk-drop.js";
import { headerForm, whoIsWho } from "./desk-identities.js";
import { newFacts } from "./desk-new.js";
import { Pages } from "./desk-pages.js";
import { TextPane } from "./desk-text.js";
import { isTyping, make, readData } from "./dom.js";

/** @typedef {{ id: string, list: string, record: Record<string, any>, passage: Record<string, any>, span: [number, number], around: [number, number][], open: Record<string, string>, pattern: string, rank: number, title: string, verdict: string }} Card */

const data = readData("desk-data");
if (data) desk(data);
else drop();

/** @param {any} given */
function desk(given) {
  const words = given.words;
  /** @type {Card[]} */
  let cards = given.cards;
  let facts = given.facts;
  let history = given.history;
  /** @type {[number, number, string][]} */
  let left = [];
  let at = -1;
  /** @type {string | null} */
  let now = null;
  let busy = Promise.resolve();
  // One name for all pages of this tab: loaded again, it is not somebody else.
  const visitor = sessionStorage.getItem("desk-visitor") ?? Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("desk-visitor", visitor);
  const get = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const dialog = /** @type {HTMLDialogElement} */ (get("desk-dialog"));
  const who = /** @type {HTMLInputElement} */ (get("desk-who"));
  const filter = /** @type {HTMLSelectElement} */ (get("desk-filter"));
  const pane = new TextPane(get("desk-text"), given.text, given.start);
  const pages = new Pages(given, dialog);
  get("desk").hidden = false;
  who.value = sessionStorage.getItem("desk-who") ?? "";
  who.addEventListener("change", () => sessionStorage.setItem("desk-who", who.value));
  filter.append(...["waiting", "postponed", "accepted", "dismissed", "all"].map((one) => make("option", { value: one }, words[one])));

  /** @param {string} key @param {Record<string, any>} [values] */
  const say = (key, values = {}) => Object.entries(values).reduce((sofar, [name, value]) => sofar.replace(`{${name}}`, String(value)), words[key] ?? key);
  /** @param {string} message @param {boolean} [bad] */
  const tell = (message, bad = false) => {
    get("desk-status").textContent = message;
    get("desk-status").classList.toggle("bad", bad);
  };

  /**
   * Ask the server to do something; what it refuses is said, and nothing is lost.
   * @param {string} verb
   * @param {Record<string, any>} body
   */
  async function ask(verb, body) {
    let answer;
    try {
      answer = await fetch(`/desk/${encodeURIComponent(given.document)}/${verb}`, {
        method: "POST", headers: { "content-type": "application/json", "x-policykg-desk": "1" },
        body: JSON.stringify({ who: who.value, visitor, lang: given.lang, ...body }),
      });
    } catch {
      tell(words.offline, true);
      return null;
    }
    const found = await answer.json().catch(() => null);
    if (answer.ok && found) return found;
    const message = found?.message;
    tell(typeof message === "object" && message ? message[given.lang] : String(message ?? answer.status), true);
    return null;
  }

  // ---- what is shown -------------------------------------------------------------------

  const order = () => [...cards].sort((a, b) => a.rank - b.rank || cards.indexOf(a) - cards.indexOf(b));
  const shown = () => order().filter((card) => filter.value === "all" || card.verdict === filter.value);
  const current = () => cards.find((card) => card.id === now) ?? null;

  function render() {
    const list = shown();
    if (!list.some((card) => card.id === now)) now = list[0]?.id ?? null;
    const alike = new Map();
    for (const card of cards) if (card.verdict === "waiting") alike.set(card.pattern, (alike.get(card.pattern) ?? 0) + 1);
    get("desk-cards").replaceChildren(...list.slice(0, 300).map((card, index) => made(card, index, list.length, alike.get(card.pattern) ?? 0)));
    if (!list.length) get("desk-cards").append(make("li", {}, make("p", {}, words.done)));
    const count = (/** @type {string} */ verdict) => cards.filter((card) => card.verdict === verdict).length;
    get("desk-counts").textContent = ["waiting", "accepted", "dismissed", "postponed"].map((one) => `${count(one)} ${words[one]}`).join(" · ");
    const progress = /** @type {HTMLProgressElement} */ (get("desk-progress"));
    progress.max = Math.max(1, cards.length);
    progress.value = cards.length - count("waiting");
    /** @type {HTMLButtonElement} */ (get("desk-undo")).disabled = !history.undo;
    /** @type {HTMLButtonElement} */ (get("desk-redo")).disabled = !history.redo;
    focus(false);
  }

  /** @type {WeakMap<Card, { signature: string, item: HTMLElement }>} */
  const elements = new WeakMap();

  /**
   * Return the element of a card, made anew only where more than its place among the cards changed.
   * @param {Card} card
   * @param {number} index
   * @param {number} of
   * @param {number} alike
   */
  function made(card, index, of, alike) {
    const signature = `${card.verdict} ${alike > 1}`; // of a group each verdict changes only the number
    const known = elements.get(card);
    if (known?.signature !== signature) {
      const item = element(card, index, of, alike);
      elements.set(card, { signature, item });
      return item;
    }
    const kind = known.item.querySelector("h2 .desk-kind");
    if (kind) kind.textContent = kindLine(card, index, of);
    const group_ = known.item.querySelector(".desk-group-of")?.firstChild;
    if (group_) group_.textContent = say("group", { n: alike });
    return known.item;
  }

  /** @param {Card} card @param {number} index @param {number} of */
  const kindLine = (card, index, of) => `${words.lists?.[card.list] ?? given.lists[card.list] ?? card.list} · ${say("position", { n: index + 1, of })}`;

  /**
   * @param {Card} card
   * @param {number} index
   * @param {number} of
   * @param {number} alike
   */
  function element(card, index, of, alike) {
    const head = make("h2", {}, make("span", { lang: "zh" }, card.title), make("span", { class: "desk-kind" }, kindLine(card, index, of)));
    const article = make("article", { class: `desk-card rank-${card.rank} ${card.verdict}`, tabindex: "-1", "aria-label": `${given.lists[card.list] ?? card.list}: ${card.title}` }, head);
    const under = card.around.map(([start, end]) => pane.words(start, end)).reverse();
    if (under.length) article.append(make("p", { class: "desk-under", lang: "zh" }, `${words.parts} ${under.join(" › ")}`));
    const [start, end] = card.span;
    const sentence = pane.around(start, end);
    article.append(make("blockquote", { lang: "zh" }, sentence.before, marked(card), sentence.behind));
    article.append(pages.line(card.span), fields(card));
    article.append(make("div", { class: "desk-verdict" }));
    const actions = make("p", { class: "desk-actions" });
    if (card.verdict === "waiting" || card.verdict === "postponed") {
      actions.append(
        button(words.accept, "primary", () => act(() => accept([card.id]), card.id), "a"),
        button(words.edit, "", () => edit(card), "e"),
        button(words.dismiss, "", () => dismiss(card), "d"),
      );
      if (card.verdict === "waiting") actions.append(button(words.postpone, "", () => act(() => simple("postpone", [card.id]), card.id), "p"));
      if (alike > 1) actions.append(button(say("group", { n: alike }), "desk-group-of", () => group(card), "g"));
    } else if (card.verdict === "dismissed") actions.append(button(words.back, "", () => act(() => simple("back", [card.id]), card.id), "b"));
    article.append(actions);
    article.addEventListener("click", (event) => {
      if (now !== card.id && !(event.target instanceof HTMLButtonElement)) { now = card.id; focus(false); }
    });
    return make("li", { "data-card": card.id }, article);
  }

  /**
   * The words of a card, its own name and value in them stronger.
   * @param {Card} card
   */
  function marked(card) {
    const words_ = pane.words(...card.span);
    const own = ["name", "title", "value", "person", "post", "object"].map((key) => text(card.record[key])).filter((one) => one && words_.includes(one));
    const mark = make("mark");
    let at = 0;
    for (const [start, end] of own.map((one) => [words_.indexOf(one), words_.indexOf(one) + one.length]).sort((a, b) => a[0] - b[0])) {
      if (start < at) continue;
      mark.append(words_.slice(at, start), make("strong", {}, words_.slice(start, end)));
      at = end;
    }
    mark.append(words_.slice(at));
    return mark;
  }

  /** @param {string} list @param {string} key */
  const label = (list, key) => given.forms[list].find((/** @type {any} */ field) => field.key === key)?.label ?? key;

  /** @param {Card} card */
  function fields(card) {
    const list = make("dl", { class: "desk-fields" });
    for (const [key, value] of Object.entries(card.record)) {
      if (["quote", "to", "occurrence"].includes(key)) continue;
      const why = card.open[key] ? [" ", make("span", { class: "why" }, `${words.open}: ${card.open[key]}`)] : [];
      list.append(make("dt", {}, label(card.list, key)), make("dd", {}, text(value), ...why));
    }
    return list;
  }

  /** @param {boolean} grab whether the keyboard's focus goes there, too */
  function focus(grab) {
    const card = current();
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
    const marks = [
      ...left.map(([start, end]) => ({ start, end, kind: "left" })),
      ...(left[at] ? [{ start: left[at][0], end: left[at][1], kind: "here" }] : []),
      ...facts.flatMap((/** @type {any} */ fact) => fact.spans.map((/** @type {[number, number]} */ [start, end]) => ({ start, end, kind: "used" }))),
      ...cards.filter((one) => one.verdict === "accepted").map((one) => ({ start: one.span[0], end: one.span[1], kind: "used" })),
      ...cards.filter((one) => one.verdict === "waiting").map((one) => ({ start: one.span[0], end: one.span[1], kind: "draft" })),
    ];
    pane.show(marks, card ? card.span : null);
    if (card && (card.verdict === "waiting" || card.verdict === "postponed")) void check(card);
  }

  /** @param {Card} card */
  async function check(card) {
    const place = get("desk-cards").querySelector(`[data-card="${card.id}"] .desk-verdict`);
    const found = await ask("try", { card: card.id });
    if (found && place) place.replaceChildren(problems(found.problems));
  }

  /** @param {any[]} found */
  function problems(found) {
    if (!found.length) return make("p", { class: "desk-fine" }, words.rulesFine);
    return make("ul", { class: "desk-problems" }, ...found.slice(0, 8).map((one) => make("li", { class: one.severity }, one[given.lang])));
  }

  /**
   * What the rules say of the facts: each with its place, what is wrong and what to do.
   * @param {any} found
   */
  function errorList(found) {
    const was = get("desk-report").querySelector("details");
    const list = make("ul", { class: "desk-problems" }, ...found.errors.map((/** @type {any} */ one) => make("li", {}, make("span", { class: "desk-kind" }, one.at), " ", one[given.lang])));
    if (found.errorCount > found.errors.length) list.append(make("li", {}, say("moreErrors", { n: found.errorCount - found.errors.length })));
    return make("details", was?.hasAttribute("open") ? { open: "" } : {}, make("summary", { class: "bad" }, say(found.errorCount === 1 ? "errorsOne" : "errors", { n: found.errorCount })), list);
  }

  /**
   * Ask how far the document is; later than the verdict, which does not wait for it.
   * @type {() => void}
   */
  const report = debounce(async () => {
    await busy;
    if (dialog.open) { report(); return; } // the rules of the record at hand go first
    const found = await ask("report", {});
    if (!found) return;
    if (found.again) { report(); return; } // the facts were changed meanwhile
    left = found.unaccounted;
    const states = ["proved", "signed", "inferred"].map((one) => `${found.states[one] ?? 0} ${words[one]}`).join(" · ") + ` · ${found.states.open ?? 0} ${words.openFields}`;
    if (!found.facts) left = []; // nothing was accepted yet: nothing can be missing
    const words_ = make("span", {}, !found.facts ? words.notYet : left.length ? say(left.length === 1 ? "unaccountedOne" : "unaccounted", { n: left.length }) : words.accounted);
    const line = found.facts ? [make("span", {}, `${found.facts} ${words.facts}`), make("span", {}, `${words.fields} ${states}`), words_] : [words_];
    if (found.errorCount && found.facts) line.push(errorList(found));
    get("desk-report").replaceChildren(...line);
    focus(false);
  }, 500);

  /** Go to the next words that no fact carries, and offer to say why. */
  function nextLeft() {
    if (!left.length) return;
    at = (at + 1) % left.length;
    focus(false);
    const here = get("desk-text").querySelector(".here");
    if (here instanceof HTMLElement) here.scrollIntoView({ block: "center" });
    const [start, end] = left[at];
    const go = (/** @type {number} */ n) => {
      dialog.close();
      void act(async () => {
        const done = await ask("omit", { span: [start, end], reason: given.omissions[n] });
        if (done) { tell(words.saved); report(); }
        return done;
      });
    };
    open(dialog, words.omitTitle, quoted([start, end]), make("p", { class: "desk-actions" }, ...[1, 2, 3, 4].map((n) => button(words[`omit${n}`], "", () => go(n - 1), String(n)))), row(button(words.cancel, "", () => dialog.close(), "Esc")));
    dialog.onkeydown = (event) => {
      const n = Number(event.key);
      if (n >= 1 && n <= 4) { event.preventDefault(); dialog.onkeydown = null; go(n - 1); }
    };
    dialog.onclose = () => { dialog.onkeydown = null; };
  }

  // ---- verdicts ------------------------------------------------------------------------

  /**
   * Do one thing after the other, each on what the one before left.
   * @param {() => Promise<any>} work
   * @param {string} [from] the card that it is done to: the next one comes after it
   */
  function act(work, from) {
    const list = shown();
    const at = list.findIndex((card) => card.id === (from ?? now));
    const next = list[at + 1]?.id ?? list[at - 1]?.id ?? null;
    busy = busy.then(async () => {
      const found = await work();
      if (!found) return;
      take(found);
      if (from) now = next;
      render();
      report();
    });
    return busy;
  }

  /** @param {any} found */
  function take(found) {
    if (found.history) history = found.history;
    if (found.verdicts) for (const card of cards) card.verdict = found.verdicts[card.id] ?? "waiting";
  }

  /** @param {string[]} ids @param {Record<string, any>} [changes] @param {string[]} [seen] */
  async function accept(ids, changes, seen) {
    const found = await ask("accept", { cards: ids, changes: changes ?? {}, shown: seen ?? ids });
    if (found) tell(words.saved);
    return found;
  }

  /** @param {string} verb @param {string[]} ids @param {Record<string, any>} [more] */
  const simple = (verb, ids, more = {}) => ask(verb, { cards: ids, ...more });

  /** @param {"undo" | "redo"} verb */
  const turn = (verb) => act(async () => {
    const found = await ask(verb, {});
    if (found) tell(found.done.length ? say(verb === "undo" ? "undone" : "redone", { what: found.done.map((/** @type {string} */ one) => words[one] ?? one).join(", ") }) : words.nothing);
    return found ? await ask("contents", {}).then((all) => { if (all) renew(all); return found; }) : null;
  });

  /** @param {any} all */
  function renew(all) {
    cards = all.cards;
    facts = all.facts;
    history = all.history;
  }

  // ---- dialogs -------------------------------------------------------------------------

  /** @param {Card} card */
  function edit(card) {
    const form = new RecordForm(given.forms[card.list], card.record, words);
    const verdict = make("div", { role: "status" });
    const go = () => {
      dialog.close();
      void act(() => accept([card.id], form.changes()), card.id);
    };
    const tryIt = debounce(async () => {
      const found = await ask("try", { card: card.id, changes: form.changes() });
      if (found) verdict.replaceChildren(problems(found.problems));
    });
    form.element.addEventListener("input", tryIt);
    form.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !(event.target instanceof HTMLTextAreaElement)) { event.preventDefault(); go(); }
    });
    open(dialog, card.title, quoted(card.span), form.element, verdict, row(button(words.save, "primary", go, "Enter"), button(words.cancel, "", () => dialog.close(), "Esc")));
    const first = Object.keys(card.open)[0];
    (form.input(first ?? "") ?? form.grid.querySelector("input, select"))?.focus();
    void tryIt();
  }

  /** @param {[number, number]} span */
  function quoted([start, end]) {
    const sentence = pane.around(start, end);
    return make("blockquote", { lang: "zh", class: "quote" }, sentence.before, make("mark", {}, pane.words(start, end)), sentence.behind);
  }

  /** @param {Node[]} children */
  const row = (...children) => make("p", { class: "desk-actions" }, ...children);

  /** @param {Card} card */
  function dismiss(card) {
    const go = (/** @type {string} */ reason) => {
      if (!reason.trim()) return;
      dialog.close();
      void act(() => simple("dismiss", [card.id], { reason }), card.id);
    };
    const own = /** @type {HTMLInputElement} */ (make("input", { type: "text", id: "desk-reason", maxlength: "500", autocomplete: "off" }));
    own.addEventListener("keydown", (event) => {
      const key = Number(event.key);
      if (event.key === "Enter") { event.preventDefault(); go(own.value); }
      else if (!own.value && key >= 1 && key <= 4) { event.preventDefault(); go(words[`why${key}`]); }
    });
    open(dialog, `${words.dismiss}: ${card.title}`, make("p", { class: "desk-actions" }, ...[1, 2, 3, 4].map((n) => button(words[`why${n}`], "", () => go(words[`why${n}`]), String(n)))),
      make("div", { class: "desk-form" }, make("label", { for: "desk-reason" }, words.reason), own), row(button(words.dismiss, "primary", () => go(own.value), "Enter"), button(words.cancel, "", () => dialog.close(), "Esc")));
    own.focus();
  }

  /** @param {Card} card */
  function group(card) {
    const alike = order().filter((one) => one.verdict === "waiting" && one.pattern === card.pattern);
    const items = alike.map((one) => {
      const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", value: one.id, "aria-label": one.title }));
      box.checked = true;
      const [start, end] = one.span;
      const facts_ = Object.entries(one.record).filter(([key]) => !["quote", "to", "occurrence", "id"].includes(key)).map(([key, value]) => `${label(one.list, key)}: ${text(value)}`).join(" · ");
      return make("li", {}, box, make("div", {}, make("p", {}, make("strong", { lang: "zh" }, one.title)), make("p", { class: "words", lang: "zh" }, pane.words(start, end)), make("p", { class: "desk-kind" }, facts_)));
    });
    const list = make("ul", { class: "desk-alike", tabindex: "0", "aria-label": words.groupTitle }, ...items);
    const chosen = () => [...list.querySelectorAll("input:checked")].map((one) => /** @type {HTMLInputElement} */ (one).value);
    /** Cards whose words came into view: only these are signed. */
    const seen = new Set();
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) seen.add(/** @type {HTMLInputElement} */ (entry.target.querySelector("input")).value);
    }, { root: list, threshold: 0.9 });
    const go = () => {
      const ids = chosen();
      watch.disconnect();
      dialog.close();
      if (ids.length) void act(() => accept(ids, undefined, ids.filter((id) => seen.has(id))), card.id);
    };
    const primary = button(say("groupAccept", { n: alike.length }), "primary", go, "Enter");
    list.addEventListener("change", () => { primary.firstChild && (primary.firstChild.textContent = say("groupAccept", { n: chosen().length })); });
    open(dialog, words.groupTitle, make("p", {}, words.groupNote), list, row(primary, button(words.cancel, "", () => dialog.close(), "Esc")));
    for (const item of items) watch.observe(item);
    primary.focus();
  }

  const newFact = newFacts({ given, words, pane, dialog, ask, act, undo: () => turn("undo"), tell, problems, quoted, debounce, took: (found) => { facts = found; } });

  function keys() {
    const all = [["a", "accept"], ["e", "edit"], ["d", "dismiss"], ["p", "postpone"], ["g", "groupTitle"], ["b", "back"], ["j ↓", "keyNext"], ["k ↑", "keyBefore"], ["u", "undo"], ["r", "redo"], ["n", "newFact"], ["o", "keyNextOpen"], ["v", "keyPage"], ["f", "keyFilter"], ["?", "keyHelp"], ["1 – 9", "keyTake"], ["m t v …", "keyKind"], ["Enter", "keyWrite"], ["Esc", "keyLeave"]];
    open(dialog, words.help, make("dl", { class: "desk-keys" }, ...all.flatMap(([key, name]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words[name])])), row(button(words.close, "primary", () => dialog.close(), "Esc")));
  }

  // ---- keys and life -------------------------------------------------------------------

  /** @param {number} step */
  function move(step) {
    const list = shown();
    const at = list.findIndex((card) => card.id === now);
    const next = list[Math.max(0, Math.min(list.length - 1, at + step))];
    if (next) { now = next.id; focus(true); }
  }

  document.addEventListener("keydown", (event) => {
    if (dialog.open) return;
    if (newFact.isOpen()) return newFact.key(event);
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const card = current();
    const ready = card && (card.verdict === "waiting" || card.verdict === "postponed");
    /** @type {Record<string, () => void>} */
    const does = {
      a: () => ready && act(() => accept([card.id]), card.id),
      e: () => ready && edit(card),
      d: () => ready && dismiss(card),
      p: () => card?.verdict === "waiting" && act(() => simple("postpone", [card.id]), card.id),
      g: () => card?.verdict === "waiting" && group(card),
      b: () => card?.verdict === "dismissed" && act(() => simple("back", [card.id]), card.id),
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
      u: () => turn("undo"), r: () => turn("redo"), n: () => newFact.start(), o: nextLeft, v: () => card && pages.show(card.span), f: () => filter.focus(), "?": keys,
    };
    const work = does[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
  filter.addEventListener("change", () => { now = null; render(); });
  get("desk-undo").addEventListener("click", () => turn("undo"));
  get("desk-redo").addEventListener("click", () => turn("redo"));
  get("desk-help").addEventListener("click", keys);
  get("desk-new").addEventListener("mousedown", (event) => event.preventDefault());
  get("desk-new").addEventListener("click", () => newFact.start());

  get("desk-cards").before(headerForm(given, ask, tell));
  const unknown = given.headerProblems.length ? null : whoIsWho(given, ask, (message) => { tell(message); report(); });
  if (unknown) get("desk-cards").before(unknown);
  if (given.headerProblems.length) { pane.show([], null); get("desk-cards").hidden = true; return; }

  setInterval(async () => {
    if (document.hidden) return;
    const found = await ask("state", {});
    if (!found) return;
    get("desk-others").textContent = found.others.length ? say("others", { names: found.others.join(", ") }) : "";
    if (found.history.last === history.last && found.history.number === history.number) return;
    await busy;
    if (found.history.last === history.last && found.history.number === history.number) return;
    const all = await ask("contents", {});
    if (all) { renew(all); render(); report(); tell(words.changedElsewhere); }
  }, 4000);
  render();
  report();
}

/**
 * Call what is last asked for, once, when nothing more comes.
 * @param {() => Promise<void>} work
 * @param {number} [pause] milliseconds
 */
function debounce(work, pause = 60) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(work, pause); };
}
