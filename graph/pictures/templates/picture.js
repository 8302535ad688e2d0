"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const data = JSON.parse(byId("data").textContent);
  const { nodes, edges } = data;
  const FONTS = {
    zh: '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC","Hiragino Sans GB",sans-serif',
    en: 'system-ui,"Segoe UI","Helvetica Neue",Arial,"Noto Sans","Liberation Sans","DejaVu Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif',
  };
  const face = () => FONTS[state.language];
  const SIZE = 14, LINE = 18, BUTTONS = 44;
  const state = { language: root.dataset.language, chosen: null, hover: null, lit: null, off: new Set(), offEdges: new Set(), inferred: true };
  const touching = nodes.map(() => []);
  edges.forEach((e, i) => { touching[e.f].push(i); if (e.t !== e.f) touching[e.t].push(i); });

  /* Paper and ink, read from the style sheet so that light and dark agree. */
  let paint = {}, thick = 1;
  const dark = () => getComputedStyle(root).colorScheme.includes("dark");
  function readPaint() {
    const style = getComputedStyle(root), of = (name) => style.getPropertyValue(name).trim();
    paint = { paper: of("--sheet"), ink: of("--ink"), soft: of("--soft"), mark: of("--mark"), line: of("--line"), key: dark() ? "dark" : "light" };
    for (const mark of document.querySelectorAll("svg.mark")) mark.style.color = mark.dataset[paint.key];
  }
  const colour = (node) => (data.kinds[node.k] || {})[paint.key] || paint.soft;

  /* Marks: one path a shape, drawn around 0,0 with radius r. */
  const poly = (ctx, points) => { ctx.beginPath(); points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y))); ctx.closePath(); };
  const round = (count, r, turn) => Array.from({ length: count }, (_, i) => {
    const a = turn + (i * 2 * Math.PI) / count;
    return [r * Math.cos(a), r * Math.sin(a)];
  });
  const SHAPES = {
    dot: (c, r) => { c.beginPath(); c.arc(0, 0, r, 0, 7); },
    ring: (c, r) => { c.beginPath(); c.arc(0, 0, r, 0, 7); },
    square: (c, r) => poly(c, [[-r, -r], [r, -r], [r, r], [-r, r]].map((p) => p.map((v) => v * 0.88))),
    diamond: (c, r) => poly(c, round(4, r * 1.25, 0)),
    triangle: (c, r) => poly(c, round(3, r * 1.2, -Math.PI / 2)),
    "triangle-down": (c, r) => poly(c, round(3, r * 1.2, Math.PI / 2)),
    hexagon: (c, r) => poly(c, round(6, r * 1.1, 0)),
    sheet: (c, r) => poly(c, [[-0.75, -1], [0.3, -1], [0.8, -0.5], [0.8, 1], [-0.75, 1]].map((p) => p.map((v) => v * r))),
    bar: (c, r) => poly(c, [[-r, -r * 0.55], [r, -r * 0.55], [r, r * 0.55], [-r, r * 0.55]]),
    star: (c, r) => poly(c, round(10, r * 1.25, -Math.PI / 2).map(([x, y], i) => (i % 2 ? [x * 0.5, y * 0.5] : [x, y]))),
  };

  /* Labels: all of them where they can be read, else the strongest that don't collide. */
  let shown = null, shownAt = 0;
  const boxes = new Array(nodes.length);
  const label = (node) => node[state.language];
  const lines = (node) => label(node).split("\n");
  const visible = (node) => !state.off.has(node.k);
  function chooseLabels(scale, ctx) {
    if (scale * SIZE >= 7.5) { shown = null; return; }
    if (shown && Math.abs(scale / shownAt - 1) < 0.02) return;
    shownAt = scale;
    shown = new Set();
    const taken = [], size = 11.5 / scale;
    ctx.font = `${size}px ${face()}`;
    const order = nodes.map((_, i) => i).sort((a, b) => nodes[a].rank - nodes[b].rank).slice(0, 80);
    for (const i of order) {
      const node = nodes[i];
      if (!visible(node)) continue;
      const rows = lines(node), w = Math.max(...rows.map((r) => ctx.measureText(r).width)), h = rows.length * size * 1.3;
      const left = { below: node.x - w / 2, left: node.x - w, right: node.x, card: node.x }[node.side];
      const top = node.side === "below" ? node.y + node.r : node.y - h / 2;
      const box = [left, top, left + w, top + h];
      if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
      taken.push(box);
      shown.add(i);
    }
  }

  const dim = (i) => state.lit && !state.lit.has(i);
  function drawText(ctx, rows, x, y, align, size, strong) {
    ctx.font = `${strong ? 600 : 400} ${size}px ${face()}`;
    ctx.textAlign = align;
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.strokeStyle = paint.paper;
    ctx.lineWidth = size / 3.5;
    ctx.fillStyle = paint.ink;
    rows.forEach((row, k) => {
      ctx.strokeText(row, x, y + k * size * 1.28);
      ctx.fillText(row, x, y + k * size * 1.28);
    });
  }

  function renderer({ ctx, id, x, y, state: drawn }) {
    const node = nodes[id], r = Math.max(node.r, 3.2 / network.getScale()), fill = colour(node), strong = drawn.selected || drawn.hover || state.chosen === id;
    const drawNode = () => {
      ctx.save();
      ctx.globalAlpha = dim(id) ? 0.16 : 1;
      ctx.translate(x, y);
      if (node.side === "card") drawCard(ctx, node, fill, strong);
      else {
        (SHAPES[(data.kinds[node.k] || {}).shape] || SHAPES.dot)(ctx, r);
        const hollow = (data.kinds[node.k] || {}).shape === "ring";
        ctx.fillStyle = hollow ? paint.paper : fill;
        ctx.strokeStyle = hollow ? fill : paint.paper;
        ctx.lineWidth = hollow ? 2.2 : 1.5;
        if (node.i) { ctx.setLineDash([3, 3]); ctx.strokeStyle = fill; ctx.fillStyle = paint.paper; ctx.lineWidth = 2; }
        ctx.fill();
        ctx.stroke();
        if (strong) { ctx.setLineDash([]); ctx.beginPath(); ctx.arc(0, 0, r + 4, 0, 7); ctx.strokeStyle = paint.mark; ctx.lineWidth = 2.5; ctx.stroke(); }
      }
      ctx.restore();
    };
    const drawExternalLabel = () => {
      if (node.side === "card") return;
      const far = shown !== null;
      if (far && !shown.has(id) && !strong && !(state.lit && state.lit.has(id) && state.lit.size < 40)) { boxes[id] = null; return; }
      const size = far ? 11.5 / network.getScale() : SIZE, rows = lines(node);
      ctx.save();
      ctx.globalAlpha = dim(id) ? 0.2 : 1;
      const at = { left: [x - r - 8, "right"], right: [x + r + 8, "left"], below: [x, "center"] }[node.side];
      const top = node.side === "below" ? y + r + size * 0.9 : y;
      drawText(ctx, rows, at[0], top, at[1], size, strong);
      const w = Math.max(...rows.map((row) => ctx.measureText(row).width));
      const left = { right: at[0] - w, left: at[0], center: at[0] - w / 2 }[at[1]];
      boxes[id] = [left, top - size * 0.7, left + w, top + (rows.length - 0.3) * size * 1.28];
      ctx.restore();
    };
    const wide = node.side === "card" ? node.width : 2 * r, high = node.side === "card" ? 24 : 2 * r;
    return { drawNode, drawExternalLabel, nodeDimensions: { width: wide, height: high } };
  }

  function drawCard(ctx, node, fill, strong) {
    const w = node.width, h = 24;
    ctx.beginPath();
    if (ctx.roundRect) ctx.roundRect(-w / 2, -h / 2, w, h, 5); else ctx.rect(-w / 2, -h / 2, w, h);
    ctx.fillStyle = paint.paper;
    ctx.fill();
    ctx.globalAlpha *= 0.12;
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.globalAlpha = ctx.globalAlpha / 0.12;
    ctx.strokeStyle = strong ? paint.mark : fill;
    ctx.lineWidth = strong ? 2.5 : 1;
    if (node.i) ctx.setLineDash([4, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = fill;
    ctx.fillRect(-w / 2, -h / 2, 4, h);
    ctx.font = `${strong ? 600 : 400} ${SIZE}px ${face()}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillStyle = paint.ink;
    ctx.fillText(label(node), -w / 2 + 12, 1, w - 16);
  }

  /* What vis-network is told. */
  /* Seen from afar a line keeps three quarters of a pixel, and few lines keep their colour. */
  const width = (w) => Math.min(9, 1 + 1.4 * Math.log2(Math.max(1, w))) * thick;
  const edgeColour = (e) => (data.edgeKinds[e.k] || {})[paint.key] || paint.soft;
  const edgeHidden = (e) => state.offEdges.has(e.k) || (e.i && !state.inferred) || !visible(nodes[e.f]) || !visible(nodes[e.t]);
  const faint = edges.length > 400 && edges.length > 1.2 * nodes.length ? 0.28 : data.layered ? 0.5 : 0.55;
  const visNode = (node, id) => ({ id, x: node.x, y: node.y, hidden: !visible(node), size: node.r, fixed: node.side === "card" });
  /* Edges meet a card at its side: two ports that are neither seen nor hit. */
  const nothing = () => ({ drawNode: () => {}, nodeDimensions: { width: 0, height: 0 } });
  const ports = nodes.flatMap((node, id) => (node.side !== "card" ? [] : [[-1, "L"], [1, "R"]].map(([way, name]) => (
    { id: `${id}${name}`, x: node.x + (way * node.width) / 2, y: node.y, shape: "custom", ctxRenderer: nothing, fixed: true }))));
  const port = (at, other) => (nodes[at].side !== "card" ? at : `${at}${nodes[other].x < nodes[at].x ? "L" : "R"}`);
  function visEdge(e, id) {
    const lit = state.lit && state.lit.edges.has(id), off = state.lit && !lit;
    return {
      id, from: port(e.f, e.t), to: port(e.t, e.f), hidden: edgeHidden(e),
      width: width(e.w) + (lit ? 0.6 : 0),
      dashes: e.i ? [6, 5] : false,
      color: { color: edgeColour(e), highlight: paint.mark, hover: paint.mark, opacity: off ? 0.07 : lit ? 1 : faint },
      label: data.weights && !data.layered && e.w !== 1 && !off ? String(e.w) : "",
      font: { face: face(), size: 12, color: paint.soft, strokeColor: paint.paper, strokeWidth: 4, align: "horizontal" },
      arrows: data.directed && !data.layered ? { to: { enabled: true, scaleFactor: 0.45 } } : undefined,
    };
  }

  /* What all share is told once: vis-network takes long over the same words for every edge. */
  const shared = () => {
    if (!edges.length) return {};
    const { font, arrows, color } = visEdge(edges[0], -1);
    return { font, color, ...(arrows ? { arrows } : {}) };
  };
  function ownOnly(edge, common) {
    const own = { id: edge.id, from: edge.from, to: edge.to, width: edge.width };
    if (edge.hidden) own.hidden = true;
    if (edge.dashes) own.dashes = edge.dashes;
    if (edge.label) own.label = edge.label;
    if (edge.color.color !== common.color.color) own.color = edge.color;
    return own;
  }

  /* Lines and arrows as vis-network draws them, all of one look in one stroke. */
  function drawLines(ctx, lines) {
    const looks = new Map();
    for (const edge of lines) {
      if (edge.hidden || edge.from === edge.to) continue;
      const { color, opacity } = edge.color || common.color, look = [color, opacity, edge.width, edge.dashes || ""].join();
      if (!looks.has(look)) looks.set(look, { color, opacity, width: edge.width, dashes: edge.dashes || [], line: new Path2D(), heads: new Path2D() });
      const { line, heads } = looks.get(look), a = nodes[edge.from], b = nodes[edge.to];
      line.moveTo(a.x, a.y);
      if (!common.arrows) { line.lineTo(b.x, b.y); continue; }
      const turn = Math.atan2(b.y - a.y, b.x - a.x), c = Math.cos(turn), s = Math.sin(turn), long = 15 * 0.45 + 3 * edge.width;
      const r = Math.max(b.r, 3.2 / first), off = Math.min(r / Math.abs(c), r / Math.abs(s)) + 1, x = b.x - off * c, y = b.y - off * s;
      const at = (along, across) => [x + long * (along * c - across * s), y + long * (along * s + across * c)];
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

  readPaint();
  const picture = byId("picture");
  /* Everything in view, labels too. */
  function bounds() {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const ctx = document.createElement("canvas").getContext("2d");
    ctx.font = `${SIZE}px ${face()}`;
    for (const node of nodes) {
      if (!visible(node)) continue;
      const rowsOf = lines(node), w = nodes.length > 600 ? 60 : Math.max(...rowsOf.map((r) => ctx.measureText(r).width));
      const left = { left: w + 20, right: 12, below: w / 2, card: (node.width || 0) / 2 }[node.side];
      const right = { left: 12, right: w + 20, below: w / 2, card: (node.width || 0) / 2 }[node.side];
      box[0] = Math.min(box[0], node.x - left);
      box[2] = Math.max(box[2], node.x + right);
      box[1] = Math.min(box[1], node.y - node.r - 6);
      box[3] = Math.max(box[3], node.y + node.r + (node.side === "below" ? rowsOf.length * LINE + 6 : 8));
    }
    return box;
  }
  /* As tall as the drawing is when it fills the width; the page scrolls. */
  function setHeight() {
    if (!nodes.length) return;
    const [x0, y0, x1, y1] = bounds(), scale = Math.min(1.1, (picture.clientWidth - 48 - BUTTONS) / Math.max(1, x1 - x0));
    picture.style.height = `${Math.round(Math.max(420, Math.min(data.layered ? 2600 : 1150, (y1 - y0) * scale + 48)))}px`;
  }
  function fitting() {
    const [x0, y0, x1, y1] = bounds(), w = picture.clientWidth - 48 - BUTTONS, h = picture.clientHeight - 32;
    const within = (room) => Math.min(1.25, (w - room) / Math.max(1, x1 - x0), (h - room / 2) / Math.max(1, y1 - y0));
    /* From afar labels are drawn larger than the drawing's own, so they need more room. */
    const scale = Math.max(0.02, within(0) * SIZE < 7.5 ? within(80) : within(0));
    return { x0, y0, x1, y1, scale };
  }
  function fit() {
    if (!nodes.length) return;
    const { x0, y0, x1, y1, scale } = fitting();
    network.moveTo({ position: { x: (x0 + x1 + BUTTONS / scale) / 2, y: (y0 + y1) / 2 }, scale });
  }
  setHeight();
  const first = nodes.length ? fitting().scale : 1;
  thick = Math.min(2.2, Math.max(1, 0.75 / first));
  const visNodes = new vis.DataSet([...nodes.map(visNode), ...ports]), common = shared();
  const told = edges.map((e, id) => ownOnly(visEdge(e, id), common));
  /* Many lines are drawn here until vis-network knows them: that takes as long as all the rest,
     and there is nothing to point at yet.  From afar, where no line bears its weight. */
  const early = !data.layered && told.length > 400 && first * 12 < 5;
  const visEdges = new vis.DataSet(early ? [] : told);
  const smooth = data.layered
    ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 }
    : false;
  const network = new vis.Network(picture, { nodes: visNodes, edges: visEdges }, {
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    nodes: { chosen: false, shape: "custom", ctxRenderer: renderer }, edges: { ...common, smooth, chosen: false, selectionWidth: 0, hoverWidth: 0 },
    interaction: { hover: nodes.length <= 1500, multiselect: false, selectConnectedEdges: false, hideEdgesOnDrag: edges.length > 1500, tooltipDelay: 1e9, zoomSpeed: 0.6 },
  });
  /* One stop for the keyboard, which has the name and the keys: the box around the canvas. */
  picture.querySelector(".vis-network").setAttribute("tabindex", "-1");
  network.on("beforeDrawing", (ctx) => {
    chooseLabels(network.getScale(), ctx);
    if (early && !visEdges.length) drawLines(ctx, told);
  });
  fit();
  network.once("afterDrawing", () => {
    performance.mark("picture-ready");
    root.dataset.ready = "true";
    if (early) setTimeout(() => { if (!visEdges.length) visEdges.add(told); });
  });

  /* Light up a thing and what it touches. */
  function lightUp(nodeIds, edgeIds) {
    const lit = nodeIds ? new Set(nodeIds) : null;
    if (lit) lit.edges = new Set(edgeIds);
    state.lit = lit;
    visEdges.update(edges.map(visEdge));
    network.redraw();
  }
  function lightNode(i) {
    const near = touching[i].filter((e) => !edgeHidden(edges[e]));
    lightUp([i, ...near.flatMap((e) => [edges[e].f, edges[e].t])], near);
  }
  function lightEdge(i) { lightUp([edges[i].f, edges[i].t], [i]); }

  /* The panel: cells of the table, cloned, so that no text is ever parsed again. */
  const make = (tag, text, cls) => { const el = document.createElement(tag); if (text !== undefined) el.textContent = text; if (cls) el.className = cls; return el; };
  const both = (zh, en) => { const box = make("span"); const a = make("span", zh, "t"), b = make("span", en, "t"); a.lang = "zh-Hans"; b.lang = "en"; box.append(a, b); return box; };
  const cell = (row, index) => { const from = byId(row); return from ? Array.from(from.cells[index].childNodes, (c) => c.cloneNode(true)) : []; };
  const heading = (zh, en) => { const h = make("h3"); h.append(both(zh, en)); return h; };
  function panel(...parts) {
    const chosen = byId("chosen");
    chosen.replaceChildren(...parts);
    chosen.hidden = false;
    byId("empty").hidden = true;
    byId("panel").scrollTop = 0;
  }
  function linkTo(text, act) { const b = make("button", undefined, "link"); b.type = "button"; b.append(...text); b.addEventListener("click", act); return b; }
  function chooseNode(i, move) {
    state.chosen = i;
    const title = make("h2"), parts = [title], about = make("p"), own = cell(`n${i}`, 3);
    title.append(...cell(`n${i}`, 0));
    about.append(...cell(`n${i}`, 1));
    parts.push(about, make("span", nodes[i].iri, "iri"));
    if (own.length) parts.push(heading("原文", "Words"), ...own);
    const near = touching[i].filter((e) => !edgeHidden(edges[e]));
    if (near.length) {
      const list = make("ul", undefined, "with");
      for (const e of near.slice(0, 60)) {
        const other = edges[e].f === i ? edges[e].t : edges[e].f, item = make("li"), kind = make("div", undefined, "other");
        kind.append(...cell(`e${e}`, 1));
        item.append(kind, linkTo(cell(`e${e}`, edges[e].f === other ? 0 : 2), () => chooseNode(other, true)), ...cell(`e${e}`, 4));
        list.append(item);
      }
      parts.push(heading(`连线(${near.length})`, `Edges (${near.length})`), list);
    }
    panel(...parts);
    lightNode(i);
    markRow(`n${i}`);
    if (move) network.moveTo({ position: { x: nodes[i].x, y: nodes[i].y }, scale: Math.max(0.8, network.getScale()) });
  }
  function chooseEdge(i, move) {
    const e = edges[i];
    state.chosen = null;
    const title = make("h2"), about = make("p");
    title.append(linkTo(cell(`e${i}`, 0), () => chooseNode(e.f, true)), make("span", data.directed ? " → " : " – "), linkTo(cell(`e${i}`, 2), () => chooseNode(e.t, true)));
    about.append(...cell(`e${i}`, 1), both(` · 权重 ${e.w}`, ` · weight ${e.w}`));
    panel(title, about, heading("原文", "Words"), ...cell(`e${i}`, 4));
    lightEdge(i);
    markRow(`e${i}`);
    if (move) network.moveTo({ position: { x: (nodes[e.f].x + nodes[e.t].x) / 2, y: (nodes[e.f].y + nodes[e.t].y) / 2 } });
  }
  function clear() {
    state.chosen = null;
    byId("chosen").hidden = true;
    byId("empty").hidden = false;
    markRow(null);
    lightUp(null);
  }
  function markRow(id) {
    for (const row of document.querySelectorAll("tr.lit")) row.classList.remove("lit");
    if (id && byId(id)) byId(id).classList.add("lit");
  }

  const inBox = (b, p) => b && p.x >= b[0] && p.x <= b[2] && p.y >= b[1] && p.y <= b[3];
  network.on("click", ({ nodes: hit, edges: hitEdges, pointer }) => {
    const named = typeof hit[0] === "number" ? hit[0] : nodes.findIndex((node, i) => visible(node) && inBox(boxes[i], pointer.canvas));
    if (named >= 0) chooseNode(named, false);
    else if (hitEdges.length) chooseEdge(hitEdges[0], false);
    else clear();
  });
  network.on("hoverNode", ({ node }) => { if (typeof node === "number" && state.chosen === null && byId("chosen").hidden) lightNode(node); });
  network.on("blurNode", () => { if (state.chosen === null && byId("chosen").hidden) lightUp(null); });
  network.on("dragEnd", ({ nodes: moved }) => {
    for (const i of moved.filter((id) => typeof id === "number")) { const at = network.getPosition(i); nodes[i].x = at.x; nodes[i].y = at.y; }
  });

  /* Find, filter, language, theme, zoom, keys, print. */
  const found = byId("found"), search = byId("search");
  function find() {
    const wanted = search.value.trim().toLowerCase();
    const hits = wanted ? nodes.flatMap((node, i) => (key(node, i).includes(wanted) && visible(node) ? [i] : [])).slice(0, 12) : [];
    found.replaceChildren(...hits.map((i) => {
      const item = make("li");
      item.append(linkTo([document.createTextNode(label(nodes[i]).replace(/\n/g, ""))], () => { chooseNode(i, true); found.hidden = true; }));
      item.firstChild.className = "";
      return item;
    }));
    found.hidden = !hits.length;
    return hits;
  }
  /* The table stands below the script, so its full names are read at the first search. */
  const key = (node, i) => (node.find ??= `${byId(`n${i}`).cells[0].textContent} ${node.zh} ${node.en}`.replace(/\n/g, "").toLowerCase());
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { const hits = find(); if (hits.length) { chooseNode(hits[0], true); found.hidden = true; } }
    if (event.key === "Escape") { search.value = ""; find(); }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) found.hidden = true; });

  function refresh() {
    shown = null;
    shownAt = 0;
    visNodes.update(nodes.map((node, id) => ({ id, hidden: !visible(node) })));
    visEdges.update(edges.map(visEdge));
    network.redraw();
  }
  byId("chips").addEventListener("click", (event) => {
    const chip = event.target.closest("button");
    if (!chip) return;
    const on = chip.getAttribute("aria-pressed") !== "true";
    chip.setAttribute("aria-pressed", String(on));
    if ("kind" in chip.dataset) state.off[on ? "delete" : "add"](chip.dataset.kind);
    else if ("edgeKind" in chip.dataset) state.offEdges[on ? "delete" : "add"](chip.dataset.edgeKind);
    else state.inferred = on;
    refresh();
  });
  for (const button of document.querySelectorAll("[data-set-language]")) {
    button.addEventListener("click", () => {
      state.language = root.dataset.language = button.dataset.setLanguage;
      root.lang = state.language === "zh" ? "zh-Hans" : "en";
      for (const other of document.querySelectorAll("[data-set-language]")) other.setAttribute("aria-pressed", String(other === button));
      refresh();
    });
  }
  const repaint = () => { readPaint(); refresh(); };
  byId("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; repaint(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  const zoom = (by) => network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * by)) });
  byId("in").addEventListener("click", () => zoom(1.3));
  byId("out").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", fit);
  picture.addEventListener("wheel", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopImmediatePropagation(); }, { capture: true, passive: true });
  const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  picture.addEventListener("keydown", (event) => {
    if (STEP[event.key]) {
      const at = network.getViewPosition(), by = 60 / network.getScale();
      network.moveTo({ position: { x: at.x + STEP[event.key][0] * by, y: at.y + STEP[event.key][1] * by } });
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const show = event.target.closest("button.show");
    if (!show) return;
    if ("edge" in show.dataset) chooseEdge(Number(show.dataset.edge), true); else chooseNode(Number(show.dataset.node), true);
    picture.scrollIntoView({ block: "nearest" });
    picture.focus({ preventScroll: true });
  });
  byId("save").addEventListener("click", () => {
    const from = picture.querySelector("canvas"), to = document.createElement("canvas");
    to.width = from.width;
    to.height = from.height;
    const ctx = to.getContext("2d");
    ctx.fillStyle = paint.paper;
    ctx.fillRect(0, 0, to.width, to.height);
    ctx.drawImage(from, 0, 0);
    to.toBlob((blob) => {
      const link = make("a");
      link.href = URL.createObjectURL(blob);
      link.download = "network.png";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
  byId("print").addEventListener("click", () => window.print());
  addEventListener("beforeprint", () => { for (const box of document.querySelectorAll(".tables details")) box.open = true; });
  let wide = picture.clientWidth;
  new ResizeObserver(() => {
    if (picture.clientWidth === wide) return;
    wide = picture.clientWidth;
    setHeight();
    if (state.chosen === null) fit();
  }).observe(picture);
  window.policykgPicture = { network, chooseNode, chooseEdge, clear, state };
})();
