// @ts-check
// The companion of `policykg serve --watch`: says that there is a newer build, or what is
// wrong with the file that was saved last.  Present only where the page asks for it.
import { make } from "./dom.js";

const EVERY = 1000;

/**
 * @typedef {{version: string, problems?: {file: string, line: number | null, zh: string,
 *   en: string}[], state?: string}} State
 */

/** Ask for the state of the server every second while the page is in view. */
export function watch() {
  const body = document.body;
  const url = body.dataset.watch;
  if (!url) return;
  const zh = document.documentElement.lang.startsWith("zh");
  const words = zh
    ? { fresh: "数据已更新", reload: "重新载入", broken: "构建未通过,仍显示上一次的数据" }
    : { fresh: "New build", reload: "Reload", broken: "The build failed; this is the last good one" };
  const bar = make("div", { class: "watch", role: "status", "aria-live": "polite", hidden: "" });
  body.append(bar);
  let shown = "";

  /** @param {State} state */
  function show(state) {
    const now = JSON.stringify(state);
    if (now === shown) return;
    shown = now;
    bar.replaceChildren();
    bar.classList.toggle("watch-problem", Boolean(state.problems?.length));
    if (state.problems?.length) {
      const list = make("ul");
      for (const problem of state.problems.slice(0, 5)) {
        const place = problem.line ? `${problem.file}:${problem.line}` : problem.file;
        list.append(make("li", {}, make("code", {}, place), ` ${zh ? problem.zh : problem.en}`));
      }
      bar.append(make("strong", {}, words.broken), list);
    } else if (state.version !== body.dataset.version) {
      const button = make("button", { type: "button" }, words.reload);
      button.addEventListener("click", () => location.reload());
      bar.append(make("strong", {}, `${words.fresh} ${state.version}`), button);
      if (!body.matches(":has(:focus-visible)") || scrollY < 40) location.reload();
    }
    bar.hidden = !bar.childNodes.length;
  }

  async function ask() {
    if (!document.hidden) {
      try {
        const response = await fetch(/** @type {string} */ (url), { cache: "no-store" });
        if (response.ok) show(await response.json());
      } catch {
        // The server is being restarted; the next turn asks again.
      }
    }
    setTimeout(ask, EVERY);
  }
  setTimeout(ask, EVERY);
}
