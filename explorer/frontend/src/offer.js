// @ts-check
// Fields that suggest names from a list too long to send: asked again as one types.
import { fetchJson, later, make } from "./dom.js";

/** @typedef {{shown: number, total: number, things: {id: string, label: string}[]}} Suggested */

/** Bind every field that says where its suggestions are. */
export function offer() {
  const zh = document.documentElement.lang.startsWith("zh");
  for (const field of document.querySelectorAll("input[data-offer]")) {
    if (!(field instanceof HTMLInputElement) || !field.list) continue;
    const { list } = field, note = (field.closest(".offering") ?? field.form)?.querySelector("[data-offered]");
    const ask = later(async () => {
      const word = field.value.trim();
      if (!word) return;
      const url = new URL(field.dataset.offer || "", location.href);
      url.searchParams.set("q", word);
      /** @type {Suggested} */
      const found = await fetchJson(url.href).catch(() => null);
      if (!found || field.value.trim() !== word) return;
      const byId = field.dataset.offerAs === "id";
      // A browser leaves out what does not hold the letters: what pinyin finds says them too.
      list.replaceChildren(...found.things.map(({ id, label }) =>
        make("option", { value: byId ? id : label, label: byId ? label : `${label} · ${word}` })));
      if (note) {
        note.textContent = found.total === 0
          ? (zh ? "没有以此为名的。试试更短的词、拼音或英文。" : "Nothing is called so. Try a shorter word, pinyin or English.")
          : zh ? `列出 ${found.shown} 个,共 ${found.total} 个` + (found.shown < found.total ? ";再输入几个字可缩小范围。" : "。")
            : `${found.shown} of ${found.total}` + (found.shown < found.total ? "; type on to narrow." : ".");
      }
    }, 150);
    field.addEventListener("input", () => ask());
  }
}
