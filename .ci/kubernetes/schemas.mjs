// Validates Kubernetes objects (a JSON array on standard input) with the validators of the npm packages kubernetes-models and
// @kubernetes-models/prometheus-operator, which are compiled from Kubernetes' and the Operator's own schemas. They ignore unknown
// fields; a validator reads each field that its schema has, so what it never reads is unknown.
// usage: node schemas.mjs FOLDER-WITH-node_modules; prints a JSON array of problems
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const modules = join(process.argv[2], 'node_modules');

/** A view of the value that notes in `read` which keys of each of its objects were read. */
function watched(value, read) {
  if (value === null || typeof value !== 'object') return value;
  const keys = new Set();
  const children = new Map();
  read.set(value, keys);
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'string') keys.add(key);
      if (!Object.hasOwn(target, key)) return Reflect.get(target, key);
      if (!children.has(key)) children.set(key, watched(target[key], read));
      return children.get(key);
    },
  });
}

function* unknownFields(value, read, path) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (!read.get(value)?.has(key)) yield `${path}/${key}: unknown field`;
    else yield* unknownFields(child, read, `${path}/${key}`);
  }
}

async function validatorOf({apiVersion, kind}) {
  const operator = String(apiVersion).startsWith('monitoring.coreos.com/');
  const folder = operator ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
  const file = join(modules, folder, String(apiVersion), `${kind}.js`);
  if (!existsSync(file)) return undefined;
  // The file of a kind imports the validator of that kind alone.
  const schema = /from"([./]*_schemas\/[^"]+)"/.exec(readFileSync(file, 'utf8'))[1];
  return (await import(pathToFileURL(join(file, '..', schema)).href)).validate;
}

const problems = [];
for (const object of JSON.parse(readFileSync(0, 'utf8'))) {
  const name = `${object.kind}/${object.metadata?.name}`;
  const validate = await validatorOf(object);
  if (!validate) {
    problems.push(`${name}: no schema of ${object.apiVersion} ${object.kind}`);
    continue;
  }
  const read = new Map();
  if (!validate(watched(object, read))) {
    for (const error of validate.errors) {
      problems.push(`${name}: ${error.instancePath || '/'}: ${error.keyword} ${JSON.stringify(error.params)}`);
    }
  }
  for (const unknown of unknownFields(object, read, '')) problems.push(`${name}: ${unknown}`);
}
console.log(JSON.stringify(problems));
