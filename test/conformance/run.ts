import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingFunctions, runVector } from './run-vectors.ts';
import { type Outcome, parseVectors } from './vector.ts';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [directory = join(import.meta.dirname, 'vectors')] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));

let passed = 0;
let failed = 0;
for (const file of readdirSync(directory).sort()) {
  if (!file.endsWith('.jsonl')) continue;
  const vectors = parseVectors(readFileSync(join(directory, file), 'utf8'));
  const outcomes = await Promise.all(vectors.map(runVector));
  const failures = outcomes.filter((outcome) => !outcome.passed);
  passed += outcomes.length - failures.length;
  failed += failures.length;
  const missing = missingFunctions(vectors);
  const note = missing.length === 0 ? '' : ` (not supported: ${missing.join(', ')})`;
  console.log(`${file} ${outcomes.length - failures.length}/${outcomes.length}${note}`);
  if (flags.includes('--verbose')) for (const failure of failures) console.log(describe(failure));
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function describe({ vector, actual }: Outcome): string {
  const shown = actual === undefined ? 'this function is not supported' : JSON.stringify(actual);
  return `  ${vector.fn} ${vector.name}\n    expected ${JSON.stringify(vector.expected)}\n    actual   ${shown}`;
}
