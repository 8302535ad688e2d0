// The offline picture: what is chosen, found, filtered and saved around the view of
// networkview.js, with which this text stands in one function.
const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const data = JSON.parse(byId("data").textContent);
const { nodes, edges } = data;
const FONTS = {
  zh: '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC","Hiragino Sans GB",sans-serif',
  en: 'system-ui,"Segoe UI","Helvetica Neue",Arial,"Noto Sans","Liberation Sans","DejaVu Sans","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif',
};
let language = root.dataset.language;

/* Paper and ink, read from the style sheet so that light and dark agree. */
const dark = () => getComputedStyle(root).colorScheme.includes("dark");
function readPaint() {
  const style = getComputedStyle(root), of = (name) => style.getPropertyValue(name).trim();
  const key = dark() ? "dark" : "light";
  for (const mark of document.querySelectorAll("svg.mark")) mark.style.color = mark.dataset[key];
  return { paper: of("--sheet"), ink: of("--ink"), soft: of("--soft"), accent: of("--mark"), key, face: FONTS[language] };
}
const label = (node) => node[language];
const picture = byId("picture");
const view = createView(picture, data, vis, {
  paint: readPaint, label, margin: 48, buttons: 44, tallest: () => (data.layered ? 2600 : 1150),
}, { chooseNode, chooseEdge, clear });
const { network, state } = view;
network.once("afterDrawing", () => { root.dataset.ready = "true"; });

/* The panel: cells of the table, cloned, so that no text is ever parsed again. */
function make(tag, text, cls) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (cls) element.className = cls;
  return element;
}
function both(zh, en) {
  const box = make("span"), a = make("span", zh, "t"), b = make("span", en, "t");
  a.lang = "zh-Hans";
  b.lang = "en";
  box.append(a, b);
  return box;
}
function cell(row, index) {
  const from = byId(row);
  return from ? Array.from(from.cells[index].childNodes, (c) => c.cloneNode(true)) : [];
}
function heading(zh, en) {
  const element = make("h3");
  element.append(both(zh, en));
  return element;
}
function panel(...parts) {
  const chosen = byId("chosen");
  chosen.replaceChildren(...parts);
  chosen.hidden = false;
  byId("empty").hidden = true;
  byId("panel").scrollTop = 0;
}
function linkTo(text, act) {
  const button = make("button", undefined, "link");
  button.type = "button";
  button.append(...text);
  button.addEventListener("click", act);
  return button;
}
function chooseNode(i, move) {
  state.chosen = i;
  const near = view.lightNode(i);
  const title = make("h2"), parts = [title], about = make("p"), own = cell(`n${i}`, 3);
  title.append(...cell(`n${i}`, 0));
  about.append(...cell(`n${i}`, 1));
  parts.push(about, make("span", nodes[i].iri, "iri"));
  if (own.length) parts.push(heading("原文", "Words"), ...own);
  if (near.length) {
    const list = make("ul", undefined, "with");
    for (const e of near.slice(0, 60)) {
      const other = edges[e].f === i ? edges[e].t : edges[e].f, item = make("li"), kind = make("div", undefined, "other");
      kind.append(...cell(`e${e}`, 1));
      const link = linkTo(cell(`e${e}`, edges[e].f === other ? 0 : 2), () => chooseNode(other, true));
      item.append(kind, link, ...cell(`e${e}`, 4));
      list.append(item);
    }
    parts.push(heading(`连线(${near.length})`, `Edges (${near.length})`), list);
  }
  panel(...parts);
  markRow(`n${i}`);
  if (move) view.moveTo({ x: nodes[i].x, y: nodes[i].y }, Math.max(0.8, network.getScale()));
}
function chooseEdge(i, move) {
  const e = edges[i], a = nodes[e.f], b = nodes[e.t];
  state.chosen = null;
  const title = make("h2"), about = make("p");
  title.append(
    linkTo(cell(`e${i}`, 0), () => chooseNode(e.f, true)),
    make("span", data.directed ? " → " : " – "),
    linkTo(cell(`e${i}`, 2), () => chooseNode(e.t, true)),
  );
  about.append(...cell(`e${i}`, 1), both(` · 权重 ${e.w}`, ` · weight ${e.w}`));
  panel(title, about, heading("原文", "Words"), ...cell(`e${i}`, 4));
  view.lightEdge(i);
  markRow(`e${i}`);
  if (move) view.moveTo({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
}
function clear() {
  state.chosen = null;
  byId("chosen").hidden = true;
  byId("empty").hidden = false;
  markRow(null);
  view.lightUp(null);
}
function markRow(id) {
  for (const row of document.querySelectorAll("tr.lit")) row.classList.remove("lit");
  if (id && byId(id)) byId(id).classList.add("lit");
}
const nothingChosen = () => state.chosen === null && byId("chosen").hidden;
network.on("hoverNode", ({ node }) => { if (typeof node === "number" && nothingChosen()) view.lightNode(node); });
network.on("blurNode", () => { if (nothingChosen()) view.lightUp(null); });

/* Find, filter, language, theme, zoom, print. */
const found = byId("found"), search = byId("search");
/* The table stands below the script, so its full names are read at the first search. */
const key = (node, i) =>
  (node.find ??= `${byId(`n${i}`).cells[0].textContent} ${node.zh} ${node.en}`.replace(/\n/g, "").toLowerCase());
function find() {
  const wanted = search.value.trim().toLowerCase();
  const hits = nodes.flatMap((node, i) => (wanted && view.visible(node) && key(node, i).includes(wanted) ? [i] : [])).slice(0, 12);
  found.replaceChildren(...hits.map((i) => {
    const item = make("li"), text = document.createTextNode(label(nodes[i]).replace(/\n/g, ""));
    item.append(linkTo([text], () => { chooseNode(i, true); found.hidden = true; }));
    item.firstChild.className = "";
    return item;
  }));
  found.hidden = !hits.length;
  return hits;
}
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { const hits = find(); if (hits.length) { chooseNode(hits[0], true); found.hidden = true; } }
  if (event.key === "Escape") { search.value = ""; find(); }
});
view.listen(byId("chips"));
for (const button of document.querySelectorAll("[data-set-language]")) {
  button.addEventListener("click", () => {
    language = root.dataset.language = button.dataset.setLanguage;
    root.lang = language === "zh" ? "zh-Hans" : "en";
    for (const other of document.querySelectorAll("[data-set-language]")) other.setAttribute("aria-pressed", String(other === button));
    view.repaint();
  });
}
byId("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; });
byId("in").addEventListener("click", () => view.zoom(1.3));
byId("out").addEventListener("click", () => view.zoom(1 / 1.3));
byId("fit").addEventListener("click", view.fit);
byId("save").addEventListener("click", view.save);
byId("print").addEventListener("click", () => window.print());
document.addEventListener("click", (event) => {
  if (!event.target.closest(".search")) found.hidden = true;
  const show = event.target.closest("button.show");
  if (!show) return;
  if ("edge" in show.dataset) chooseEdge(Number(show.dataset.edge), true); else chooseNode(Number(show.dataset.node), true);
  picture.scrollIntoView({ block: "nearest" });
  picture.focus({ preventScroll: true });
});
addEventListener("beforeprint", () => { for (const box of document.querySelectorAll(".tables details")) box.open = true; });
window.policykgPicture = { network, chooseNode, chooseEdge, clear, state };
