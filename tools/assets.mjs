// Builds the style sheets, scripts and fonts of the `ui` room into src/madoguchi/kernel/ui/static/ui/build/.
//   npm ci && node tools/assets.mjs
// Names are stable; WhiteNoise's manifest storage adds the hashes. Prints one line a file; exits non-zero on any error.

import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build, transform } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ui = path.join(root, "src/madoguchi/kernel/ui/static/ui");
const finished = path.join(ui, "build");
const out = path.join(root, "node_modules/.ui-build"); // takes the place of the old build once everything is there
const tokens = path.join(root, "node_modules/@digital-go-jp/design-tokens/dist/tokens.css");
const fonts = path.join(root, "node_modules/@fontsource-variable/noto-sans-jp");

// The order of the layers: a later one wins.
const sheets = {
  resident: ["palettes", "base", "layout", "components", "resident", "print"],
  staff: ["palettes", "base", "layout", "components", "staff", "print"],
};
const scripts = ["resident", "staff"];

// Of the 250 design tokens a sheet carries those it uses, directly or through another token.
function usedTokens(all, css) {
  const values = new Map([...all.matchAll(/^\s*(--[\w-]+):\s*(.+);$/gm)].map(([, name, value]) => [name, value]));
  const used = new Map();
  const visit = (text) => {
    for (const [, name] of text.matchAll(/var\((--[\w-]+)/g)) {
      if (!values.has(name) || used.has(name)) continue;
      used.set(name, values.get(name));
      visit(values.get(name));
    }
  };
  visit(css);
  return `:root{${[...used].map(([name, value]) => `${name}:${value}`).join(";")}}`;
}

// Variables without a fallback that nothing defines: a slip of the pen that a browser would pass over in silence.
function unknownVariables(css) {
  const known = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));
  return [...new Set([...css.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name))].filter((name) => !known.has(name));
}

async function buildSheet(name, layers) {
  const sources = await Promise.all(layers.map((layer) => readFile(path.join(ui, "src/css", `${layer}.css`), "utf8")));
  const own = sources.map((source, i) => `@layer ${layers[i]}{${source}}`).join("\n");
  const css = `@layer tokens{${usedTokens(await readFile(tokens, "utf8"), own)}}\n${own}`;
  const missing = unknownVariables(css);
  if (missing.length) throw new Error(`${name}.css uses unknown variables: ${missing.join(", ")}`);
  const result = await transform(css, { loader: "css", minify: true, charset: "utf8", sourcefile: `${name}.css` });
  for (const warning of result.warnings) throw new Error(`${name}.css: ${warning.text}`);
  await writeFile(path.join(out, `${name}.css`), result.code);
}

// Two of the files hold the ideographs beyond U+20000, one below the other: from the first to the last is the same to a
// browser as four hundred single ones, and a kilobyte less of every first page.
function rareAsOne(ranges) {
  const all = ranges.trim().split(/,\s*/);
  const rare = all.filter((one) => parseInt(one.slice(2), 16) >= 0x20000);
  if (rare.length < 20) return ranges;
  const first = rare[0].split("-")[0];
  const last = rare.at(-1).slice(2).split("-").at(-1);
  return [...all.filter((one) => !rare.includes(one)), `${first}-${last}`].join(",");
}

async function buildFonts() {
  const css = await readFile(path.join(fonts, "wght.css"), "utf8");
  const names = [...css.matchAll(/url\(\.\/files\/([^)]+)\)/g)].map(([, name]) => name);
  await mkdir(path.join(out, "fonts"));
  await Promise.all(names.map((name) => copyFile(path.join(fonts, "files", name), path.join(out, "fonts", name))));
  const moved = css.replaceAll("url(./files/", "url(./fonts/").replace(/(?<=unicode-range:)[^;}]+/g, rareAsOne);
  await writeFile(path.join(out, "fonts.css"), (await transform(moved, { loader: "css", minify: true })).code);
  await copyFile(path.join(fonts, "LICENSE"), path.join(out, "fonts/LICENSE"));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([
  ...Object.entries(sheets).map(([name, layers]) => buildSheet(name, layers)),
  build({
    entryPoints: scripts.map((name) => path.join(ui, "src/js", `${name}.js`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    target: "es2021",
    logLevel: "warning",
  }),
  buildFonts(),
]);
for (const name of (await readdir(out)).sort()) {
  const entry = await stat(path.join(out, name));
  if (entry.isFile()) console.log(`${name}  ${entry.size} bytes`);
}
console.log(`fonts/  ${(await readdir(path.join(out, "fonts"))).length} files`);
await rm(finished, { recursive: true, force: true });
await rename(out, finished);
