// @ts-check
// Buttons that copy: the text of an element, or what an address answers.

/** Let every `data-copy` (an id) and `data-copy-from` (an address) button copy with one click. */
export function copying() {
  document.addEventListener("click", async (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-copy], button[data-copy-from]");
    if (!(button instanceof HTMLButtonElement)) return;
    const { copy, copyFrom, done } = button.dataset;
    const text = copy ? document.getElementById(copy)?.textContent : await read(copyFrom ?? "");
    if (!text) return;
    await put(text.trim());
    const before = button.textContent;
    button.textContent = done ?? "✓";
    setTimeout(() => (button.textContent = before), 1600);
  });
}

/** @param {string} address */
async function read(address) {
  const answer = await fetch(address);
  return answer.ok ? answer.text() : "";
}

/** Without a secure page there is no clipboard of the new kind. @param {string} text */
async function put(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // refused: the older way may still do
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
