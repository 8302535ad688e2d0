// @ts-check
// How a node is drawn on vis-network's canvas: a mark a class, and a label with a halo.

/**
 * @typedef {{iri: string, x: number, y: number, k: string, zh: string, en: string,
 *   side: "below" | "left" | "right" | "card", r: number, rank: number, width?: number,
 *   i?: number}} DrawnNode
 * @typedef {{f: number, t: number, k: string, w: number, i?: number, a?: string}} DrawnEdge
 * @typedef {{zh: string, en: string, n: number, shape?: string, light: string,
 *   dark: string}} Kind
 * @typedef {{paper: string, ink: string, soft: string, accent: string, key: "light" | "dark",
 *   face: string}} Paint
 */

export const SIZE = 14;

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
  sheet: (c, r) => polygon(c, SHEET.map((p) => p.map((v) => v * r))),
  bar: (c, r) => polygon(c, [[-r, -r * 0.55], [r, -r * 0.55], [r, r * 0.55], [-r, r * 0.55]]),
  star: (c, r) => polygon(c, corners(10, r * 1.25, UP).map(([x, y], i) => (i % 2 ? [x / 2, y / 2] : [x, y]))),
};

/**
 * Draw a node's mark at the origin.
 * @param {CanvasRenderingContext2D} c
 * @param {DrawnNode} node
 * @param {Kind | undefined} kind
 * @param {Paint} paint
 * @param {boolean} strong
 * @param {number} r
 */
export function drawMark(c, node, kind, paint, strong, r) {
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
  if (strong) {
    c.beginPath();
    c.arc(0, 0, r + 4, 0, 7);
    c.strokeStyle = paint.accent;
    c.lineWidth = 2.5;
    c.stroke();
  }
}

/**
 * Draw a node of a middle column: a card that holds its label.
 * @param {CanvasRenderingContext2D} c
 * @param {DrawnNode} node
 * @param {string} label
 * @param {Kind | undefined} kind
 * @param {Paint} paint
 * @param {boolean} strong
 */
export function drawCard(c, node, label, kind, paint, strong) {
  const w = node.width || 80, h = 24;
  const fill = kind ? kind[paint.key] : paint.soft;
  c.beginPath();
  c.roundRect(-w / 2, -h / 2, w, h, 4);
  c.fillStyle = paint.paper;
  c.fill();
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
  c.fillText(label, -w / 2 + 12, 1, w - 16);
}

/**
 * Draw the lines of a label with a halo, and return the box they fill.
 * @param {CanvasRenderingContext2D} c
 * @param {string[]} rows
 * @param {DrawnNode} node
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {Paint} paint
 * @param {number} size
 * @param {boolean} strong
 * @returns {number[]}
 */
export function drawLabel(c, rows, node, x, y, r, paint, size, strong) {
  const side = node.side;
  /** @type {CanvasTextAlign} */
  const align = side === "left" ? "right" : side === "right" ? "left" : "center";
  const at = side === "left" ? x - r - 8 : side === "right" ? x + r + 8 : x;
  const top = side === "below" ? y + r + size * 0.9 : y;
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
