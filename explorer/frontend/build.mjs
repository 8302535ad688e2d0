// Bundles every entry of src/ into ../static/js/, with the licences of what stands in them. Run by the
// packaging hook and by `npm run build`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const scripts = "../static/js";
const shared = { bundle: true, minify: true, metafile: true, logLevel: "warning" };
const entries = readdirSync("src").filter((name) => name.endsWith(".entry.js"));
const pages = await build({
  ...shared,
  entryPoints: entries.map((name) => `src/${name}`),
  outdir: scripts,
  entryNames: "[name]",
  format: "esm",
  target: "es2022",
  legalComments: "linked",
});

writeFileSync(`${scripts}/LICENSES.txt`, licences([pages]));

/**
 * The licences of all packages that stand in the bundles, whole: most ask for no less.
 * @param {{metafile: {inputs: Record<string, unknown>}}[]} results
 */
function licences(results) {
  const files = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const inside = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  const folders = [...new Set(files.flatMap((file) => inside.exec(file)?.[0] ?? []))].sort();
  return folders.map((folder) => {
    const about = JSON.parse(readFileSync(`${folder}/package.json`, "utf-8"));
    const texts = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
    if (!texts.length) throw new Error(`${about.name} has no file with its licence`);
    const words = texts.sort().map((name) => readFileSync(`${folder}/${name}`, "utf-8").trim());
    return [`${about.name} ${about.version} (${about.license})`, ...words].join("\n\n");
  }).join(`\n\n${"-".repeat(72)}\n\n`) + "\n";
}
