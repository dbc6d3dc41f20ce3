/**
 * What this app costs: figures, never a failure.
 *
 *     npm run bench                      # all benchmarks
 *     npm run bench -- decide --short    # one of them; short ones end within a minute
 *
 * Each is a process of its own, so that none runs in the heap that another left behind. A shared machine is never the same for
 * long: compare the ratios, which set a figure beside one that was measured at the same time, rather than the figures.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const benchmarks = {
  decide: 'decide.ts',
  webhook: 'webhook-accept.ts',
  buses: 'bus-rates.ts',
  backlog: 'backlog/backlog.ts',
  workflows: 'workflow/event-to-workflow.ts',
  posts: 'workflow/post-to-workflow.ts',
  'event-api': 'workflow/event-api.ts',
};

function run(script: string, options: string[]): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...options], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
for (const [name, script] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const code = await run(script, values.short === true ? ['--short'] : []);
  if (code !== 0) process.exitCode = code;
}
