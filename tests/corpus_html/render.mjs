// Writes the HTML that a reference renderer of CommonMark and GFM makes of each Markdown page of a folder.
// Called by make.sh, which installs what it needs.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, from, to] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const markdown = require("markdown-it")({ html: true, linkify: false })
  .use(require("markdown-it-footnote"))
  .use(require("markdown-it-deflist"));
// Which links lead somewhere is for the reader of the HTML to say.
markdown.validateLink = () => true;

for (const name of readdirSync(from).filter((name) => name.endsWith(".md"))) {
  const text = readFileSync(`${from}/${name}`, "utf8").replace(/^---\n[^]*?\n---\n/, "");
  writeFileSync(`${to}/${name.replace(/\.md$/, ".html")}`, markdown.render(text));
}
