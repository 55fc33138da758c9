// Give, as JSON, the features of a message that mail programs do not know: feature → « errors » or « warnings » → programs.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , library, page] = process.argv;
const { caniemail } = await import(pathToFileURL(library));
const found = caniemail({ clients: ["*"], html: readFileSync(page, "utf8") });
const features = {};
for (const kind of ["errors", "warnings"]) {
  for (const [program, issues] of found.issues[kind]) {
    for (const issue of issues) ((features[issue.title] ??= {})[kind] ??= []).push(program);
  }
}
console.log(JSON.stringify(features));
