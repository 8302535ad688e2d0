// @ts-check
// The network page: the view of graph/pictures with the words of an edge beside it.
import { DataSet } from "vis-data/peer";
import { Network } from "vis-network/peer";
import { createView } from "../../../graph/pictures/templates/networkview.js";
import { fetchJson, make, readData } from "./dom.js";

/** @typedef {import("../../../graph/pictures/templates/networkview.js").DrawnNode} DrawnNode */
/** @typedef {import("../../../graph/pictures/templates/networkview.js").Drawing} Drawing */

/**
 * @typedef {Drawing & {names: string[], words: Record<string, string>, language: "zh" | "en",
 *   urls: {page: string, around: string, expand: string, evidence: string}}} Data
 */

const data = /** @type {Data} */ (readData("net-data"));
const box = /** @type {HTMLElement} */ (document.getElementById("net"));
if (data && box) start(data, box);

/** @param {Data} data @param {HTMLElement} box */
function start(data, box) {
  const { nodes, edges, words, language } = data;
  const number = new Map(nodes.map((node, i) => [node.iri, i]));
  const pairs = new Set(edges.map((e) => `${e.f} ${e.t} ${e.k}`));
  const panel = /** @type {HTMLElement} */ (document.getElementById("net-panel"));
  const empty = panel.innerHTML ? Array.from(panel.childNodes) : [];
  const labels = new Map();
  // A canvas cannot ask a Chinese face for narrow quotes and apostrophes, as style sheets can.
  const label = (/** @type {DrawnNode} */ node) => {
    let text = labels.get(node);
    if (text === undefined) {
      text = language === "en" ? node.en.replace(/[‘’]/g, "'").replace(/[“”]/g, '"') : node.zh;
      labels.set(node, text);
    }
    return /** @type {string} */ (text);
  };
  const plain = (/** @type {DrawnNode} */ node) => data.names[/** @type {number} */ (number.get(node.iri))] || label(node);

  /** @returns {import("../../../graph/pictures/templates/networkview.js").Paint} */
  function readPaint() {
    const style = getComputedStyle(box);
    const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const key = of("--net-theme") === "dark" ? "dark" : "light";
    for (const mark of document.querySelectorAll("#net-chips .mark")) {
      const kind = data.kinds[/** @type {HTMLElement} */ (mark.parentElement).dataset.kind || ""];
      if (kind) /** @type {SVGElement} */ (mark).style.color = kind[key];
    }
    return {
      paper: of("--raised") || "#fff", ink: of("--ink") || "#20262a", soft: of("--soft") || "#5a646a",
      accent: of("--cinnabar") || "#a63a24", key, face: style.fontFamily,
    };
  }

  const view = createView(box, data, { DataSet, Network }, {
    paint: readPaint, label, margin: 40,
    // Labels beside columns stay legible, and a narrow screen scrolls.
    least: data.layered ? 0.55 : 0.02,
    tallest: () => (data.layered ? 2600 : Math.max(520, Math.min(900, innerHeight - 140))),
  }, {
    chooseNode,
    chooseEdge: (n, move) => void chooseEdge(n, move),
    clear,
    key: (key) => {
      if (key !== "Enter" || state.chosen === null) return false;
      void expand(state.chosen);
      return true;
    },
  });
  const { network, state } = view;
  network.on("doubleClick", (/** @type {any} */ { nodes: hit }) => {
    if (typeof hit[0] === "number") void expand(hit[0]);
  });

  // ---- choosing a node or an edge ------------------------------------------------------
  /** @param {string | Node} text @param {() => void} act @param {string} [cls] */
  function button(text, act, cls = "link") {
    const made = make("button", { type: "button", class: cls }, text);
    made.addEventListener("click", act);
    return made;
  }
  /** @param {number} i @param {boolean} move */
  function chooseNode(i, move) {
    const node = nodes[i];
    state.chosen = i;
    const near = view.lightNode(i);
    const kind = data.kinds[node.k];
    const list = make("ul", { class: "net-near" });
    for (const n of near.slice(0, 80)) {
      const e = edges[n], other = e.f === i ? e.t : e.f;
      const word = (data.edgeKinds[e.k] || { zh: e.k, en: e.k })[language];
      const arrow = data.directed ? (e.f === i ? "→ " : "← ") : "";
      list.append(make("li", {},
        make("span", { class: "net-kind" }, `${arrow}${word}${e.w === 1 ? "" : ` ${e.w}`}`),
        button(plain(nodes[other]), () => chooseNode(other, true)),
        button(words.quotes, () => chooseEdge(n, false), "net-words"),
      ));
    }
    const title = make("a", { href: node.iri.startsWith("urn:") ? data.urls.page : linkOf(node.iri) }, plain(node));
    panel.replaceChildren(
      make("h2", {}, title),
      make("p", { class: "net-kind" }, kind ? kind[language] : "", node.i ? ` · ${words.inferred}` : ""),
      make("p", { class: "net-acts" },
        button(words.expand, () => expand(i), "button"),
        make("a", { class: "button", href: data.urls.around + encodeURIComponent(local(node.iri)) }, words.around)),
      make("h3", {}, `${words.edges} (${near.length})`), list,
    );
    panel.scrollTop = 0;
    if (move) view.moveTo({ x: node.x, y: node.y }, Math.max(0.8, network.getScale()));
  }
  /** @param {number} n @param {boolean} move */
  async function chooseEdge(n, move) {
    const e = edges[n], from = nodes[e.f], to = nodes[e.t];
    state.chosen = null;
    view.lightEdge(n);
    const word = (data.edgeKinds[e.k] || { zh: e.k, en: e.k })[language];
    const answer = make("div", { "aria-busy": "true" });
    panel.replaceChildren(
      make("h2", { class: "net-pair" }, button(plain(from), () => chooseNode(e.f, true)),
        make("span", { class: "net-arrow" }, data.directed ? " → " : " – "),
        button(plain(to), () => chooseNode(e.t, true))),
      make("p", { class: "net-kind" }, `${word} · ${words.weight} ${e.w}`, e.i ? ` · ${words.inferred}` : ""),
      make("h3", {}, words.quotes), answer,
    );
    panel.scrollTop = 0;
    const inView = [from, to].every((end) => {
      const at = network.canvasToDOM({ x: end.x, y: end.y });
      return at.x > 0 && at.y > 0 && at.x < box.clientWidth && at.y < box.clientHeight;
    });
    if (move && !inView) view.moveTo({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    const url = e.a || `${data.urls.evidence}${data.urls.evidence.includes("?") ? "&" : "?"}source=${encodeURIComponent(from.iri)}&target=${encodeURIComponent(to.iri)}`;
    try {
      const { quotes } = await fetchJson(url);
      answer.replaceChildren(...(quotes.length ? quotes.map(quoteOf) : [make("p", { class: "soft" }, words.none)]));
    } catch (error) {
      answer.replaceChildren(make("p", {}, String(error)));
    }
    answer.removeAttribute("aria-busy");
  }
  /** @param {{exact: string, language: string, href: string, document: string, via: string, basis: string}} quote */
  function quoteOf(quote) {
    const words_ = make("blockquote", { lang: quote.language }, quote.exact);
    const about = make("p", { class: "net-source" }, make("a", { href: quote.href }, quote.document));
    if (quote.via) about.append(` · ${quote.via}`);
    if (quote.basis === "inferred") about.append(` · ${words.inferred}`);
    return make("figure", { class: "quote" }, words_, about);
  }
  function clear() {
    state.chosen = null;
    panel.replaceChildren(...empty);
    view.lightUp(null);
  }
  const local = (/** @type {string} */ iri) => iri.slice(iri.lastIndexOf("/id/") + 4);
  const linkOf = (/** @type {string} */ iri) => data.urls.page + local(iri);

  // ---- expanding -----------------------------------------------------------------------
  /** @param {number} i */
  async function expand(i) {
    const url = data.urls.expand + encodeURIComponent(local(nodes[i].iri));
    /** @type {Data} */
    let more;
    try {
      more = await fetchJson(url);
    } catch (error) {
      panel.append(make("p", { role: "alert" }, String(error)));
      return;
    }
    Object.entries(more.kinds).forEach(([k, v]) => (data.kinds[k] ??= v));
    Object.entries(more.edgeKinds).forEach(([k, v]) => (data.edgeKinds[k] ??= v));
    const fresh = more.nodes.filter((node) => !number.has(node.iri));
    const named = new Map(more.nodes.map((node, n) => [node.iri, more.names[n]]));
    const firstNode = nodes.length, firstEdge = edges.length;
    for (const [n, node] of fresh.entries()) {
      const place = freePlace(nodes[i], n, fresh.length);
      number.set(node.iri, nodes.length);
      data.names.push(named.get(node.iri) || node.iri);
      nodes.push({ ...node, ...place, side: "below", rank: nodes.length });
    }
    for (const e of more.edges) {
      const f = /** @type {number} */ (number.get(more.nodes[e.f].iri));
      const t = /** @type {number} */ (number.get(more.nodes[e.t].iri));
      if (pairs.has(`${f} ${t} ${e.k}`) || f === t) continue;
      pairs.add(`${f} ${t} ${e.k}`);
      const asked = new URLSearchParams({ source: nodes[f].iri, target: nodes[t].iri, around: local(nodes[i].iri) });
      edges.push({ ...e, f, t, a: `${data.urls.evidence.split("?")[0]}?${asked}` });
    }
    view.grow(firstNode, firstEdge);
    chooseNode(i, false);
    listNames();
    if (fresh.length) view.fit();
  }
  /**
   * The next free place on rings around a node.
   * @param {DrawnNode} centre @param {number} n @param {number} count
   */
  function freePlace(centre, n, count) {
    for (let r = 150; r < 3000; r += 60) {
      const ring = Math.max(count, 6);
      for (let turn = 0; turn < ring; turn++) {
        const angle = ((n + turn) * 2 * Math.PI) / ring;
        const x = centre.x + r * 1.3 * Math.cos(angle), y = centre.y + r * Math.sin(angle);
        if (!nodes.some((m) => Math.abs(m.x - x) < 130 && Math.abs(m.y - y) < 62)) return { x, y };
      }
    }
    return { x: centre.x, y: centre.y + 80 };
  }

  // ---- buttons, chips, search -----------------------------------------------------------
  const on = (/** @type {string} */ id, /** @type {() => void} */ act) =>
    document.getElementById(id)?.addEventListener("click", act);
  on("net-in", () => view.zoom(1.3));
  on("net-out", () => view.zoom(1 / 1.3));
  on("net-fit", view.fit);
  for (const png of document.querySelectorAll("[data-net-png]")) png.addEventListener("click", view.save);
  view.listen(document.getElementById("net-chips"), () => {
    const url = new URL(location.href), hidden = [...state.off, ...[...state.offEdges].map((k) => `-${k}`), ...(state.inferred ? [] : ["inferred"])];
    if (hidden.length) url.searchParams.set("hide", hidden.join(" ")); else url.searchParams.delete("hide");
    history.replaceState(null, "", url);
  });
  const hide = new Set((new URL(location.href).searchParams.get("hide") || "").split(" "));
  for (const chip of document.querySelectorAll("#net-chips button")) {
    const { kind, edgeKind } = /** @type {HTMLElement} */ (chip).dataset;
    const name = kind !== undefined ? kind : edgeKind !== undefined ? `-${edgeKind}` : "inferred";
    if (hide.has(name)) view.press(chip, false);
  }
  if (hide.size > 1 || !hide.has("")) view.refresh();

  const search = /** @type {HTMLInputElement | null} */ (document.getElementById("net-find"));
  const names = document.getElementById("net-names");
  function listNames() {
    names?.replaceChildren(...data.names.map((name) => make("option", { value: name })));
  }
  listNames();
  /** Choose what is looked for; asked again, the next one. */
  function find() {
    const wanted = (search?.value || "").trim().toLowerCase();
    if (!wanted) return;
    const hits = nodes.flatMap((node, i) => (view.visible(node) && plain(node).toLowerCase().includes(wanted) ? [i] : []));
    hits.sort((a, b) => nodes[a].rank - nodes[b].rank);
    search?.setAttribute("aria-invalid", String(hits.length === 0));
    const at = state.chosen === null ? -1 : hits.indexOf(state.chosen);
    if (hits.length) chooseNode(hits[(at + 1) % hits.length], true);
  }
  search?.addEventListener("input", () => {
    if (data.names.includes(search.value)) find();
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); find(); }
  });
  document.addEventListener("click", (event) => {
    const show = /** @type {HTMLElement} */ (event.target).closest("[data-show]");
    if (!(show instanceof HTMLElement)) return;
    const [a, b] = (show.dataset.show || "").split(" ").map(Number);
    const n = edges.findIndex((e) => e.f === a && e.t === b);
    if (n >= 0) void chooseEdge(n, true);
    box.scrollIntoView({ block: "nearest" });
    box.focus({ preventScroll: true });
  });
  Object.assign(window, { policykgNetwork: { network, chooseNode, chooseEdge, expand, state } });
}
