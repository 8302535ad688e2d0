// @ts-check
// The header of a new document, and who is who: names that nothing knows, made or matched.
import { button } from "./desk-forms.js";
import { make } from "./dom.js";

/** @typedef {(verb: string, body: Record<string, any>) => Promise<any>} Ask */

/**
 * A row of a form.
 * @param {HTMLElement} grid
 * @param {string} id
 * @param {string} label
 * @param {string} value
 * @param {string[] | null} [choices]
 * @param {string} [list] id of a datalist
 */
function row(grid, id, label, value, choices = null, list = "") {
  const control = /** @type {HTMLInputElement} */ (choices
    ? make("select", { id }, ...["", ...choices].map((one) => make("option", { value: one }, one || "—")))
    : make("input", { id, type: "text", autocomplete: "off", ...(list ? { list } : {}) }));
  control.value = value;
  grid.append(make("label", { for: id }, label), control);
  return control;
}

/** @param {any} value */
const flat = (value) => (Array.isArray(value) ? value.join("\n") : typeof value === "string" ? value : "");

/**
 * The form of the header.
 * @param {any} given
 * @param {Ask} ask
 * @param {(message: string, bad?: boolean) => void} tell
 */
export function headerForm(given, ask, tell) {
  const { header, words } = given;
  const grid = make("div", { class: "desk-form" });
  const title = header.title ?? {};
  const zh = row(grid, "head-zh", words.zhName, flat(title.zh));
  const en = row(grid, "head-en", words.enName, title.en === "TODO" ? "" : flat(title.en));
  const genre = row(grid, "head-genre", words.genre, flat(header.genre), given.codes.genre);
  const places = make("datalist", { id: "desk-places" }, ...given.places.map((/** @type {any} */ one) => make("option", { value: one.id }, one.zh)));
  const place = row(grid, "head-place", words.jurisdiction, flat(header.jurisdiction), null, "desk-places");
  const written = row(grid, "head-written", words.written, flat(header.written));
  const issuer = row(grid, "head-issuer", words.issuer, flat(header.issuer));
  const number = row(grid, "head-number", words.docNumber, flat(header.number));
  const from = row(grid, "head-from", words.fromWords, flat(header.article?.from));
  const to = row(grid, "head-to", words.toWords, flat(header.article?.to));
  const who = /** @type {HTMLInputElement} */ (document.getElementById("desk-who"));
  /**
   * Say what keeps the header from being saved, beside the button, and go to the field.
   * @param {string} message
   * @param {HTMLElement} field
   */
  const missing = (message, field) => {
    problems.replaceChildren(make("li", {}, message));
    tell(message, true);
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
    field.focus();
  };
  const save = async () => {
    for (const [field, label] of /** @type {[HTMLInputElement, string][]} */ ([[zh, words.zhName], [genre, words.genre], [place, words.jurisdiction], [written, words.written]])) {
      if (!field.value.trim() || field.value.trim() === "TODO") return missing(words.fillIn.replace("{field}", label), field);
    }
    if (!who.value.trim()) return missing(words.nameMissing, who);
    /** @type {Record<string, any>} */
    const asked = {
      title: { zh: zh.value.trim(), en: en.value.trim() || "TODO" }, genre: genre.value, jurisdiction: place.value.trim(),
      written: written.value.trim(), issuer: issuer.value.trim(), number: number.value.trim(),
    };
    if (from.value.trim() && to.value.trim()) asked.article = { from: from.value.trim(), to: to.value.trim() };
    const changes = Object.fromEntries(Object.entries(asked).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(header[key] ?? (typeof value === "string" ? "" : null))));
    const found = await ask("header", { changes });
    if (!found) return;
    if (!found.problems.length) return location.reload();
    Object.assign(header, changes); // what was saved is not sent again
    const first = found.problems[0];
    missing(first[given.lang], first.rule === "reference-unknown" ? place : zh);
    problems.replaceChildren(...found.problems.map((/** @type {any} */ one) => make("li", {}, one[given.lang])));
  };
  const problems = make("ul", { class: "desk-problems" }, ...given.headerProblems.map((/** @type {any} */ one) => make("li", {}, one[given.lang])));
  const needed = given.headerProblems.length > 0;
  const form = make(needed ? "section" : "details", { class: "desk-card", id: "desk-header" }, needed ? make("h2", {}, words.header) : make("summary", {}, words.header), needed ? make("p", {}, words.headerLead) : "", problems, grid, places,
    make("p", { class: "desk-actions" }, button(words.headerSave, "primary", save)));
  form.append(placeForm(given, ask, flat(header.jurisdiction)));
  return form;
}

/**
 * @param {any} given
 * @param {Ask} ask
 * @param {string} name
 */
function placeForm(given, ask, name) {
  const { words } = given;
  const grid = make("div", { class: "desk-form" });
  // What the gazetteer says of it; what it lies in comes before it, and is made with it.
  const above = given.headerProblems.length ? [...given.proposals] : [];
  const own = above.pop();
  const id = row(grid, "place-id", words.identifier, own?.id ?? "");
  const zh = row(grid, "place-zh", words.zhName, own?.record.name.zh ?? (/^[a-z-]*$/.test(name) || name === "TODO" ? "" : name));
  const en = row(grid, "place-en", words.enName, own?.record.name.en ?? "");
  const kind = row(grid, "place-kind", words.kind, own?.record.kind ?? "", given.codes.place);
  const inside = row(grid, "place-in", words.inPlace, own?.record.in ?? "", null, "desk-places");
  const go = async () => {
    while (above.some((one) => one.id === inside.value.trim())) {
      if (!(await made({ section: "places", id: above[0].id, record: above[0].record }))) return;
      above.shift();
    }
    const record = { ...(own?.id === id.value.trim() ? own.record : {}), name: { zh: zh.value.trim(), en: en.value.trim() }, kind: kind.value, in: inside.value.trim() };
    if (await made({ section: "places", id: id.value.trim(), record })) location.reload();
  };
  const told = make("div", { role: "status" });
  const made = (/** @type {any} */ asked) => makeUnlessThere(given, ask, asked, told);
  return make("details", own ? { open: "" } : {}, make("summary", {}, words.newPlace), grid, told, make("p", { class: "desk-actions" }, button(words.make, "", go)));
}

/**
 * Make a record, unless it is known already: then say as what, and how to go on.
 * @param {any} given
 * @param {Ask} ask
 * @param {any} asked
 * @param {HTMLElement} told where it is said
 * @param {{ known?: (id: string) => void, joined?: () => void }} [then] what may follow
 * @returns {Promise<boolean>}
 */
async function makeUnlessThere(given, ask, asked, told, then = {}) {
  told.replaceChildren();
  const found = await ask("make", asked);
  if (!found?.twice) return Boolean(found);
  told.append(make("p", { class: "desk-problems error" }, found.twice[given.lang]));
  if (found.known) then.known?.(found.known);
  if (found.joinable) {
    told.append(button(given.words.makeJoined, "", async () => {
      if (await makeUnlessThere(given, ask, { ...asked, join: true }, told)) then.joined?.();
    }));
  }
  return false;
}

/**
 * The names of bodies that nothing knows, each to be made or matched.
 * @param {any} given
 * @param {Ask} ask
 * @param {(message: string) => void} tell
 */
export function whoIsWho(given, ask, tell) {
  const { words } = given;
  if (!given.proposals.length) return null;
  const known = make("datalist", { id: "desk-bodies" }, ...given.bodies.map((/** @type {any} */ one) => make("option", { value: one.id }, one.zh)));
  const summary = make("summary", {});
  let left = given.proposals.length;
  const count = () => { summary.textContent = words.whoIsWho.replace("{n}", String(left)); };
  count();
  const items = given.proposals.map((/** @type {any} */ one, /** @type {number} */ index) => {
    const item = make("li", {});
    const done = () => { item.remove(); left -= 1; count(); tell(words.saved); };
    const grid = make("div", { class: "desk-form" });
    const told = make("div", { role: "status" });
    if (!one.known) {
      const id = row(grid, `who-id-${index}`, words.identifier, one.id);
      const zh = row(grid, `who-zh-${index}`, words.zhName, one.record.name?.zh ?? one.names[0] ?? "");
      const en = row(grid, `who-en-${index}`, words.enName, one.record.name?.en === "TODO" ? "" : one.record.name?.en ?? "");
      const kind = row(grid, `who-kind-${index}`, words.kind, one.record.kind ?? "", one.section === "places" ? given.codes.place : given.codes.body);
      const functions = row(grid, `who-function-${index}`, words.functions, [one.record.function ?? []].flat().join(", "));
      grid.append(make("span"), button(words.make, "primary", async () => {
        const listed = functions.value.split(/[,，、\s]+/).filter(Boolean);
        const record = { ...one.record, name: { zh: zh.value.trim(), en: en.value.trim() || "TODO" }, kind: kind.value, function: listed };
        const then = { known: (/** @type {string} */ is) => { match.value = is; match.focus(); }, joined: done };
        if (await makeUnlessThere(given, ask, { section: one.section, id: id.value.trim(), record }, told, then)) done();
      }));
    }
    const match = row(grid, `who-is-${index}`, words.known, one.known ? one.id : "", null, "desk-bodies");
    grid.append(make("span"), button(words.match, one.known ? "primary" : "", async () => {
      if (match.value && (await ask("match", { id: match.value.trim(), name: one.names.at(-1) ?? "" }))) done();
    }));
    item.append(make("details", {}, make("summary", { lang: "zh" }, one.names.join("、")), grid, told));
    return item;
  });
  return make("details", { class: "desk-card", id: "desk-who-is-who" }, summary, known, make("ul", { class: "desk-alike" }, ...items));
}
