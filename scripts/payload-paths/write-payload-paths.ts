import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addExample, addShape, emptyNode, type PathNode, writeTable } from './build-table.ts';
import { readDeclarations, type Shape } from './read-declarations.ts';

/**
 * Writes which paths GitHub's payloads have, event by event, from its own descriptions: two packages of types, one of which is
 * newer and the other more complete, and one of examples.
 *
 *     node scripts/payload-paths/write-payload-paths.ts
 */
const target = join(import.meta.dirname, '../../src/sensor/validate/payload/payload-paths.json');
const require = createRequire(import.meta.url);

const events = new Map<string, PathNode>();
addTypes();
addSchemas();
addExamples();
writeFileSync(target, `${JSON.stringify(writeTable(events), undefined, 2)}\n`);

function read(packageName: string, file: string): string {
  return readFileSync(join(dirname(require.resolve(`${packageName}/package.json`)), file), 'utf8');
}

function nodeOf(event: string): PathNode {
  const node = events.get(event) ?? emptyNode();
  events.set(event, node);
  return node;
}

function addTypes(): void {
  const declared = readDeclarations(read('@octokit/webhooks-types', 'schema.d.ts'));
  const payloads = declared.get('EventPayloadMap');
  const members: ReadonlyMap<string, Shape> = payloads?.kind === 'members' ? payloads.members : new Map();
  for (const [event, shape] of members) addShape(nodeOf(event), shape, declared);
}

/** `webhook-pull-request-review-submitted`: the longest name of an event that it begins with. */
function addSchemas(): void {
  const declared = readDeclarations(read('@octokit/openapi-types', 'types.d.ts'));
  const names = [...events.keys()].sort((left, right) => right.length - left.length);
  for (const [name, shape] of declared) {
    if (!name.startsWith('webhook-') || name.endsWith('-form-encoded')) continue;
    const rest = name.slice('webhook-'.length).replaceAll('-', '_');
    const event = names.find((each) => rest === each || rest.startsWith(`${each}_`));
    if (event !== undefined) addShape(nodeOf(event), shape, declared);
  }
}

function addExamples(): void {
  const examples = JSON.parse(read('@octokit/webhooks-examples', 'api.github.com/index.json')) as {
    name: string;
    examples: unknown[];
  }[];
  for (const { name, examples: payloads } of examples) for (const each of payloads) addExample(nodeOf(name), each);
}
