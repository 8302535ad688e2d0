// @ts-check
// A new document: a dropped or chosen file is read and drafted.

/** Let files be dropped on the page of all documents. */
export function drop() {
  const zone = document.getElementById("desk-drop");
  const input = document.getElementById("desk-file");
  const status = document.getElementById("desk-drop-status");
  if (!zone || !(input instanceof HTMLInputElement) || !status) return;
  const lang = zone.dataset.lang === "en" ? "en" : "zh";

  /** @param {File} file */
  async function take(file) {
    status && (status.textContent = lang === "zh" ? `正在读取 ${file.name} …` : `reading ${file.name} …`);
    const answer = await fetch(`/desk/new?name=${encodeURIComponent(file.name)}`, {
      method: "POST", headers: { "content-type": "application/octet-stream", "x-policykg-desk": "1" }, body: file,
    }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (answer?.ok && found) location.assign(`/${lang}/desk/${encodeURIComponent(found.document)}`);
    else if (status) {
      const message = found?.message;
      status.textContent = typeof message === "object" && message ? message[lang] : String(message ?? "?");
    }
  }

  input.addEventListener("change", () => { if (input.files?.[0]) void take(input.files[0]); });
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files?.[0];
    if (file) void take(file);
  });
}
