// @ts-check
// What a reader has done to a network, as it stands in the address: chosen, expanded, hidden, moved.

/** @typedef {{chosen: string, open: string[], hide: string[], moved: Map<string, {x: number, y: number}>}} Done */

const MOST_MOVED = 60;

/** @returns {Done} */
export function readAddress() {
  const asked = new URL(location.href).searchParams;
  const list = (/** @type {string} */ key) => (asked.get(key) || "").split(" ").filter(Boolean);
  const moved = new Map();
  for (const entry of list("moved").slice(0, MOST_MOVED)) {
    const found = entry.match(/^(.+)@(-?\d{1,6}),(-?\d{1,6})$/);
    if (found) moved.set(found[1], { x: Number(found[2]), y: Number(found[3]) });
  }
  return { chosen: asked.get("chosen") || "", open: list("open"), hide: list("hide"), moved };
}

/**
 * Put what was done into the address, and nothing that is empty.
 * @param {Done} done
 */
export function writeAddress(done) {
  const url = new URL(location.href);
  /** @type {Record<string, string>} */
  const values = {
    chosen: done.chosen,
    open: done.open.join(" "),
    hide: done.hide.join(" "),
    moved: [...done.moved].slice(-MOST_MOVED).map(([id, { x, y }]) => `${id}@${Math.round(x)},${Math.round(y)}`).join(" "),
  };
  for (const [key, value] of Object.entries(values)) {
    if (value) url.searchParams.set(key, value); else url.searchParams.delete(key);
  }
  history.replaceState(null, "", url);
}
