/* Bundles the browser files into hub/web/static/dist: hashed names, one manifest. Run: npm run build
   An entry is static/js/{app,plain}.js, static/css/app.css, and whatever stands in js/pages and css/pages:
   a template asks for the latter with asset_url() in its block "head". */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "hub/web/static");
const dist = join(source, "dist");

async function forPages(kind) {
  const names = await readdir(join(source, kind, "pages")).catch(() => []);
  return names.filter((name) => name.endsWith(`.${kind}`)).map((name) => join(source, kind, "pages", name));
}

/* What a device can ask for a person can choose, too: colours written once, for the one, are said for the other. */
const WISHED = /@media \(prefers-contrast: more\) \{\s*:root (\{[^{}]*\})\s*\}/;
const wishes = {
  name: "wishes",
  setup(builder) {
    builder.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf-8");
      if (!WISHED.test(css)) throw new Error("tokens.css has no colours for those who want more contrast");
      return { contents: css.replace(WISHED, (asked, colours) => `${asked}\n[data-contrast="more"] ${colours}`), loader: "css" };
    });
  },
};

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [
      join(source, "js/app.js"),
      join(source, "js/plain.js"),
      ...(await forPages("js")),
      join(source, "css/app.css"),
      ...(await forPages("css")),
    ],
    outdir: dist,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    plugins: [wishes],
    minify: true,
    format: "esm",
    target: "es2022",
    supported: { nesting: true, "inset-property": true },
    loader: { ".woff2": "file" },
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
  const names = {};
  for (const [output, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
    const from = entryPoint ?? (output.endsWith(".woff2") && Object.keys(inputs)[0]);
    if (from) names[basename(from)] = basename(output);
  }
  return { names, written: Object.keys(result.metafile.outputs).map((path) => basename(path)) };
}

async function hashedCopy(name, from = join(source, name)) {
  const hash = createHash("sha256").update(await readFile(from)).digest("hex").slice(0, 8);
  const { name: stem, ext } = parse(name);
  const hashed = `${stem}-${hash}${ext}`;
  await copyFile(from, join(dist, hashed));
  return hashed;
}

/* Packed once and here, so that the server only has to choose. Fonts and pictures are packed already. */
async function pack(name) {
  if (!/\.(css|js|svg)$/.test(name)) return [];
  const text = await readFile(join(dist, name));
  const packed = {
    // What is large is asked for seldom, and would take seconds to pack as small as can be.
    [`${name}.br`]: await promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: text.length > 500_000 ? 9 : 11 } }),
    [`${name}.gz`]: await promisify(gzip)(text, { level: 9 }),
  };
  await Promise.all(Object.entries(packed).map(([file, bytes]) => writeFile(join(dist, file), bytes)));
  return Object.keys(packed);
}

async function removeOld(keep) {
  const old = (await readdir(dist)).filter((name) => !keep.has(name));
  await Promise.all(old.map((name) => rm(join(dist, name), { recursive: true })));
}

await mkdir(dist, { recursive: true });
const { names, written } = await bundle();
for (const name of ["icons.svg", "mark.svg", "app-192.png", "app-512.png", "app-mask.png"]) names[name] = await hashedCopy(name);
// Made to be loaded by itself: it sets a global and is no module.
names["mermaid.js"] = await hashedCopy("mermaid.js", join(root, "node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js"));
const hashed = [...new Set([...written, ...Object.values(names)])];
const packed = (await Promise.all(hashed.map(pack))).flat();
const manifest = JSON.stringify(names, Object.keys(names).sort(), 2) + "\n";
// Written last and in one step: a running server never reads half a manifest.
await writeFile(join(dist, "manifest.json.new"), manifest);
await rename(join(dist, "manifest.json.new"), join(dist, "manifest.json"));
await removeOld(new Set(["manifest.json", ...hashed, ...packed]));
