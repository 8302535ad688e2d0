// @ts-check
// The companion of `policykg serve --watch`: shows a newer build, or what is wrong with the
// file that was saved last.  Elsewhere it asks once and then leaves the server alone.
import { make } from "./dom.js";

const EVERY = 500;
const SELDOM = 5000;

/**
 * @typedef {{file: string, line: number | null, zh: string, en: string}} Problem
 * @typedef {{version: string, watching: boolean, problems: Problem[]}} State
 */

/** Ask for the state of the server while the page is in view. */
export function watch() {
  const version = document.documentElement.dataset.version;
  if (!version) return;
  const zh = document.documentElement.lang.startsWith("zh");
  const words = zh
    ? { fresh: "数据已更新", reload: "重新载入", broken: "构建未通过，页面仍是上一次的数据" }
    : { fresh: "There is a new build", reload: "Reload", broken: "The build failed; this is the last good one" };
  const bar = make("div", { class: "watch", role: "status", hidden: "" });
  document.body.append(bar);
  let shown = "";
  const desk = document.body.classList.contains("desk-page");

  /** @param {State} state */
  function show(state) {
    const now = JSON.stringify(state);
    if (now === shown) return;
    shown = now;
    bar.replaceChildren();
    const problems = state.problems || [];
    bar.classList.toggle("watch-problem", problems.length > 0);
    if (problems.length) {
      const list = make("ul");
      for (const problem of problems.slice(0, 5)) {
        const place = problem.line ? `${problem.file}:${problem.line}` : problem.file;
        list.append(make("li", {}, make("code", {}, place), ` ${zh ? problem.zh : problem.en}`));
      }
      bar.append(make("strong", {}, words.broken), list);
    } else if (state.version !== version) {
      if (desk) return; // it brings itself up to date, and must not lose what is being typed
      const typing = document.activeElement?.closest("input, textarea, select, [contenteditable]");
      if (state.watching && !typing) { location.reload(); return; }
      const button = make("button", { type: "button" }, words.reload);
      button.addEventListener("click", () => location.reload());
      bar.append(make("span", {}, words.fresh), " ", button);
    }
    bar.hidden = !bar.childNodes.length;
  }

  async function ask() {
    let pause = SELDOM;
    if (!document.hidden) {
      try {
        const response = await fetch("/version", { cache: "no-store" });
        /** @type {State} */
        const state = await response.json();
        show(state);
        if (state.watching) pause = EVERY;
        else if (!["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) return;
      } catch {
        // The server is being restarted; the next turn asks again.
      }
    }
    setTimeout(ask, pause);
  }
  setTimeout(ask, EVERY);
}
