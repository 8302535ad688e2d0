// @ts-check
// The network page: the view of graph/pictures with the words of an edge beside it.
import { DataSet } from "vis-data/peer";
import { Network } from "vis-network/peer";
import { createView } from "../../../graph/pictures/templates/networkview.js";
import { fetchJson, make, readData } from "./dom.js";
import { readAddress, writeAddress } from "./network-address.js";
import { button, fillQuotes, panelOf, toggleWords } from "./network-panel.js";

/** @typedef {import("../../../graph/pictures/templates/networkview.js").DrawnNode} DrawnNode */
/** @typedef {import("../../../graph/pictures/templates/networkview.js").Drawing} Drawing */

/**
 * @typedef {Drawing & {names: string[], hrefs: Record<number, string>, words: Record<string, string>, language: "zh" | "en",
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
  const panel = panelOf(/** @type {HTMLElement} */ (document.getElementById("net-panel")), words, clear);
  const done = readAddress();
  const note = () => writeAddress(done);
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
    for (const mark of document.querySelectorAll("#net-chips svg.mark, #net-list svg.mark")) {
      const kind = data.kinds[markedKind(/** @type {HTMLElement} */ (mark.parentElement))];
      if (kind) /** @type {SVGElement} */ (mark).style.color = kind[key];
    }
    return {
      paper: of("--raised") || "#fff", ink: of("--ink") || "#20262a", soft: of("--soft") || "#5a646a",
      accent: of("--cinnabar") || "#a63a24", key, face: style.fontFamily,
    };
  }

  /** @param {HTMLElement} bearer the chip or the entry of the list that bears a mark */
  function markedKind(bearer) {
    const { kind, node } = bearer.dataset;
    return kind ?? (node === undefined ? "" : nodes[Number(node)].k);
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
  const local = (/** @type {string} */ iri) => (iri.includes("/id/") ? iri.slice(iri.lastIndexOf("/id/") + 4) : iri);
  const linkOf = (/** @type {number} */ i) =>
    data.hrefs[i] || (nodes[i].iri.includes("/id/") ? data.urls.page + local(nodes[i].iri) : "");
  const wordOf = (/** @type {import("../../../graph/pictures/templates/networkview.js").DrawnEdge} */ e) =>
    (data.edgeKinds[e.k] || { zh: e.k, en: e.k })[language];
  /** @param {number} n @returns {string} where the quotes of an edge are */
  function quotesUrl(n) {
    const e = edges[n], from = nodes[e.f].iri, to = nodes[e.t].iri;
    return e.a || `${data.urls.evidence}${data.urls.evidence.includes("?") ? "&" : "?"}source=${encodeURIComponent(from)}&target=${encodeURIComponent(to)}`;
  }
  /** @param {number} i @param {boolean} move */
  function chooseNode(i, move) {
    const node = nodes[i];
    state.chosen = i;
    done.chosen = local(node.iri);
    note();
    const near = view.lightNode(i).sort((a, b) => edges[b].w - edges[a].w || a - b);
    const kind = data.kinds[node.k], href = linkOf(i);
    const list = make("ul", { class: "net-near" });
    for (const n of near.slice(0, 80)) {
      const e = edges[n], other = e.f === i ? e.t : e.f;
      const arrow = data.directed ? (e.f === i ? "→ " : "← ") : "";
      const entry = make("li", {},
        make("span", { class: "net-kind" }, `${arrow}${wordOf(e)}${e.w === 1 ? "" : ` · ${e.w}`}`),
        button(plain(nodes[other]), () => chooseNode(other, true)));
      const open = button(words.quotes, () => { view.lightEdge(n); toggleWords(entry, open, quotesUrl(n), words); }, "net-words");
      open.setAttribute("aria-expanded", "false");
      open.setAttribute("aria-label", `${words.quotes}: ${plain(nodes[other])}`);
      entry.append(open);
      list.append(entry);
    }
    const acts = make("p", { class: "net-acts" });
    if (data.hrefs[i]) acts.append(make("a", { class: "button", href: data.hrefs[i] }, words.narrow));
    else if (href) {
      acts.append(button(words.expand, () => expand(i), "button"),
        make("a", { class: "button", href: data.urls.around + encodeURIComponent(local(node.iri)) }, words.around));
    }
    panel.fill(
      make("h2", {}, href ? make("a", { href }, plain(node)) : plain(node)),
      make("p", { class: "net-kind" }, kind ? kind[language] : "", node.i ? ` · ${words.inferred}` : ""),
      acts, make("h3", {}, `${words.edges} (${near.length})`), list,
    );
    if (move) view.moveTo({ x: node.x, y: node.y }, Math.max(0.8, network.getScale()));
  }
  /** @param {number} n @param {boolean} move */
  async function chooseEdge(n, move) {
    const e = edges[n], from = nodes[e.f], to = nodes[e.t];
    state.chosen = null;
    done.chosen = `${local(from.iri)}~${local(to.iri)}`;
    note();
    view.lightEdge(n);
    const answer = make("div");
    panel.fill(
      make("h2", { class: "net-pair" }, button(plain(from), () => chooseNode(e.f, true)),
        make("span", { class: "net-arrow" }, data.directed ? " → " : " – "),
        button(plain(to), () => chooseNode(e.t, true))),
      make("p", { class: "net-kind" }, `${wordOf(e)} · ${words.weight} ${e.w}`, e.i ? ` · ${words.inferred}` : ""),
      make("h3", {}, words.quotes), answer,
    );
    const inView = [from, to].every((end) => {
      const at = network.canvasToDOM({ x: end.x, y: end.y });
      return at.x > 0 && at.y > 0 && at.x < box.clientWidth && at.y < box.clientHeight;
    });
    if (move && !inView) view.moveTo({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    await fillQuotes(answer, quotesUrl(n), words);
  }
  function clear() {
    state.chosen = null;
    done.chosen = "";
    note();
    panel.close();
    view.lightUp(null);
  }

  // ---- expanding -----------------------------------------------------------------------
  /** @param {number} i @param {boolean} [choose] */
  async function expand(i, choose = true) {
    if (!nodes[i].iri.includes("/id/")) return;
    const url = data.urls.expand + encodeURIComponent(local(nodes[i].iri));
    /** @type {Data} */
    let more;
    try {
      more = await fetchJson(url);
    } catch (error) {
      panel.fill(make("p", { role: "alert" }, String(error)));
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
    if (!done.open.includes(local(nodes[i].iri))) done.open.push(local(nodes[i].iri));
    note();
    listMore(firstNode);
    offerKinds();
    if (choose) chooseNode(i, false);
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
  const chips = document.getElementById("net-chips");
  /** A chip for every kind of nodes that came with an expansion. */
  function offerKinds() {
    const offered = new Set([...(chips?.querySelectorAll("[data-kind]") || [])].map((c) => /** @type {HTMLElement} */ (c).dataset.kind));
    for (const [key, kind] of Object.entries(data.kinds)) {
      if (offered.has(key)) continue;
      const chip = make("button", { type: "button", class: "chip", "aria-pressed": String(!done.hide.includes(key)), "data-kind": key });
      chip.append(markFor(key), ` ${kind[language]}`);
      chips?.append(chip);
      if (done.hide.includes(key)) { view.press(chip, false); view.refresh(); }
    }
  }
  /** @param {string} key */
  function markFor(key) {
    const mark = view.markOf(key);
    mark.className = "mark drawn-mark";
    return mark;
  }
  const list = document.getElementById("net-list");
  /** The list leaves out what the picture hides. */
  function listVisible() {
    for (const entry of list?.querySelectorAll("[data-node]") || []) {
      const item = /** @type {HTMLElement} */ (entry.parentElement);
      item.hidden = !view.visible(nodes[Number(/** @type {HTMLElement} */ (entry).dataset.node)]);
    }
  }
  /** @param {number} first the first node that has no entry yet */
  function listMore(first) {
    for (let i = first; i < nodes.length; i++) {
      list?.append(make("li", {}, make("button", { type: "button", "data-node": String(i) }, markFor(nodes[i].k), make("span", {}, plain(nodes[i])))));
    }
    listVisible();
  }
  list?.addEventListener("click", (event) => {
    const entry = /** @type {HTMLElement} */ (event.target).closest("[data-node]");
    if (entry instanceof HTMLElement) chooseNode(Number(entry.dataset.node), false);
  });
  view.listen(document.getElementById("net-chips"), () => {
    done.hide = [...state.off, ...[...state.offEdges].map((k) => `-${k}`), ...(state.inferred ? [] : ["inferred"])];
    note();
    listVisible();
  });
  for (const chip of document.querySelectorAll("#net-chips button")) {
    const { kind, edgeKind } = /** @type {HTMLElement} */ (chip).dataset;
    const name = kind !== undefined ? kind : edgeKind !== undefined ? `-${edgeKind}` : "inferred";
    if (done.hide.includes(name)) view.press(chip, false);
  }
  if (done.hide.length) { view.refresh(); listVisible(); }

  // ---- moving nodes ----------------------------------------------------------------------
  /** @param {number} i @param {number} x @param {number} y */
  function place(i, x, y) {
    Object.assign(nodes[i], { x, y });
    network.moveNode(i, x, y);
    done.moved.delete(local(nodes[i].iri));
    done.moved.set(local(nodes[i].iri), { x, y });
  }
  network.on("dragEnd", (/** @type {any} */ { nodes: dragged }) => {
    for (const i of dragged) if (typeof i === "number") done.moved.set(local(nodes[i].iri), { x: nodes[i].x, y: nodes[i].y });
    if (dragged.length) note();
  });
  /** @type {Record<string, number[]>} */
  const BY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener("keydown", (event) => {
    const by = BY[event.key], i = state.chosen;
    if (!by || !event.shiftKey || i === null || nodes[i].side === "card") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    place(i, nodes[i].x + 20 * by[0], nodes[i].y + 20 * by[1]);
    note();
  }, { capture: true });

  // ---- full screen; list or picture ---------------------------------------------------------
  const whole = /** @type {HTMLElement} */ (document.getElementById("net-whole"));
  const full = document.getElementById("net-full");
  if (!document.fullscreenEnabled) full?.remove();
  full?.addEventListener("click", () => {
    if (document.fullscreenElement) void document.exitFullscreen(); else void whole.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    const on = document.fullscreenElement === whole;
    whole.classList.toggle("net-filled", on);
    full?.setAttribute("aria-pressed", String(on));
    if (full) full.textContent = on ? words.window : words.full;
    requestAnimationFrame(view.fit);
  });
  for (const choice of document.querySelectorAll("[data-narrow]")) {
    choice.addEventListener("click", () => {
      whole.classList.toggle("net-drawn", /** @type {HTMLElement} */ (choice).dataset.narrow === "picture");
      for (const other of document.querySelectorAll("[data-narrow]")) other.setAttribute("aria-pressed", String(other === choice));
    });
  }

  // ---- finding ---------------------------------------------------------------------------
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
    if (n < 0) return;
    view.lightEdge(n);
    const row = /** @type {HTMLElement} */ (show.closest("tr, .net-ways li"));
    toggleWords(row, show, quotesUrl(n), words);
  });

  // ---- what the address says was done ---------------------------------------------------------
  /** Do again what the address tells: expand, then move, then choose. */
  async function restore() {
    for (const id of [...done.open]) {
      const i = nodes.findIndex((node) => local(node.iri) === id);
      if (i >= 0) await expand(i, false);
    }
    for (const [id, { x, y }] of [...done.moved]) {
      const i = nodes.findIndex((node) => local(node.iri) === id);
      if (i >= 0 && nodes[i].side !== "card") place(i, x, y);
    }
    const [from, to] = chosenFirst.split("~");
    if (to) {
      const n = edges.findIndex((e) => local(nodes[e.f].iri) === from && local(nodes[e.t].iri) === to);
      if (n >= 0) void chooseEdge(n, false);
    } else if (from) {
      const i = nodes.findIndex((node) => local(node.iri) === from);
      if (i >= 0) chooseNode(i, false);
    }
    box.dataset.restored = "true";
  }
  const chosenFirst = done.chosen;
  void restore();
  Object.assign(window, { policykgNetwork: { network, chooseNode, chooseEdge, expand, state } });
}
