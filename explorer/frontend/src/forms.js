// @ts-check
// Forms that ask by the address leave out what nobody filled in.

/** Drop empty fields from what forms send by the address. */
export function forms() {
  document.addEventListener("formdata", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method !== "get") return;
    const { formData } = /** @type {FormDataEvent} */ (event);
    for (const [key, value] of [...formData]) if (value === "") formData.delete(key);
  });
}
