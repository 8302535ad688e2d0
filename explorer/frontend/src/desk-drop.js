// @ts-check
// A file that is dropped or chosen: a new document, or a second reading of one.

/** Let files be dropped on the page of all documents. */
export function drop() {
  const lang = document.getElementById("desk-drop")?.dataset.lang === "en" ? "en" : "zh";
  dropZone("desk-drop", {
    lang,
    offline: "?",
    reading: (name) => (lang === "zh" ? `正在读取 ${name} …` : `reading ${name} …`),
    url: (name) => `/desk/new?name=${name}`,
    next: (found) => `/${lang}/desk/${encodeURIComponent(found.document)}`,
  });
}

/**
 * Send a file that is dropped on a zone, or chosen in its field, and go on to what became of it.
 * @param {string} id of the zone
 * @param {{ lang: string, offline: string, reading: (name: string) => string, url: (name: string) => string, next: (found: any) => string }} how
 */
export function dropZone(id, how) {
  const zone = document.getElementById(id);
  const input = document.getElementById("desk-file");
  const status = document.getElementById("desk-drop-status");
  if (!zone || !(input instanceof HTMLInputElement) || !status) return;

  /** @param {File} file */
  const take = async (file) => {
    status.textContent = how.reading(file.name);
    status.classList.remove("bad");
    const answer = await fetch(how.url(encodeURIComponent(file.name)), {
      method: "POST", headers: { "content-type": "application/octet-stream", "x-policykg-desk": "1" }, body: file,
    }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (answer?.ok && found) return location.assign(how.next(found));
    const message = found?.message;
    status.classList.add("bad");
    status.textContent = typeof message === "object" && message ? message[how.lang] : String(message ?? how.offline);
  };

  input.addEventListener("change", () => { if (input.files?.[0]) void take(input.files[0]); });
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files?.[0];
    if (file) void take(file);
  });
}
