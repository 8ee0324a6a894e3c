// Builds ../policy_editor.js, and ../LICENSES.txt from the packages that are in it.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const banner = "/*! Holds CodeMirror, Lezer and their parts, by Marijn Haverbeke and others (MIT): LICENSES.txt beside this file. */";
const { metafile } = await build({
  entryPoints: ["src/policy_editor.js"],
  outfile: "../policy_editor.js",
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "inline",
  banner: { js: banner },
  metafile: true,
});

const homes = Object.keys(metafile.inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
const packages = [...new Set(homes.filter(Boolean))].sort();
writeFileSync("../LICENSES.txt", packages.map(notice).join("\n"));

function notice(home) {
  const { name, version, license } = JSON.parse(readFileSync(`${home}/package.json`, "utf8"));
  const file = readdirSync(home).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version} (${license})\n\n${readFileSync(`${home}/${file}`, "utf8").trim()}\n`;
}
