import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Command, type CommandInput, exitCodes, type Terminal } from '../command.ts';
import { type AppAnswer, askApp, sendOf } from './ask-app.ts';
import { complain } from './complain.ts';
import { type RunWish, readWish } from './read-wish.ts';
import { waitForEnd } from './wait-for-end.ts';

/** Asks the app to run a pipeline of a commit, as the person whose token it is. */
export const run: Command = {
  name: 'run',
  summary: 'start a pipeline of a repository by hand',
  usage: [
    'OWNER/REPO PIPELINE [--ref REF] [--parameter NAME=VALUE]… [--wait]',
    '',
    'Runs a pipeline that has `manual` among its events, at the newest commit of the default branch or of REF, and says which',
    'check to look at. Takes write permission on the repository.',
    '',
    '  --ref REF               a branch, a tag, a full ref, or all 40 digits of a commit',
    '  -p, --parameter N=V     a parameter of the pipeline; may be repeated',
    '  --wait                  until its check is concluded',
    '  --server URL            the app’s address (default: PUBLIC_URL)',
    '  --key KEY               asked for again with the same key it is the same run (default: a new one)',
    '  --json                  print the app’s answer as JSON',
    '  --insecure              send the token without TLS, as within a cluster',
    '',
    'The token of GitHub is read from GH_TOKEN or GITHUB_TOKEN, e.g. GH_TOKEN=$(gh auth token).',
    'Exit code 0: taken, and with --wait succeeded. 1: refused, or did not succeed. 2: misused.',
  ].join('\n'),
  options: {
    ref: { type: 'string' },
    parameter: { type: 'string', short: 'p', multiple: true },
    wait: { type: 'boolean' },
    server: { type: 'string' },
    key: { type: 'string' },
    json: { type: 'boolean' },
    insecure: { type: 'boolean' },
  },
  async run(input, terminal) {
    const read = readWish(input, terminal.environment);
    if (!read.ok) {
      terminal.complain(`${read.reason}\n`);
      return exitCodes.misused;
    }
    return await ask(read.wish, input, terminal);
  },
};

const answer = z.object({
  id: z.string(),
  repeated: z.boolean(),
  repository: z.string(),
  pipeline: z.string(),
  ref: z.string().optional(),
  commit: z.string(),
  check: z.object({ name: z.string(), url: z.string() }),
  state: z.object({ url: z.string(), token: z.string() }),
});

async function ask(wish: RunWish, { options }: CommandInput, terminal: Terminal): Promise<number> {
  const { server, token, key = randomUUID(), body } = wish;
  const url = new URL('api/v1/runs', server);
  const said = await tryAgain(terminal, () =>
    askApp({ method: 'POST', url, token, body, idempotencyKey: key }, sendOf(terminal)),
  );
  if (said.kind !== 'answered') return complain(said, server, terminal);
  const read = answer.safeParse(said.content);
  if (!read.success) {
    terminal.complain(`${server.origin} answered something else than argo-events-app does.\n`);
    return exitCodes.failed;
  }
  const { check, commit, pipeline, ref, repeated, repository, state } = read.data;
  if (options.json === true) terminal.write(`${JSON.stringify(said.content)}\n`);
  else {
    const where = ref === undefined ? commit : `${ref.replace(/^refs\/(heads|tags)\//, '')} (${commit.slice(0, 12)})`;
    const what = repeated ? 'was asked for before' : 'will run';
    terminal.write(`${pipeline} ${what} on ${repository} at ${where}\n${check.url}\n`);
  }
  if (options.wait !== true) return exitCodes.fine;
  return await waitForEnd({ url: new URL(new URL(state.url, server).pathname, server), token: state.token }, terminal);
}

const maxTries = 4;

/** With one key, so that what got there and was not answered is not started twice. */
async function tryAgain(terminal: Terminal, send: () => Promise<AppAnswer>): Promise<AppAnswer> {
  for (let tries = 1; ; tries += 1) {
    const said = await send();
    const mayPass = said.kind === 'unreached' || (said.kind === 'refused' && said.status === 503);
    if (!mayPass || tries >= maxTries) return said;
    const asked = said.kind === 'refused' ? said.retryAfterMs : undefined;
    await (terminal.wait ?? sleep)(Math.min(asked ?? 1000 * 2 ** tries, 30_000));
  }
}
