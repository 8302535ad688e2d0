// @ts-check
// The few helpers that every script of ours shares.  Text is only ever set as text.

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Read the data of an inert script element.
 * @param {string} id
 * @returns {any}
 */
export function readData(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent || "null") : null;
}

/**
 * Tell whether somebody is writing into a field: then keys are no commands.
 * @param {Event} event
 */
export function isTyping({ target }) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/**
 * Fetch JSON; an answer that is none becomes an error with the server's words.
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
export async function fetchJson(url, options) {
  const response = await fetch(url, options);
  const body = await response.json().catch(() => ({ message: `${response.status}` }));
  if (!response.ok) throw Object.assign(new Error(body.message || String(response.status)), { body });
  return body;
}

/**
 * Call a function once things have been quiet for some time.
 * @template {unknown[]} A
 * @param {(...given: A) => void} act
 * @param {number} milliseconds
 * @returns {(...given: A) => void}
 */
export function later(act, milliseconds) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), milliseconds);
  };
}
