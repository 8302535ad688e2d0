// @ts-check
// The query editor: CodeMirror in the place of the form's text area.  Without it the form works
// as it is; with it there are colours, completion, and faults underlined where they stand.
import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintKeymap, linter, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { fetchJson, make, readData } from "./dom.js";

/**
 * @typedef {{v: string, k: "class" | "property" | "code" | "thing" | "prefix", l: string, d?: string}} Term
 * @typedef {{prefixes: Record<string, string>, terms: Term[], names: string[]}} Terms
 * @typedef {import("@codemirror/autocomplete").CompletionContext} Context
 * @typedef {import("@codemirror/lint").Diagnostic} Diagnostic
 */

const area = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("query"));
const form = area?.form;
const words = readData("query-words");
if (area && form && words) begin(area, form);

/** @param {HTMLTextAreaElement} area @param {HTMLFormElement} form */
function begin(area, form) {
  /** @type {Terms} */
  let terms = { prefixes: words.prefixes, terms: [], names: [] };
  const ready = fetchJson(words.terms).then((found) => { terms = found; }).catch(() => undefined);

  // A shadow root lets the editor bring its style sheets under a strict policy: they are
  // constructed, not written into the page.
  const host = make("div", { class: "editor" });
  const root = host.attachShadow({ mode: "open" });
  area.before(host);
  area.hidden = true;
  const label = document.querySelector('label[for="query"]');

  const run = () => { sync(); form.requestSubmit(); return true; };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(),
        closeBrackets(), lintGutter(), indentUnit.of("  "), EditorView.lineWrapping,
        sparql(), syntaxHighlighting(colours()), look(),
        autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }),
        linter((editor) => faults(editor), { delay: 400 }),
        EditorView.contentAttributes.of({ "aria-label": label?.textContent?.trim() || "SPARQL", lang: "en", spellcheck: "false", tabindex: "0" }),
        EditorState.phrases.of(words.phrases || {}),
        keymap.of([
          { key: "Mod-Enter", run },
          // Tab indents; Escape gives it back to the page, so that no one is caught here.
          { key: "Escape", run: () => { if (closeCompletion(view)) return true; view.contentDOM.blur(); /** @type {HTMLElement | null} */ (form.querySelector("button[type=submit]"))?.focus(); return true; } },
          ...completionKeymap, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab,
        ]),
        // Where the browser itself replaces a selection it joins lines by style attributes, which
        // a strict policy refuses; so that is done here.
        EditorView.domEventHandlers({
          beforeinput(event, editor) {
            if (event.inputType !== "insertText" || !event.data || event.isComposing || editor.state.selection.main.empty) return false;
            editor.dispatch(editor.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
            event.preventDefault();
            return true;
          },
        }),
        EditorView.updateListener.of((update) => { if (update.docChanged) sync(); }),
      ],
    }),
  });
  label?.addEventListener("click", () => view.focus());
  host.dataset.ready = "true";
  Object.assign(window, { policykgEditor: view });

  function sync() {
    area.value = view.state.doc.toString();
    // An address holds some thousand characters; longer queries are posted.
    form.method = area.value.length > 6000 ? "post" : "get";
  }
  form.addEventListener("submit", sync);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target !== host) run();
  });
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => {
      const text = /** @type {HTMLElement} */ (button).dataset.insert || "";
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      view.focus();
    });
  }

  // ---- faults ----------------------------------------------------------------------------
  /** What the server said about this very text, at its line and column. */
  const told = document.getElementById("query-error");
  const toldOf = area.value;
  /** @param {EditorView} editor @returns {Diagnostic[]} */
  function toldFaults(editor) {
    const doc = editor.state.doc;
    if (!told?.dataset.line || doc.toString() !== toldOf) return [];
    const line = doc.line(Math.min(Math.max(1, Number(told.dataset.line)), doc.lines));
    const from = Math.min(line.from + Math.max(0, Number(told.dataset.column || 1) - 1), line.to);
    const rest = doc.sliceString(from, line.to).match(/^\S+/)?.[0].length || 1;
    const start = from === line.to && from > line.from ? from - 1 : from;
    return [{ from: start, to: Math.min(doc.length, start + rest), severity: "error", message: told.dataset.message || told.textContent || "" }];
  }
  /** @param {EditorView} editor @returns {Diagnostic[]} */
  function faults(editor) {
    const found = toldFaults(editor);
    const text = editor.state.doc.toString();
    const declared = new Set([...Object.keys(terms.prefixes), ...[...text.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((m) => m[1])]);
    const known = new Set(terms.terms.map((term) => term.v));
    syntaxTree(editor.state).iterate({
      enter(node) {
        if (node.type.isError && found.length < 3) {
          const to = node.to > node.from ? node.to : Math.min(node.from + 1, editor.state.doc.length);
          found.push({ from: Math.max(0, to > node.from ? node.from : node.from - 1), to, severity: "warning", message: words.notUnderstood });
        }
      },
    });
    for (const match of bare(text).matchAll(/(?<![\w?$<:])([A-Za-z][\w-]*):([\w][\w-]*)?/g)) {
      const from = match.index, to = from + match[0].length;
      if (!declared.has(match[1])) {
        found.push({ from, to, severity: "error", message: `${match[1]}: ${words.noPrefix}` });
      } else if (known.size && (match[1] === "pk" || match[1] === "code") && match[2] && !known.has(match[0])) {
        const near = nearest(match[0], [...known]);
        found.push({
          from, to, severity: "warning", message: `${match[0]} ${words.noTerm}${near ? ` → ${near}` : ""}`,
          actions: near ? [{ name: near, apply(editor_, a, b) { editor_.dispatch({ changes: { from: a, to: b, insert: near } }); } }] : [],
        });
      }
    }
    return found;
  }
  if (told) view.dispatch(setDiagnostics(view.state, toldFaults(view)));

  // ---- completion --------------------------------------------------------------------------
  /** @param {Context} context */
  async function complete(context) {
    await ready;
    const inString = context.matchBefore(/"[^"\n]*/);
    if (inString && (context.state.sliceDoc(0, inString.from).split('"').length - 1) % 2 === 0) {
      const wanted = inString.text.slice(1);
      const options = terms.names.filter((name) => name.includes(wanted)).slice(0, 60)
        .map((name) => ({ label: name, type: "text" }));
      return { from: inString.from + 1, options, filter: false };
    }
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const seen = new Set(context.state.doc.toString().match(/[?$]\w+/g) || []);
      seen.delete(variable.text);
      return { from: variable.from, options: [...seen].map((label_) => ({ label: label_, type: "variable" })) };
    }
    const word = context.matchBefore(/[\p{L}][\p{L}\p{N}:_-]*/u);
    if (!word && !context.explicit) return null;
    const typed = (word?.text || "").toLowerCase();
    // Behind "a" stands a class, and nothing else may.
    const before = context.state.sliceDoc(Math.max(0, context.pos - 80), word ? word.from : context.pos);
    const classes = /(?:^|[\s;])(?:a|rdf:type)\s+$/.test(before);
    const prefix = typed.match(/^([\w-]+):/)?.[1];
    const options = [];
    for (const term of terms.terms) {
      let rank = score(term, typed, prefix);
      if (rank > 0 && word && term.v.startsWith(word.text)) rank += 1;
      if (rank > 0 && classes) rank = term.k === "class" ? rank + 40 : 0;
      if (rank > 0) options.push({ label: term.v, detail: term.l, info: term.d || undefined, type: term.k, boost: rank });
      if (options.length > 400) break;
    }
    if (!prefix) {
      for (const name of Object.keys(terms.prefixes)) if (name.startsWith(typed)) options.push({ label: `${name}:`, type: "prefix", boost: 60 });
      for (const key of KEYWORDS) if (typed && key.toLowerCase().startsWith(typed)) options.push({ label: key, type: "keyword", boost: 80 });
    }
    options.sort((a, b) => b.boost - a.boost || (a.label < b.label ? -1 : 1));
    return {
      from: word ? word.from : context.pos, options: options.slice(0, 60), filter: false,
    };
  }
}

const KEYWORDS = [
  "SELECT", "DISTINCT", "WHERE", "FILTER", "OPTIONAL", "UNION", "GROUP BY", "ORDER BY", "DESC", "ASC",
  "LIMIT", "OFFSET", "VALUES", "BIND", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT",
  "HAVING", "MINUS", "EXISTS", "NOT EXISTS", "GRAPH", "FROM", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX",
  "CONTAINS", "STRSTARTS", "REGEX", "LANG", "langMatches", "STR", "YEAR", "COALESCE", "IF", "AS",
];

/** How well a term fits what was typed: by its name, or by its label in either language. */
function score(/** @type {Term} */ term, /** @type {string} */ typed, /** @type {string | undefined} */ prefix) {
  const value = term.v.toLowerCase();
  if (prefix && !value.startsWith(`${prefix}:`)) return 0;
  if (!typed) return term.k === "thing" ? 0 : 10;
  const base = { property: 8, class: 6, code: 4, thing: 2, prefix: 0 }[term.k];
  if (value.startsWith(typed)) return 50 + base - value.length / 100;
  const local = value.slice(value.indexOf(":") + 1), wanted = prefix ? typed.slice(prefix.length + 1) : typed;
  if (local.startsWith(wanted)) return 40 + base - value.length / 100;
  if (local.includes(wanted)) return 20 + base;
  return term.l.toLowerCase().includes(wanted) ? 10 + base : 0;
}

/** The text with strings, comments and IRIs blanked, places kept. */
function bare(/** @type {string} */ text) {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, (match) => " ".repeat(match.length));
}

/** The known term with the fewest differences, if there are few. */
function nearest(/** @type {string} */ word, /** @type {string[]} */ known) {
  let best = "", fewest = 4;
  for (const other of known) {
    if (Math.abs(other.length - word.length) >= fewest) continue;
    const far = distance(word.toLowerCase(), other.toLowerCase());
    if (far < fewest) { fewest = far; best = other; }
  }
  return best;
}

/** @param {string} a @param {string} b */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

function colours() {
  return HighlightStyle.define([
    { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-word, #7a2f4b)", fontWeight: "600" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text, #2f6b3a)" },
    { tag: [tags.number, tags.bool], color: "var(--code-number, #8a5a00)" },
    { tag: tags.comment, color: "var(--soft, #5b6675)", fontStyle: "italic" },
    { tag: [tags.variableName, tags.special(tags.variableName), tags.definition(tags.variableName)], color: "var(--code-variable, #1f5f99)" },
    { tag: [tags.namespace, tags.propertyName, tags.typeName, tags.url], color: "var(--code-name, #3d3f8f)" },
  ]);
}

function look() {
  return EditorView.theme({
    "&": { color: "inherit", backgroundColor: "transparent", fontSize: "var(--code-size, 0.9rem)" },
    "&.cm-focused": { outline: "2px solid var(--accent, #a8324a)", outlineOffset: "-1px" },
    ".cm-scroller": { fontFamily: 'var(--mono, ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace)', lineHeight: "1.6", minHeight: "11rem", maxHeight: "32rem" },
    ".cm-content": { caretColor: "currentColor", padding: "0.6rem 0" },
    ".cm-cursor": { borderLeftColor: "currentColor" },
    ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft, #5b6675)", border: "none" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, currentColor 5%, transparent)" },
    "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent, #a8324a) 22%, transparent) !important" },
    ".cm-tooltip": { backgroundColor: "var(--sheet, Canvas)", color: "var(--ink, CanvasText)", border: "1px solid var(--line, #ccd2da)", borderRadius: "4px", boxShadow: "0 4px 16px rgb(0 0 0 / 14%)" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "18rem", minWidth: "20rem" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.7rem", lineHeight: "1.5" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-soft, #f3e3e6)", color: "var(--ink, CanvasText)" },
    ".cm-completionDetail": { fontStyle: "normal", color: "var(--soft, #5b6675)", marginLeft: "0.8rem", fontFamily: "var(--sans, sans-serif)" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
    ".cm-completionInfo": { padding: "0.5rem 0.7rem", maxWidth: "22rem", fontFamily: "var(--sans, sans-serif)" },
    ".cm-diagnostic": { fontFamily: "var(--sans, sans-serif)", padding: "0.4rem 0.7rem", whiteSpace: "pre-wrap" },
    ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad, #b3261e) 1.5px", textUnderlineOffset: "4px" },
    ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warn, #a86400) 1.5px", textUnderlineOffset: "4px" },
    ".cm-lint-marker": { width: "0.7em", height: "0.7em" },
  });
}
