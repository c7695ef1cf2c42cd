// node schema.mjs SCHEMA.ts DASHBOARD.json...: the strict schema; run in a folder that has the packages of package.json
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
const require = createRequire(path.join(process.cwd(), 'any.js'));
const { createGenerator } = require('ts-json-schema-generator');
const Ajv = require('ajv').default;

const [source, ...files] = process.argv.slice(2);
const schema = createGenerator({
  path: source, type: 'OurDashboard', additionalProperties: false, skipTypeCheck: true, expose: 'none', topRef: false,
}).createSchema('OurDashboard');
const validate = new Ajv({ allErrors: true, discriminator: false, strict: false }).compile(schema);

// Of the errors of a union only those of the panel's own kind say anything.
const kinds = Object.fromEntries(
  (schema.properties.panels.items.anyOf ?? []).map((kind, i) => [kind.properties.type.const, i]));
const relevant = (error, dashboard) => {
  const at = /^\/panels\/(\d+)/.exec(error.instancePath);
  const branch = /\/items\/anyOf\/(\d+)/.exec(error.schemaPath);
  return !at || (branch && Number(branch[1]) === kinds[dashboard.panels[at[1]].type]) || (!branch && !(dashboard.panels[at[1]].type in kinds));
};

let wrong = 0;
for (const file of files) {
  const dashboard = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (validate(dashboard)) continue;
  wrong++;
  for (const error of validate.errors.filter((each) => relevant(each, dashboard))) {
    const at = /^\/panels\/(\d+)/.exec(error.instancePath);
    const where = at ? `panel "${dashboard.panels[at[1]].title}"` : 'dashboard';
    console.error(`${path.basename(file)}: ${where}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }
}
process.exit(wrong ? 1 : 0);
