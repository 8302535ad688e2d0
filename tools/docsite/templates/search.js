// Finds sections by pairs of neighbouring letters; assets/search-index.js holds them.
"use strict";
(() => {
  const { sections, grams } = window.policykgSearch;
  const chinese = document.documentElement.lang.startsWith("zh");
  const up = document.body.dataset.up;
  const own = chinese ? "zh" : "en";
  const MOST = 50;

  function numbersOf(gram) {
    let last = 0;
    const written = grams[gram];
    return written === undefined ? [] : written.split(" ").map((x) => (last += parseInt(x, 36)));
  }

  // A single letter is part of many pairs.
  function pairsWith(letter) {
    const found = new Set();
    for (const gram of Object.keys(grams)) {
      if (gram.includes(letter)) numbersOf(gram).forEach((number) => found.add(number));
    }
    return [...found];
  }

  function candidates(word) {
    const runs = word.match(/[\p{L}\p{N}]+/gu) ?? [];
    let left = null;
    for (const run of runs) {
      const letters = [...run];
      const lists =
        letters.length === 1
          ? [pairsWith(run)]
          : letters.slice(1).map((letter, at) => numbersOf(letters[at] + letter));
      for (const list of lists) {
        const have = new Set(list);
        left = left === null ? list : left.filter((number) => have.has(number));
      }
    }
    return left ?? [];
  }

  function count(text, word) {
    return text.split(word).length - 1;
  }

  function score(section, words) {
    const [, , page, heading, text] = section.map((part) => part.toLowerCase());
    let total = 0;
    for (const word of words) {
      const here = Math.min(count(text, word), 5);
      const above = 4 * count(heading, word) + 3 * count(page, word);
      if (here + above === 0) return 0;
      total += here + above;
    }
    return total;
  }

  function find(words) {
    if (words.length === 0) return [];
    let left = null;
    for (const word of words) {
      const have = new Set(candidates(word));
      left = left === null ? [...have] : left.filter((number) => have.has(number));
    }
    const found = left.map((number) => [score(sections[number], words), number]);
    const rank = ([points, number]) => points + (sections[number][1] === own ? 1000 : 0);
    return found
      .filter(([points]) => points > 0)
      .sort((a, b) => rank(b) - rank(a) || a[1] - b[1])
      .map(([, number]) => sections[number]);
  }

  // The words around the first find, with all finds marked; texts are never read as HTML.
  function excerpt(text, words) {
    const line = document.createElement("p");
    const small = text.toLowerCase();
    const first = Math.max(0, Math.min(...words.map((word) => (small.indexOf(word) + text.length + 1) % (text.length + 1))));
    const start = Math.max(0, (first >= text.length ? 0 : first) - 60);
    const part = text.slice(start, start + 200);
    const low = part.toLowerCase();
    if (start > 0) line.append("… ");
    let at = 0;
    while (at < part.length) {
      const next = words
        .map((word) => [low.indexOf(word, at), word.length])
        .filter(([place]) => place >= 0)
        .sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
      if (next === undefined) break;
      line.append(part.slice(at, next[0]));
      const mark = document.createElement("mark");
      mark.textContent = part.slice(next[0], next[0] + next[1]);
      line.append(mark);
      at = next[0] + next[1];
    }
    line.append(part.slice(at), start + 200 < text.length ? " …" : "");
    return line;
  }

  function item(section, words) {
    const [address, language, page, heading, text] = section;
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = up + address;
    link.textContent = heading ? `${page}: ${heading}` : page;
    entry.lang = language === "zh" ? "zh-Hans" : "en";
    entry.append(link, excerpt(text, words));
    return entry;
  }

  const asked = new URLSearchParams(location.search).get("q") ?? "";
  const words = [...new Set(asked.toLowerCase().split(/\s+/).filter(Boolean))];
  document.querySelector("input[name=q]").value = asked;
  const found = find(words);
  const shown = found.slice(0, MOST);
  document.getElementById("results").append(...shown.map((section) => item(section, words)));
  const all = found.length === shown.length;
  document.getElementById("found").textContent = !words.length
    ? ""
    : chinese
      ? `“${asked}”:${found.length} 处${all ? "" : `,显示前 ${MOST} 处`}`
      : `“${asked}”: ${found.length} ${found.length === 1 ? "section" : "sections"}${all ? "" : `, the first ${MOST} shown`}`;
})();
