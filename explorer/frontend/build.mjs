// Bundles every entry of src/ into ../static/js/, and vis-network for pictures. Run by the packaging hook and by `npm run build`.
import { readdirSync } from "node:fs";
import { build } from "esbuild";

const entries = readdirSync("src").filter((name) => name.endsWith(".entry.js"));
await build({
  entryPoints: entries.map((name) => `src/${name}`),
  outdir: "../static/js",
  entryNames: "[name]",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
});

// One file that pictures carry with them, and so with the licences of what is in it.
await build({
  entryPoints: ["src/vis-network.js"],
  outfile: "../../graph/pictures/templates/vis-network.js",
  bundle: true,
  format: "iife",
  globalName: "vis",
  target: "es2020",
  minify: true,
  legalComments: "inline",
  logLevel: "warning",
});
