// @ts-check
// The dialogs of the desk: the form of a record, the reason of a dismissal, cards alike, keys.
import { make } from "./dom.js";

/** @typedef {{ key: string, shape: string, choices: string[], required: boolean, label: string }} FieldForm */

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} title
 * @param {(Node | string)[]} content
 */
export function open(dialog, title, ...content) {
  dialog.replaceChildren(make("h2", { id: "desk-dialog-title" }, title), ...content);
  if (!dialog.open) dialog.showModal();
}

/** A form of a record; fields that it has not stand in a list to be added. */
export class RecordForm {
  /**
   * @param {FieldForm[]} fields
   * @param {Record<string, any>} record
   * @param {Record<string, string>} words
   */
  constructor(fields, record, words) {
    this.fields = fields;
    this.record = record;
    this.words = words;
    this.grid = make("div", { class: "desk-form" });
    this.more = /** @type {HTMLSelectElement} */ (make("select", { "aria-label": words.field }));
    for (const field of fields) if (field.required || record[field.key] !== undefined) this.row(field);
    this.fill();
    this.more.addEventListener("change", () => {
      const field = fields.find((one) => one.key === this.more.value);
      if (!field) return;
      this.row(field).focus();
      this.fill();
    });
    this.element = make("div", {}, this.grid, make("p", {}, this.more));
  }

  fill() {
    const missing = this.fields.filter((field) => field.shape !== "map" && !this.input(field.key));
    this.more.replaceChildren(
      make("option", { value: "" }, this.words.field),
      ...missing.map((field) => make("option", { value: field.key }, `${field.label} (${field.key})`)),
    );
  }

  /** @param {string} key */
  input(key) {
    return /** @type {HTMLInputElement | null} */ (this.grid.querySelector(`[name="${CSS.escape(key)}"]`));
  }

  /** @param {FieldForm} field */
  row(field) {
    const id = `desk-field-${field.key}`;
    const value = this.record[field.key];
    let input;
    if (field.shape === "choice" || field.shape === "flag") {
      const choices = field.shape === "flag" ? ["true"] : field.choices;
      input = make("select", { id, name: field.key }, ...["", ...choices].map((one) => make("option", { value: one }, one || "—")));
    } else if (field.shape === "texts" || field.shape === "map") {
      input = make("textarea", { id, name: field.key, rows: "2" });
    } else input = make("input", { id, name: field.key, type: "text", autocomplete: "off" });
    const control = /** @type {HTMLInputElement} */ (input);
    control.value = text(value);
    if (field.shape === "map") control.readOnly = true;
    this.grid.append(make("label", { for: id }, field.label), input);
    return control;
  }

  /** Return what differs from the record. */
  changes() {
    /** @type {Record<string, any>} */
    const found = {};
    for (const field of this.fields) {
      const input = this.input(field.key);
      if (!input || field.shape === "map") continue;
      const before = text(this.record[field.key]);
      if (input.value === before) continue;
      const lines = input.value.split("\n").map((line) => line.trim()).filter(Boolean);
      found[field.key] = field.shape === "texts" ? (lines.length > 1 ? lines : lines[0] ?? "") : input.value.trim();
    }
    return found;
  }
}

/**
 * @param {any} value
 * @returns {string}
 */
export function text(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(text).join("\n");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {() => void} act
 * @param {string} [key]
 */
export function button(label, kind, act, key) {
  const element = make("button", { type: "button", class: kind }, label);
  if (key) element.append(" ", make("kbd", {}, key));
  element.addEventListener("click", act);
  return element;
}
