import type { CommandInput, Terminal } from '../command.ts';

/** What is asked of which app, with whose token. */
export interface RunWish {
  server: URL;
  token: string;
  key: string | undefined;
  /** As `POST /api/v1/runs` takes it. */
  body: { repository: string; pipeline: string; ref?: string; parameters: Record<string, string> };
}

export type ReadWish = { ok: true; wish: RunWish } | { ok: false; reason: string };

export function readWish({ positionals, options }: CommandInput, environment: Terminal['environment']): ReadWish {
  const [repository, pipeline, ...more] = positionals;
  if (repository === undefined || pipeline === undefined || more.length > 0) {
    return fail('A repository (OWNER/REPO) and a pipeline are needed, and nothing else without a dash.');
  }
  const parameters = readParameters(options.parameter);
  if (!parameters.ok) return parameters;
  const server = readServer(textOf(options.server) ?? environment.PUBLIC_URL, options.insecure === true);
  if (!server.ok) return server;
  // In this order, as GitHub's own command line has it.
  const token = environment.GH_TOKEN || environment.GITHUB_TOKEN;
  if (token === undefined || token === '') {
    return fail('A token of GitHub is needed in GH_TOKEN or GITHUB_TOKEN: GH_TOKEN=$(gh auth token).');
  }
  const ref = textOf(options.ref);
  const body = { repository, pipeline, parameters: parameters.value, ...(ref === undefined ? {} : { ref }) };
  return { ok: true, wish: { server: server.value, token, key: textOf(options.key), body } };
}

type Read<Value> = { ok: true; value: Value } | { ok: false; reason: string };

function readParameters(given: CommandInput['options'][string]): Read<Record<string, string>> {
  const read = new Map<string, string>();
  for (const each of Array.isArray(given) ? given.map(String) : []) {
    const at = each.indexOf('=');
    if (at < 1) return fail(`--parameter ${each.slice(0, 40)}: write NAME=VALUE.`);
    const name = each.slice(0, at);
    if (read.has(name)) return fail(`--parameter ${name.slice(0, 40)} is given twice.`);
    read.set(name, each.slice(at + 1));
  }
  return { ok: true, value: Object.fromEntries(read) };
}

const ownMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function readServer(text: string | undefined, isInsecure: boolean): Read<URL> {
  if (text === undefined || text === '') return fail('The app’s address is needed: --server URL, or PUBLIC_URL.');
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return fail(`${text.slice(0, 100)} is no address such as https://events.example.com.`);
  }
  if (url.protocol === 'http:' && !ownMachine.has(url.hostname) && !isInsecure) {
    return fail('The token would go over the network in the clear: use https, or say --insecure.');
  }
  return { ok: true, value: url };
}

function textOf(option: CommandInput['options'][string]): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

function fail(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}
