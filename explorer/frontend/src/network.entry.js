// @ts-check
// The network page: vis-network with positions computed on the server, physics off.
import { DataSet } from "vis-data/peer";
import { Network } from "vis-network/peer";
import { fetchJson, make, readData } from "./dom.js";
import { SIZE, drawCard, drawLabel, drawMark } from "./drawing.js";

/** @typedef {import("./drawing.js").DrawnNode} DrawnNode */
/** @typedef {import("./drawing.js").DrawnEdge} DrawnEdge */
/** @typedef {import("./drawing.js").Kind} Kind */

/**
 * @typedef {object} Data
 * @property {boolean} directed
 * @property {boolean} layered
 * @property {boolean} weights
 * @property {DrawnNode[]} nodes
 * @property {DrawnEdge[]} edges
 * @property {string[]} names
 * @property {Record<string, Kind>} kinds
 * @property {Record<string, Kind>} edgeKinds
 * @property {Record<string, string>} words
 * @property {"zh" | "en"} language
 * @property {{page: string, around: string, expand: string, evidence: string}} urls
 */

const data = /** @type {Data} */ (readData("net-data"));
const box = /** @type {HTMLElement} */ (document.getElementById("net"));
if (data && box) start(data, box);

/** @param {Data} data @param {HTMLElement} box */
function start(data, box) {
  const { nodes, edges, words, language } = data;
  const number = new Map(nodes.map((node, i) => [node.iri, i]));
  const pairs = new Set(edges.map((e) => `${e.f} ${e.t} ${e.k}`));
  /** @type {{chosen: number | null, lit: Set<number> | null, litEdges: Set<number>,
   *   off: Set<string>, offEdges: Set<string>, inferred: boolean}} */
  const state = { chosen: null, lit: null, litEdges: new Set(), off: new Set(), offEdges: new Set(), inferred: true };
  /** @type {Map<number, number[]>} */
  const boxes = new Map();
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
  const visible = (/** @type {DrawnNode} */ node) => !state.off.has(node.k);
  const edgeHidden = (/** @type {DrawnEdge} */ e) =>
    state.offEdges.has(e.k) || (Boolean(e.i) && !state.inferred) || !visible(nodes[e.f]) || !visible(nodes[e.t]);

  // ---- paper and ink -----------------------------------------------------------------
  let paint = readPaint();
  /** @returns {import("./drawing.js").Paint} */
  function readPaint() {
    const style = getComputedStyle(box);
    const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    return {
      paper: of("--raised") || "#fff", ink: of("--ink") || "#20262a", soft: of("--soft") || "#5a646a",
      accent: of("--cinnabar") || "#a63a24", key: of("--net-theme") === "dark" ? "dark" : "light",
      face: style.fontFamily,
    };
  }

  // ---- labels: all where they can be read, else the strongest that don't collide ------
  /** @type {Set<number> | null} */
  let shown = null;
  let shownAt = 0;
  /** @param {number} scale @param {CanvasRenderingContext2D} c */
  function chooseLabels(scale, c) {
    if (scale * SIZE >= 7.5) { shown = null; return; }
    if (shown && Math.abs(scale / shownAt - 1) < 0.02) return;
    shownAt = scale;
    shown = new Set();
    const size = 11.5 / scale;
    /** @type {number[][]} */
    const taken = [];
    c.font = `${size}px ${paint.face}`;
    const order = nodes.map((_, i) => i).sort((a, b) => nodes[a].rank - nodes[b].rank).slice(0, 90);
    for (const i of order) {
      const node = nodes[i];
      if (!visible(node)) continue;
      const rows = label(node).split("\n");
      const w = Math.max(...rows.map((row) => c.measureText(row).width)), h = rows.length * size * 1.3;
      const left = node.side === "below" ? node.x - w / 2 : node.side === "left" ? node.x - w : node.x;
      const top = node.side === "below" ? node.y + node.r : node.y - h / 2;
      if (taken.some((b) => left < b[2] && b[0] < left + w && top < b[3] && b[1] < top + h)) continue;
      taken.push([left, top, left + w, top + h]);
      shown.add(i);
    }
  }

  /** @param {any} given */
  function renderer({ ctx, id, x, y, state: drawn }) {
    const node = nodes[id], scale = network.getScale();
    const r = Math.max(node.r, 3.2 / scale), kind = data.kinds[node.k];
    const strong = drawn.selected || drawn.hover || state.chosen === id;
    const dim = state.lit !== null && !state.lit.has(id);
    return {
      drawNode() {
        ctx.save();
        ctx.globalAlpha = dim ? 0.3 : 1;
        ctx.translate(x, y);
        if (node.side === "card") drawCard(ctx, node, label(node), kind, paint, strong);
        else drawMark(ctx, node, kind, paint, strong, r);
        ctx.restore();
      },
      drawExternalLabel() {
        if (node.side === "card") return;
        const near = state.lit !== null && state.lit.has(id) && state.lit.size < 40;
        if (shown !== null && !shown.has(id) && !strong && !near) { boxes.delete(id); return; }
        ctx.save();
        ctx.globalAlpha = dim ? 0.4 : 1;
        const size = shown === null ? SIZE : 11.5 / scale;
        boxes.set(id, drawLabel(ctx, label(node).split("\n"), node, x, y, r, paint, size, strong));
        ctx.restore();
      },
      nodeDimensions: node.side === "card"
        ? { width: node.width || 80, height: 24 } : { width: 2 * r, height: 2 * r },
    };
  }

  // ---- what vis-network is told ------------------------------------------------------
  const faint = edges.length > 400 && edges.length > 1.2 * nodes.length ? 0.28 : 0.5;
  /** The least scale: labels beside columns stay legible, and a narrow screen scrolls. */
  const least = data.layered ? 0.55 : 0.02;
  setHeight();
  /** Seen from afar a line keeps three quarters of a pixel. */
  const thick = Math.min(2.2, Math.max(1, 0.75 / fitting().scale));
  /** @param {DrawnNode} node @param {number} id @returns {any} */
  function visNode(node, id) {
    return { id, x: node.x, y: node.y, shape: "custom", ctxRenderer: renderer, hidden: !visible(node), size: node.r };
  }
  /** @param {DrawnEdge} e @param {number} id @returns {any} */
  function visEdge(e, id) {
    const lit = state.litEdges.has(id), off = state.lit !== null && !lit;
    const colour = (data.edgeKinds[e.k] || {})[paint.key] || paint.soft;
    return {
      id, from: e.f, to: e.t, hidden: edgeHidden(e), dashes: e.i ? [6, 5] : false,
      width: Math.min(9, 1 + 1.4 * Math.log2(Math.max(1, e.w))) * thick + (lit ? 0.6 : 0),
      color: { color: colour, highlight: paint.accent, hover: paint.accent, opacity: off ? 0.14 : lit ? 1 : faint },
      label: data.weights && !data.layered && e.w !== 1 && !off ? String(e.w) : undefined,
      font: { face: paint.face, size: 12, color: paint.soft, strokeColor: paint.paper, strokeWidth: 4 },
      arrows: data.directed && !data.layered ? { to: { enabled: true, scaleFactor: 0.45 } } : undefined,
    };
  }
  const visNodes = new DataSet(nodes.map(visNode));
  const visEdges = new DataSet(edges.map(visEdge));
  const network = new Network(box, /** @type {any} */ ({ nodes: visNodes, edges: visEdges }), /** @type {any} */ ({
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    nodes: { chosen: false },
    edges: {
      smooth: data.layered ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 } : false,
      chosen: false, selectionWidth: 0, hoverWidth: 0,
    },
    interaction: { hover: nodes.length <= 1500, selectConnectedEdges: false, tooltipDelay: 1e9, zoomSpeed: 0.6 },
  }));
  network.on("beforeDrawing", (c) => chooseLabels(network.getScale(), c));
  // One place for the keyboard, which has the name and the keys: the box around the canvas.
  box.querySelector(".vis-network")?.setAttribute("tabindex", "-1");
  // vis-network scales the view when its canvas takes another size, also while it opens; until
  // somebody moves the picture, it is the whole one that is meant.
  let moved = false;
  network.on("resize", () => { if (!moved) requestAnimationFrame(fit); });
  network.on("zoom", () => { moved = true; });
  network.on("dragStart", () => { moved = true; });
  fit();
  network.once("afterDrawing", () => { box.dataset.ready = "true"; });

  // ---- the view ----------------------------------------------------------------------
  function bounds() {
    const found = [Infinity, Infinity, -Infinity, -Infinity];
    const c = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    c.font = `${SIZE}px ${paint.face}`;
    for (const node of nodes) {
      if (!visible(node)) continue;
      const rows = label(node).split("\n");
      const w = Math.max(...rows.map((row) => c.measureText(row).width));
      const half = node.side === "card" ? (node.width || 0) / 2 : w / 2;
      found[0] = Math.min(found[0], node.x - (node.side === "left" ? w + 20 : node.side === "right" ? 12 : half));
      found[2] = Math.max(found[2], node.x + (node.side === "right" ? w + 20 : node.side === "left" ? 12 : half));
      found[1] = Math.min(found[1], node.y - node.r - 6);
      found[3] = Math.max(found[3], node.y + node.r + (node.side === "below" ? rows.length * 18 + 6 : 8));
    }
    return found;
  }
  function setHeight() {
    const [x0, y0, x1, y1] = bounds();
    const scale = Math.min(1.1, Math.max(least, (box.clientWidth - 40) / Math.max(1, x1 - x0)));
    const most = data.layered ? 2600 : Math.max(520, Math.min(900, innerHeight - 140));
    box.style.height = `${Math.round(Math.max(420, Math.min(most, (y1 - y0) * scale + 40)))}px`;
  }
  function fitting() {
    const [x0, y0, x1, y1] = bounds();
    const wide = (box.clientWidth - 40) / Math.max(1, x1 - x0), tall = (box.clientHeight - 28) / Math.max(1, y1 - y0);
    return { x0, y0, x1, y1, wide, tall, scale: Math.max(0.02, least, Math.min(1.25, wide, tall)) };
  }
  function fit() {
    const { x0, y0, x1, y1, wide, tall, scale } = fitting();
    if (!Number.isFinite(x0)) return;
    // What does not fit starts at its upper left, as a page does.
    const x = scale > wide ? x0 + (box.clientWidth / 2 - 12) / scale : (x0 + x1) / 2;
    const y = scale > tall ? y0 + (box.clientHeight / 2 - 12) / scale : (y0 + y1) / 2;
    network.moveTo({ position: { x, y }, scale });
    moved = false;
  }
  const zoom = (/** @type {number} */ by) => {
    moved = true;
    network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * by)) });
  };
  function refresh() {
    shown = null;
    shownAt = 0;
    visNodes.update(nodes.map(visNode).map(({ id, hidden }) => ({ id, hidden })));
    visEdges.update(edges.map(visEdge));
    network.redraw();
  }

  // ---- choosing a node or an edge ------------------------------------------------------
  /** @param {number[] | null} some @param {number[]} [with_] */
  function lightUp(some, with_ = []) {
    state.lit = some ? new Set(some) : null;
    state.litEdges = new Set(with_);
    visEdges.update(edges.map(visEdge));
    network.redraw();
  }
  const touching = (/** @type {number} */ i) =>
    edges.flatMap((e, n) => ((e.f === i || e.t === i) && !edgeHidden(e) ? [n] : []));
  const panel = /** @type {HTMLElement} */ (document.getElementById("net-panel"));
  const empty = panel.innerHTML ? Array.from(panel.childNodes) : [];

  /** @param {string | Node} text @param {() => void} act @param {string} [cls] */
  function button(text, act, cls = "link") {
    const made = make("button", { type: "button", class: cls }, text);
    made.addEventListener("click", act);
    return made;
  }
  /** @param {number} i @param {boolean} move */
  function chooseNode(i, move) {
    const near = touching(i), node = nodes[i];
    state.chosen = i;
    lightUp([i, ...near.flatMap((n) => [edges[n].f, edges[n].t])], near);
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
    if (move) {
      moved = true;
      network.moveTo({ position: { x: node.x, y: node.y }, scale: Math.max(0.8, network.getScale()) });
    }
  }
  /** @param {number} n @param {boolean} move */
  async function chooseEdge(n, move) {
    const e = edges[n], from = nodes[e.f], to = nodes[e.t];
    state.chosen = null;
    lightUp([e.f, e.t], [n]);
    const word = (data.edgeKinds[e.k] || { zh: e.k, en: e.k })[language];
    const found = make("div", { "aria-busy": "true" });
    panel.replaceChildren(
      make("h2", { class: "net-pair" }, button(plain(from), () => chooseNode(e.f, true)),
        make("span", { class: "net-arrow" }, data.directed ? " → " : " – "),
        button(plain(to), () => chooseNode(e.t, true))),
      make("p", { class: "net-kind" }, `${word} · ${words.weight} ${e.w}`, e.i ? ` · ${words.inferred}` : ""),
      make("h3", {}, words.quotes), found,
    );
    panel.scrollTop = 0;
    const inView = [from, to].every((end) => {
      const at = network.canvasToDOM({ x: end.x, y: end.y });
      return at.x > 0 && at.y > 0 && at.x < box.clientWidth && at.y < box.clientHeight;
    });
    if (move && !inView) {
      moved = true;
      network.moveTo({ position: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } });
    }
    const url = e.a || `${data.urls.evidence}${data.urls.evidence.includes("?") ? "&" : "?"}source=${encodeURIComponent(from.iri)}&target=${encodeURIComponent(to.iri)}`;
    try {
      const { quotes } = await fetchJson(url);
      found.replaceChildren(...(quotes.length ? quotes.map(quoteOf) : [make("p", { class: "soft" }, words.none)]));
    } catch (error) {
      found.replaceChildren(make("p", {}, String(error)));
    }
    found.removeAttribute("aria-busy");
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
    lightUp(null);
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
    visNodes.add(nodes.slice(firstNode).map((node, n) => visNode(node, firstNode + n)));
    visEdges.add(edges.slice(firstEdge).map((e, n) => visEdge(e, firstEdge + n)));
    chooseNode(i, false);
    listNames();
    if (fresh.length) fit();
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

  // ---- pointer, keys, chips, search -----------------------------------------------------
  network.on("click", ({ nodes: hit, edges: hitEdges, pointer }) => {
    const at = pointer.canvas;
    const named = hit.length ? hit[0] : nodes.findIndex((node, i) => {
      const b = boxes.get(i);
      return visible(node) && b && at.x >= b[0] && at.x <= b[2] && at.y >= b[1] && at.y <= b[3];
    });
    if (named >= 0) chooseNode(named, false);
    else if (hitEdges.length) void chooseEdge(hitEdges[0], false);
    else clear();
  });
  network.on("doubleClick", ({ nodes: hit }) => { if (hit.length) void expand(hit[0]); });
  network.on("dragEnd", ({ nodes: moved }) => {
    for (const i of moved) Object.assign(nodes[i], network.getPosition(i));
  });
  // The page scrolls by the wheel; the picture zooms with Ctrl, as maps do.
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopImmediatePropagation();
  }, { capture: true, passive: true });
  /** @type {Record<string, number[]>} */
  const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener("keydown", (event) => {
    const step = STEP[event.key];
    if (step) {
      const at = network.getViewPosition(), by = 60 / network.getScale();
      network.moveTo({ position: { x: at.x + step[0] * by, y: at.y + step[1] * by } });
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.key === "n" || event.key === "p") walk(event.key === "n" ? 1 : -1);
    else if (event.key === "Enter" && state.chosen !== null) void expand(state.chosen);
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });
  /** Choose the next node, the strongest first. @param {number} by */
  function walk(by) {
    const order = nodes.map((_, i) => i).filter((i) => visible(nodes[i])).sort((a, b) => nodes[a].rank - nodes[b].rank);
    if (!order.length) return;
    const at = state.chosen === null ? -1 : order.indexOf(state.chosen);
    chooseNode(order[at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length], true);
  }
  const on = (/** @type {string} */ id, /** @type {() => void} */ act) =>
    document.getElementById(id)?.addEventListener("click", act);
  on("net-in", () => zoom(1.3));
  on("net-out", () => zoom(1 / 1.3));
  on("net-fit", fit);
  for (const png of document.querySelectorAll("[data-net-png]")) png.addEventListener("click", () => {
    const from = /** @type {HTMLCanvasElement} */ (box.querySelector("canvas"));
    const to = document.createElement("canvas");
    to.width = from.width;
    to.height = from.height;
    const c = /** @type {CanvasRenderingContext2D} */ (to.getContext("2d"));
    c.fillStyle = paint.paper;
    c.fillRect(0, 0, to.width, to.height);
    c.drawImage(from, 0, 0);
    to.toBlob((blob) => {
      if (!blob) return;
      const link = /** @type {HTMLAnchorElement} */ (make("a", { download: "network.png", href: URL.createObjectURL(blob) }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
  document.getElementById("net-chips")?.addEventListener("click", (event) => {
    const chip = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!chip) return;
    const pressed = chip.getAttribute("aria-pressed") !== "true";
    press(chip, pressed);
    const url = new URL(location.href), hidden = [...state.off, ...[...state.offEdges].map((k) => `-${k}`), ...(state.inferred ? [] : ["inferred"])];
    if (hidden.length) url.searchParams.set("hide", hidden.join(" ")); else url.searchParams.delete("hide");
    history.replaceState(null, "", url);
    refresh();
  });
  /** @param {Element} chip @param {boolean} pressed */
  function press(chip, pressed) {
    chip.setAttribute("aria-pressed", String(pressed));
    const { kind, edgeKind } = /** @type {HTMLElement} */ (chip).dataset;
    if (kind !== undefined) state.off[pressed ? "delete" : "add"](kind);
    else if (edgeKind !== undefined) state.offEdges[pressed ? "delete" : "add"](edgeKind);
    else state.inferred = pressed;
  }
  const hide = new Set((new URL(location.href).searchParams.get("hide") || "").split(" "));
  for (const chip of document.querySelectorAll("#net-chips button")) {
    const { kind, edgeKind } = /** @type {HTMLElement} */ (chip).dataset;
    const name = kind !== undefined ? kind : edgeKind !== undefined ? `-${edgeKind}` : "inferred";
    if (hide.has(name)) press(chip, false);
  }
  if (hide.size > 1 || !hide.has("")) refresh();

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
    const hits = nodes.flatMap((node, i) => (visible(node) && plain(node).toLowerCase().includes(wanted) ? [i] : []));
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
  const paintMarks = () => {
    for (const mark of document.querySelectorAll("#net-chips .mark")) {
      const kind = data.kinds[/** @type {HTMLElement} */ (mark.parentElement).dataset.kind || ""];
      if (kind) /** @type {SVGElement} */ (mark).style.color = kind[paint.key];
    }
  };
  paintMarks();
  const repaint = () => { paint = readPaint(); paintMarks(); refresh(); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  let wide = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth === wide) return;
    wide = box.clientWidth;
    setHeight();
    fit();
  }).observe(box);
  Object.assign(window, { policykgNetwork: { network, chooseNode, chooseEdge, expand, state } });
}
