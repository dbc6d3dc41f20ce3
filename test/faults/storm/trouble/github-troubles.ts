import { setTimeout as wait } from 'node:timers/promises';
import { appGivesUpAfterMs, type Troubles } from './trouble.ts';

const parts = [/check-runs/, /graphql/, /access_tokens/, /./];
/** Calls that change nothing, and those for the token that they take. */
const reads = [{ method: 'GET' }, { path: /graphql/ }, { path: /access_tokens/ }];
const noPermission = ['Resource not accessible by integration', 'Forbidden'] as const;

/** GitHub ends what takes it longer: nothing is carried out later than that. */
const endsAfterMs = 10_000;

/** What GitHub does to a client. Patterns are the test's own. */
export const githubTroubles: Troubles = {
  async 'GitHub answers 5xx'({ surroundings: { github } }, random) {
    const status = random.pick([500, 502, 503]);
    await github.fail({ match: { path: random.pick(parts) }, status, times: 1 + random.below(4) });
  },
  async 'GitHub answers 502 to what it did'({ surroundings: { github } }, random) {
    const match = { method: random.pick(['POST', 'PATCH']), path: /check-runs/ };
    await github.fail({ match, status: 502, after: true, times: 1 + random.below(3) });
  },
  async 'GitHub cuts calls'({ surroundings: { github } }, random) {
    const times = 1 + random.below(4);
    await github.fail({ match: { path: random.pick(parts) }, reset: true, after: random.chance(0.5), times });
  },
  async 'GitHub limits an installation for doing too much'({ surroundings: { github }, installations }, random) {
    const status = random.pick([403, 429] as const);
    const match = { installationId: random.pick(installations) };
    await github.failBySecondaryLimit({
      match,
      retryAfterSeconds: 1 + random.below(2),
      status,
      times: 1 + random.below(3),
    });
  },
  async 'GitHub has an installation’s hour used up'({ surroundings: { github }, installations }, random) {
    const match = { installationId: random.pick(installations) };
    await github.failByPrimaryLimit({ match, resetSeconds: 1 + random.below(2), times: 1 + random.below(2) });
  },
  async 'GitHub permits no checks (403)'({ surroundings: { github } }, random) {
    const match = { method: random.pick(['POST', 'PATCH']), path: /check-runs/ };
    const body = { message: random.pick(noPermission), status: '403' };
    await github.fail({ match, status: 403, body, times: 1 + random.below(3) });
  },
  async 'GitHub permits no reads (403)'({ surroundings: { github } }, random) {
    const body = { message: random.pick(noPermission), status: '403' };
    await github.fail({ match: random.pick(reads), status: 403, body, times: 1 + random.below(2) });
  },
  async 'GitHub is slow'({ surroundings: { github }, patienceMs }, random) {
    await github.fail({
      match: { path: random.pick(parts) },
      delayMs: random.below(Math.min(patienceMs, endsAfterMs)),
      times: 1 + random.below(3),
    });
  },
  async 'GitHub drops all connections'({ surroundings: { github } }, random) {
    await wait(random.below(300));
    github.dropConnections();
  },
};

/** Calls whose answer comes when the app has given them up, where there is the patience for it. */
export const patientGithubTroubles: Troubles = {
  async 'GitHub answers too late'({ surroundings: { github }, patienceMs }, random) {
    const delayMs = appGivesUpAfterMs + random.below(Math.max(patienceMs - appGivesUpAfterMs, 1));
    const fault = random.chance(0.5) ? { after: true } : { status: 504 };
    await github.fail({ match: { path: random.pick(parts) }, delayMs, ...fault, times: 1 + random.below(3) });
  },
};
