// Bundles every entry of src/ into ../static/js/. Run by the packaging hook and by `npm run build`.
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
