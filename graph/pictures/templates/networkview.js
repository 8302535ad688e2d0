// @ts-check
// How a network is drawn and moved in a browser: by vis-network, at places that are computed
// beforehand.  The offline picture holds this text in its page; the explorer bundles it.

/**
 * @typedef {{iri: string, x: number, y: number, k: string, zh: string, en: string,
 *   side: "below" | "left" | "right" | "card", r: number, rank: number, width?: number,
 *   i?: number}} DrawnNode
 * @typedef {{f: number, t: number, k: string, w: number, i?: number, a?: string}} DrawnEdge
 * @typedef {{zh: string, en: string, n: number, shape?: string, light: string,
 *   dark: string}} Kind
 * @typedef {{paper: string, ink: string, soft: string, accent: string, key: "light" | "dark",
 *   face: string}} Paint
 * @typedef {{directed: boolean, layered: boolean, weights: boolean, nodes: DrawnNode[],
 *   edges: DrawnEdge[], kinds: Record<string, Kind>, edgeKinds: Record<string, Kind>}} Drawing
 * @typedef {object} Look
 * @property {() => Paint} paint reads paper and ink from the style sheet
 * @property {(node: DrawnNode) => string} label the label as it is drawn, its lines apart by \n
 * @property {number} margin what stays free at both sides and beside buttons, in pixels
 * @property {number} [buttons] the width of the buttons at the right, in pixels
 * @property {number} [least] the least scale; a narrow screen scrolls
 * @property {() => number} tallest the greatest height, in pixels
 * @typedef {object} Acts
 * @property {(i: number, move: boolean) => void} chooseNode
 * @property {(n: number, move: boolean) => void} chooseEdge
 * @property {() => void} clear
 * @property {(key: string) => boolean} [key] any other key; true where it did something
 */

const SIZE = 14, LINE = 18, FAR = 11.5, LEGIBLE = 7.5, MOST_LABELS = 90;

// ---- marks, cards and labels -----------------------------------------------------------

/** @param {CanvasRenderingContext2D} c @param {number[][]} points */
function polygon(c, points) {
  c.beginPath();
  points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath();
}

/** @param {number} count @param {number} r @param {number} turn */
function corners(count, r, turn) {
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (i * 2 * Math.PI) / count;
    return [r * Math.cos(angle), r * Math.sin(angle)];
  });
}

const UP = -Math.PI / 2;
const FLAG = [[-0.9, -0.9], [0.9, -0.9], [0.45, 0], [0.9, 0.9], [-0.9, 0.9]];
const SHIELD = [[-0.85, -0.9], [0.85, -0.9], [0.85, 0.25], [0, 1.1], [-0.85, 0.25]];
const ARROW = [[-1, -0.6], [0.3, -0.6], [1.1, 0], [0.3, 0.6], [-1, 0.6]];
const SLANT = [[-1.1, 0.55], [-0.5, -0.55], [1.1, -0.55], [0.5, 0.55]];
const PLUS = [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]];
/** @type {(points: number[][]) => (c: CanvasRenderingContext2D, r: number) => void} */
const outline = (points) => (c, r) => polygon(c, points.map((p) => p.map((v) => v * r)));
const SHEET = [[-0.75, -1], [0.3, -1], [0.8, -0.5], [0.8, 1], [-0.75, 1]];

/** @type {Record<string, (c: CanvasRenderingContext2D, r: number) => void>} */
const SHAPES = {
  dot: (c, r) => { c.beginPath(); c.arc(0, 0, r, 0, 7); },
  ring: (c, r) => { c.beginPath(); c.arc(0, 0, r, 0, 7); },
  square: (c, r) => polygon(c, corners(4, r * 1.25, Math.PI / 4)),
  diamond: (c, r) => polygon(c, corners(4, r * 1.25, 0)),
  triangle: (c, r) => polygon(c, corners(3, r * 1.2, UP)),
  "triangle-down": (c, r) => polygon(c, corners(3, r * 1.2, -UP)),
  hexagon: (c, r) => polygon(c, corners(6, r * 1.1, 0)),
  "diamond-wide": outline([[-1.5, 0], [0, -0.8], [1.5, 0], [0, 0.8]]),
  octagon: (c, r) => polygon(c, corners(8, r * 1.1, Math.PI / 8)),
  pentagon: (c, r) => polygon(c, corners(5, r * 1.15, UP)),
  needle: outline([[-0.6, 0], [0, -1.2], [0.6, 0], [0, 1.2]]),
  flag: outline(FLAG),
  shield: outline(SHIELD),
  arrow: outline(ARROW),
  slant: outline(SLANT),
  plus: outline(PLUS),
  sheet: outline(SHEET),
  bar: (c, r) => polygon(c, [[-r, -r * 0.55], [r, -r * 0.55], [r, r * 0.55], [-r, r * 0.55]]),
  star: (c, r) =>
    polygon(c, corners(10, r * 1.25, UP).map(([x, y], i) => (i % 2 ? [x / 2, y / 2] : [x, y]))),
};

/**
 * Draw a node's mark at the origin.
 * @param {CanvasRenderingContext2D} c @param {DrawnNode} node @param {Kind | undefined} kind
 * @param {Paint} paint @param {boolean} strong @param {number} r
 */
function drawMark(c, node, kind, paint, strong, r) {
  const fill = kind ? kind[paint.key] : paint.soft;
  (SHAPES[kind?.shape || "dot"] || SHAPES.dot)(c, r);
  const hollow = kind?.shape === "ring" || Boolean(node.i);
  c.fillStyle = hollow ? paint.paper : fill;
  c.strokeStyle = hollow ? fill : paint.paper;
  c.lineWidth = hollow ? 2 : 1.5;
  c.setLineDash(node.i ? [3, 3] : []);
  c.fill();
  c.stroke();
  c.setLineDash([]);
  if (!strong) return;
  c.beginPath();
  c.arc(0, 0, r + 4, 0, 7);
  c.strokeStyle = paint.accent;
  c.lineWidth = 2.5;
  c.stroke();
}

const cardHeight = (/** @type {string[]} */ rows) => 24 + (rows.length - 1) * LINE;

/**
 * Draw a node of a middle column: a card that holds its label.
 * @param {CanvasRenderingContext2D} c @param {DrawnNode} node @param {string} label
 * @param {Kind | undefined} kind @param {Paint} paint @param {boolean} strong
 */
function drawCard(c, node, label, kind, paint, strong) {
  const rows = label.split("\n"), w = node.width || 80, h = cardHeight(rows);
  const fill = kind ? kind[paint.key] : paint.soft;
  c.beginPath();
  c.roundRect(-w / 2, -h / 2, w, h, 4);
  c.fillStyle = paint.paper;
  c.fill();
  const alpha = c.globalAlpha;
  c.globalAlpha = alpha * 0.12;
  c.fillStyle = fill;
  c.fill();
  c.globalAlpha = alpha;
  c.strokeStyle = strong ? paint.accent : fill;
  c.lineWidth = strong ? 2.5 : 1;
  c.setLineDash(node.i ? [4, 3] : []);
  c.stroke();
  c.setLineDash([]);
  c.fillStyle = fill;
  c.fillRect(-w / 2, -h / 2, 4, h);
  c.font = `${strong ? 600 : 400} ${SIZE}px ${paint.face}`;
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.fillStyle = paint.ink;
  rows.forEach((row, i) => c.fillText(row, -w / 2 + 12, 1 + (i - (rows.length - 1) / 2) * LINE, w - 16));
}

/**
 * Draw the lines of a label with a halo, and return the box they fill.
 * @param {CanvasRenderingContext2D} c @param {string[]} rows @param {DrawnNode} node
 * @param {number} x @param {number} y @param {number} r
 * @param {Paint} paint @param {number} size @param {boolean} strong
 * @returns {number[]}
 */
function drawLabel(c, rows, node, x, y, r, paint, size, strong) {
  const side = node.side;
  /** @type {CanvasTextAlign} */
  const align = side === "left" ? "right" : side === "right" ? "left" : "center";
  const at = side === "left" ? x - r - 8 : side === "right" ? x + r + 8 : x;
  const top = side === "below" ? y + r + size * 0.9 : y - ((rows.length - 1) * size * 1.28) / 2;
  c.font = `${strong ? 600 : 400} ${size}px ${paint.face}`;
  c.textAlign = align;
  c.textBaseline = "middle";
  c.lineJoin = "round";
  c.strokeStyle = paint.paper;
  c.lineWidth = size / 3.5;
  c.fillStyle = paint.ink;
  let wide = 0;
  rows.forEach((row, i) => {
    c.strokeText(row, at, top + i * size * 1.28);
    c.fillText(row, at, top + i * size * 1.28);
    wide = Math.max(wide, c.measureText(row).width);
  });
  const left = align === "right" ? at - wide : align === "left" ? at : at - wide / 2;
  return [left, top - size * 0.7, left + wide, top + (rows.length - 0.3) * size * 1.28];
}

/**
 * Save a canvas on its paper as a PNG file.
 * @param {HTMLCanvasElement} from @param {string} paper
 */
export function savePng(from, paper) {
  const to = document.createElement("canvas");
  to.width = from.width;
  to.height = from.height;
  const c = /** @type {CanvasRenderingContext2D} */ (to.getContext("2d"));
  c.fillStyle = paper;
  c.fillRect(0, 0, to.width, to.height);
  c.drawImage(from, 0, 0);
  to.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "network.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

// ---- the view --------------------------------------------------------------------------

/**
 * Draw a network in a box, to be moved, filtered and chosen from.
 * @param {HTMLElement} box
 * @param {Drawing} data its nodes and edges may grow: see `grow`
 * @param {{DataSet: any, Network: any}} vis
 * @param {Look} look
 * @param {Acts} acts
 */
export function createView(box, data, vis, look, acts) {
  const { nodes, edges } = data;
  /** @type {{chosen: number | null, lit: Set<number> | null, litEdges: Set<number>,
   *   off: Set<string>, offEdges: Set<string>, inferred: boolean}} */
  const state = {
    chosen: null, lit: null, litEdges: new Set(), off: new Set(), offEdges: new Set(), inferred: true,
  };
  let paint = look.paint();
  const visible = (/** @type {DrawnNode} */ node) => !state.off.has(node.k);
  const edgeHidden = (/** @type {DrawnEdge} */ e) =>
    state.offEdges.has(e.k) || (Boolean(e.i) && !state.inferred) ||
    !visible(nodes[e.f]) || !visible(nodes[e.t]);
  const rowsOf = (/** @type {DrawnNode} */ node) => look.label(node).split("\n");
  /** @param {CanvasRenderingContext2D} c @param {string[]} rows */
  const widest = (c, rows) => Math.max(...rows.map((row) => c.measureText(row).width));
  const ranked = () =>
    nodes.map((_, i) => i).filter((i) => visible(nodes[i])).sort((a, b) => nodes[a].rank - nodes[b].rank);

  // ---- labels: all where they can be read, else the strongest that don't collide
  /** @type {Map<number, number[]>} */
  const boxes = new Map();
  /** @type {Set<number> | null} */
  let shown = null;
  let shownAt = 0;
  /** @param {number} scale @param {CanvasRenderingContext2D} c */
  function chooseLabels(scale, c) {
    if (scale * SIZE >= LEGIBLE) { shown = null; return; }
    if (shown && Math.abs(scale / shownAt - 1) < 0.02) return;
    shownAt = scale;
    shown = new Set();
    const size = FAR / scale;
    /** @type {number[][]} */
    const taken = [];
    c.font = `${size}px ${paint.face}`;
    for (const i of ranked().slice(0, MOST_LABELS)) {
      const node = nodes[i], rows = rowsOf(node);
      const w = widest(c, rows), h = rows.length * size * 1.3;
      const left = node.side === "below" ? node.x - w / 2 : node.side === "left" ? node.x - w : node.x;
      const top = node.side === "below" ? node.y + node.r : node.y - h / 2;
      if (taken.some((b) => left < b[2] && b[0] < left + w && top < b[3] && b[1] < top + h)) continue;
      taken.push([left, top, left + w, top + h]);
      shown.add(i);
    }
  }

  /** @param {any} given */
  function renderer({ ctx, id, x, y, state: drawn }) {
    const node = nodes[id], scale = network.getScale(), kind = data.kinds[node.k];
    const r = Math.max(node.r, 3.2 / scale);
    const strong = drawn.selected || drawn.hover || state.chosen === id;
    const dim = state.lit !== null && !state.lit.has(id);
    return {
      drawNode() {
        ctx.save();
        ctx.globalAlpha = dim ? 0.3 : 1;
        ctx.translate(x, y);
        if (node.side === "card") drawCard(ctx, node, look.label(node), kind, paint, strong);
        else drawMark(ctx, node, kind, paint, strong, r);
        ctx.restore();
      },
      drawExternalLabel() {
        if (node.side === "card") return;
        const near = state.lit !== null && state.lit.has(id) && state.lit.size < 40;
        if (shown !== null && !shown.has(id) && !strong && !near) { boxes.delete(id); return; }
        ctx.save();
        ctx.globalAlpha = dim ? 0.4 : 1;
        const size = shown === null ? SIZE : FAR / scale;
        boxes.set(id, drawLabel(ctx, rowsOf(node), node, x, y, r, paint, size, strong));
        ctx.restore();
      },
      nodeDimensions: node.side === "card"
        ? { width: node.width || 80, height: cardHeight(rowsOf(node)) } : { width: 2 * r, height: 2 * r },
    };
  }

  // ---- room: everything in view, labels too
  function bounds() {
    const room = [Infinity, Infinity, -Infinity, -Infinity];
    const c = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    c.font = `${SIZE}px ${paint.face}`;
    for (const node of nodes) {
      if (!visible(node)) continue;
      const rows = rowsOf(node), w = nodes.length > 600 ? 60 : widest(c, rows);
      const half = node.side === "card" ? (node.width || 0) / 2 : w / 2;
      const left = node.side === "left" ? w + 20 : node.side === "right" ? 12 : half;
      const right = node.side === "right" ? w + 20 : node.side === "left" ? 12 : half;
      room[0] = Math.min(room[0], node.x - left);
      room[2] = Math.max(room[2], node.x + right);
      const beside = ((rows.length - 1) * LINE) / 2 + 8;
      room[1] = Math.min(room[1], node.y - (node.side === "below" ? node.r + 6 : Math.max(node.r + 6, beside)));
      room[3] = Math.max(room[3], node.y + (node.side === "below" ? node.r + rows.length * LINE + 6 : node.r + beside));
    }
    return room;
  }
  const least = look.least || 0.02, buttons = look.buttons || 0;
  const roomWide = () => box.clientWidth - look.margin - buttons;
  /** As tall as the drawing is when it fills the width; the page scrolls. */
  function setHeight() {
    if (!nodes.length) return;
    const [x0, y0, x1, y1] = bounds();
    const scale = Math.min(1.1, Math.max(least, roomWide() / Math.max(1, x1 - x0)));
    const high = (y1 - y0) * scale + look.margin;
    box.style.height = `${Math.round(Math.max(420, Math.min(look.tallest(), high)))}px`;
  }
  function fitting() {
    const [x0, y0, x1, y1] = bounds();
    const wide = roomWide() / Math.max(1, x1 - x0);
    const tall = (box.clientHeight - 30) / Math.max(1, y1 - y0);
    let scale = Math.min(1.25, wide, tall);
    // From afar labels are drawn larger than the drawing's own, so they need more room.
    if (scale * SIZE < LEGIBLE && least * SIZE < LEGIBLE) {
      scale = Math.min(scale, (roomWide() - 80) / Math.max(1, x1 - x0), (box.clientHeight - 70) / Math.max(1, y1 - y0));
    }
    return { x0, y0, x1, y1, wide, tall, scale: Math.max(least, scale) };
  }
  function fit() {
    if (!nodes.some(visible)) return;
    const { x0, y0, x1, y1, wide, tall, scale } = fitting();
    // What does not fit starts at its upper left, as a page does.
    const x = scale > wide ? x0 + (box.clientWidth / 2 - 12) / scale : (x0 + x1 + buttons / scale) / 2;
    const y = scale > tall ? y0 + (box.clientHeight / 2 - 12) / scale : (y0 + y1) / 2;
    network.moveTo({ position: { x, y }, scale });
    moved = false;
  }

  // ---- what vis-network is given
  const faint = edges.length > 400 && edges.length > 1.2 * nodes.length ? 0.28 : 0.5;
  setHeight();
  const first = nodes.length ? fitting().scale : 1;
  /** Seen from afar a line keeps three quarters of a pixel. */
  const thick = Math.min(2.2, Math.max(1, 0.75 / first));
  const visNode = (/** @type {DrawnNode} */ node, /** @type {number} */ id) =>
    ({ id, x: node.x, y: node.y, hidden: !visible(node), size: node.r, fixed: node.side === "card" });
  /** Edges meet a card at its side: two ports that are neither seen nor hit. */
  const portsOf = (/** @type {DrawnNode} */ node, /** @type {number} */ id) =>
    node.side !== "card" ? [] : [[-1, "L"], [1, "R"]].map(([way, name]) => ({
      id: `${id}${name}`, x: node.x + (Number(way) * (node.width || 80)) / 2, y: node.y, fixed: true,
      ctxRenderer: () => ({ drawNode() {}, nodeDimensions: { width: 0, height: 0 } }),
    }));
  const port = (/** @type {number} */ at, /** @type {number} */ other) =>
    nodes[at].side !== "card" ? at : `${at}${nodes[other].x < nodes[at].x ? "L" : "R"}`;
  /** @param {DrawnEdge} e @param {number} id @returns {any} */
  function visEdge(e, id) {
    const lit = state.litEdges.has(id), off = state.lit !== null && !lit;
    const colour = (data.edgeKinds[e.k] || {})[paint.key] || paint.soft;
    return {
      id, from: port(e.f, e.t), to: port(e.t, e.f), hidden: edgeHidden(e), dashes: e.i ? [6, 5] : false,
      width: Math.min(9, 1 + 1.4 * Math.log2(Math.max(1, e.w))) * thick + (lit ? 0.6 : 0),
      color: { color: colour, highlight: paint.accent, hover: paint.accent, opacity: off ? 0.14 : lit ? 1 : faint },
      label: data.weights && !data.layered && e.w !== 1 && !off ? String(e.w) : "",
      font: { face: paint.face, size: 12, color: paint.soft, strokeColor: paint.paper, strokeWidth: 4 },
      arrows: data.directed ? { to: { enabled: true, scaleFactor: 0.45 } } : undefined,
    };
  }
  /** What all edges share, given once: vis-network takes long over the same words for every edge. */
  function shared() {
    if (!edges.length) return {};
    const { font, arrows, color } = visEdge(edges[0], -1);
    return { font, color, ...(arrows ? { arrows } : {}) };
  }
  const common = /** @type {any} */ (shared());
  /** @param {DrawnEdge} e @param {number} id @returns {any} */
  function ownOnly(e, id) {
    const { from, to, width, hidden, dashes, label, color } = visEdge(e, id);
    return {
      id, from, to, width, ...(hidden && { hidden }), ...(dashes && { dashes }), ...(label && { label }),
      ...(color.color !== common.color?.color && { color }),
    };
  }

  /** Lines and arrows as vis-network draws them, all of one look in one stroke.
   * @param {CanvasRenderingContext2D} ctx @param {any[]} lines */
  function drawLines(ctx, lines) {
    const looks = new Map();
    for (const edge of lines) {
      if (edge.hidden || edge.from === edge.to) continue;
      const { color, opacity } = edge.color || common.color;
      const key = [color, opacity, edge.width, edge.dashes || ""].join();
      if (!looks.has(key)) {
        looks.set(key, { color, opacity, width: edge.width, dashes: edge.dashes || [], line: new Path2D(), heads: new Path2D() });
      }
      const { line, heads } = looks.get(key), a = nodes[edge.from], b = nodes[edge.to];
      line.moveTo(a.x, a.y);
      if (!common.arrows) { line.lineTo(b.x, b.y); continue; }
      const turn = Math.atan2(b.y - a.y, b.x - a.x), c = Math.cos(turn), s = Math.sin(turn);
      const long = 15 * 0.45 + 3 * edge.width, r = Math.max(b.r, 3.2 / first);
      const off = Math.min(r / Math.abs(c), r / Math.abs(s)) + 1, x = b.x - off * c, y = b.y - off * s;
      const at = (/** @type {number} */ along, /** @type {number} */ across) =>
        /** @type {[number, number]} */ ([x + long * (along * c - across * s), y + long * (along * s + across * c)]);
      line.lineTo(...at(-0.9, 0));
      heads.moveTo(x, y);
      for (const [along, across] of [[-1, 0.3], [-0.9, 0], [-1, -0.3]]) heads.lineTo(...at(along, across));
      heads.closePath();
    }
    for (const { color, opacity, width, dashes, line, heads } of looks.values()) {
      ctx.save();
      ctx.globalAlpha = opacity;
      ctx.strokeStyle = ctx.fillStyle = color;
      ctx.lineWidth = width;
      ctx.setLineDash(dashes);
      ctx.stroke(line);
      ctx.fill(heads);
      ctx.restore();
    }
  }

  // Many lines are drawn here until vis-network knows them: that takes as long as all the rest,
  // and there is nothing to point at yet.  From afar, where no line bears its weight.
  const early = !data.layered && edges.length > 400 && first * 12 < 5 ? edges.map(ownOnly) : null;
  const visNodes = new vis.DataSet([...nodes.map(visNode), ...nodes.flatMap(portsOf)]);
  const visEdges = new vis.DataSet(early ? [] : edges.map(ownOnly));
  const smooth = data.layered
    ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 } : false;
  const network = new vis.Network(box, { nodes: visNodes, edges: visEdges }, {
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    nodes: { chosen: false, shape: "custom", ctxRenderer: renderer },
    edges: { ...common, smooth, chosen: false, selectionWidth: 0, hoverWidth: 0 },
    interaction: {
      hover: nodes.length <= 1500, multiselect: false, selectConnectedEdges: false,
      hideEdgesOnDrag: edges.length > 1500, tooltipDelay: 1e9, zoomSpeed: 0.6,
    },
  });
  network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ c) => {
    chooseLabels(network.getScale(), c);
    if (early && !visEdges.length) drawLines(c, early);
  });
  // One place for the keyboard, which has the name and the keys: the box around the canvas.
  box.querySelector(".vis-network")?.setAttribute("tabindex", "-1");
  // vis-network scales the view when its canvas takes another size, also while it opens; until
  // somebody moves the picture, it is the whole one that is meant.
  let moved = false;
  network.on("resize", () => { if (!moved) requestAnimationFrame(fit); });
  network.on("zoom", () => { moved = true; });
  network.on("dragStart", () => { moved = true; });
  fit();
  network.once("afterDrawing", () => {
    performance.mark("picture-ready");
    box.dataset.ready = "true";
    if (early) setTimeout(() => { if (!visEdges.length) visEdges.add(early); });
  });

  /** @param {{x: number, y: number}} position @param {number} [scale] */
  function moveTo(position, scale) {
    moved = true;
    network.moveTo({ position, scale: scale || network.getScale() });
  }
  const zoom = (/** @type {number} */ by) => {
    moved = true;
    network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * by)) });
  };
  function refresh() {
    shown = null;
    shownAt = 0;
    visNodes.update(nodes.map((node, id) => ({ id, hidden: !visible(node) })));
    visEdges.update(edges.map(visEdge));
    network.redraw();
  }
  /** Take up what was added to the data.
   * @param {number} firstNode @param {number} firstEdge */
  function grow(firstNode, firstEdge) {
    visNodes.add(nodes.slice(firstNode).map((node, n) => visNode(node, firstNode + n)));
    visEdges.add(edges.slice(firstEdge).map((e, n) => visEdge(e, firstEdge + n)));
  }

  // ---- what is chosen, and what is lit with it
  const touching = (/** @type {number} */ i) =>
    edges.flatMap((e, n) => ((e.f === i || e.t === i) && !edgeHidden(e) ? [n] : []));
  /** @param {number[] | null} some @param {number[]} [lines] */
  function lightUp(some, lines = []) {
    state.lit = some ? new Set(some) : null;
    state.litEdges = new Set(lines);
    visEdges.update(edges.map(visEdge));
    network.redraw();
  }
  /** @param {number} i @returns {number[]} the edges it is lit with */
  function lightNode(i) {
    const near = touching(i);
    lightUp([i, ...near.flatMap((n) => [edges[n].f, edges[n].t])], near);
    return near;
  }
  const lightEdge = (/** @type {number} */ n) => lightUp([edges[n].f, edges[n].t], [n]);
  /** Choose the next node, the strongest first. @param {number} by */
  function walk(by) {
    const order = ranked();
    if (!order.length) return;
    const at = state.chosen === null ? -1 : order.indexOf(state.chosen);
    acts.chooseNode(order[at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length], true);
  }

  // ---- pointer, wheel and keys
  network.on("click", (/** @type {any} */ { nodes: hit, edges: hitEdges, pointer }) => {
    const at = pointer.canvas;
    const named = typeof hit[0] === "number" ? hit[0] : nodes.findIndex((node, i) => {
      const b = boxes.get(i);
      return visible(node) && b && at.x >= b[0] && at.x <= b[2] && at.y >= b[1] && at.y <= b[3];
    });
    if (named >= 0) acts.chooseNode(named, false);
    else if (hitEdges.length) acts.chooseEdge(hitEdges[0], false);
    else acts.clear();
  });
  network.on("dragEnd", (/** @type {any} */ { nodes: dragged }) => {
    for (const i of dragged) if (typeof i === "number") Object.assign(nodes[i], network.getPosition(i));
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
      moveTo({ x: at.x + step[0] * by, y: at.y + step[1] * by });
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.key === "n" || event.key === "p") walk(event.key === "n" ? 1 : -1);
    else if (event.key === "Escape") acts.clear();
    else if (!acts.key?.(event.key)) return;
    event.preventDefault();
  });

  // ---- chips: kinds of nodes and edges, and what is inferred, shown or hidden
  /** @param {Element} chip @param {boolean} pressed */
  function press(chip, pressed) {
    chip.setAttribute("aria-pressed", String(pressed));
    const { kind, edgeKind } = /** @type {HTMLElement} */ (chip).dataset;
    if (kind !== undefined) state.off[pressed ? "delete" : "add"](kind);
    else if (edgeKind !== undefined) state.offEdges[pressed ? "delete" : "add"](edgeKind);
    else state.inferred = pressed;
  }
  /** @param {HTMLElement | null} chips @param {() => void} [then] */
  function listen(chips, then) {
    chips?.addEventListener("click", (event) => {
      const chip = /** @type {HTMLElement} */ (event.target).closest("button");
      if (!chip) return;
      press(chip, chip.getAttribute("aria-pressed") !== "true");
      then?.();
      refresh();
    });
  }

  const repaint = () => { paint = look.paint(); refresh(); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  let wide = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth === wide) return;
    wide = box.clientWidth;
    setHeight();
    if (state.chosen === null) fit();
  }).observe(box);
  /** The mark of a kind on its own, for a legend. @param {string} key @returns {HTMLCanvasElement} */
  function markOf(key) {
    const mark = document.createElement("canvas"), size = 26;
    mark.width = mark.height = size;
    const c = /** @type {CanvasRenderingContext2D} */ (mark.getContext("2d"));
    c.translate(size / 2, size / 2);
    drawMark(c, { iri: "", x: 0, y: 0, k: key, zh: "", en: "", side: "below", r: 0, rank: 0 }, data.kinds[key], paint, false, 9);
    return mark;
  }
  return {
    network, state, visible, markOf, zoom, fit, moveTo, refresh, repaint, grow, lightUp, lightNode, lightEdge, press, listen,
    save: () => savePng(/** @type {HTMLCanvasElement} */ (box.querySelector("canvas")), paint.paper),
  };
}
