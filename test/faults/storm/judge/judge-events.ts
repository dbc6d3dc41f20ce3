import type { Surroundings } from '../../../world/start-surroundings.ts';
import { type Expectation, type Ledger, type Range, sumOf } from './ledger.ts';
import type { RunWatch } from './watch-runs.ts';

/** What is not as it has to be with one check name of one commit. */
export interface Fault {
  kind: 'lost' | 'doubled' | 'wrong';
  /** `owner/name@commit` */
  place: string;
  /** What was done there. */
  deeds: string;
  what: string;
}

interface SeenCheck {
  /** The conclusion, or the status while there is none. */
  state: string;
  title: string;
  externalId: string;
}

/** One check name at one commit. */
interface Subject {
  place: string;
  name: string;
  expected: Expectation[];
  checks: SeenCheck[];
  runs: number;
}

/** Compares what came of everything that was done with what is to come of it. `isMeant`: repositories that the ledger is about. */
export async function judgeEvents(
  ledger: Ledger,
  { github }: Pick<Surroundings, 'github'>,
  runs: RunWatch,
  isMeant: (repository: string) => boolean,
): Promise<Fault[]> {
  const subjects = new Map<string, Subject>();
  function subjectOf(repository: string, sha: string, name: string): Subject {
    const place = `${repository}@${sha}`;
    const key = `${place} ${name}`;
    const known = subjects.get(key) ?? { place, name, expected: [], checks: [], runs: 0 };
    subjects.set(key, known);
    return known;
  }
  for (const expectation of ledger.all()) {
    subjectOf(expectation.repository, expectation.sha, expectation.name).expected.push(expectation);
  }
  for (const { repository, headSha, name, conclusion, status, title, externalId } of await github.checkRuns()) {
    if (!isMeant(repository)) continue;
    const seen = { state: conclusion ?? status, title: title ?? '', externalId };
    subjectOf(repository, headSha, name).checks.push(seen);
  }
  for (const { repository, commit, checkName, count } of runs.counts()) {
    if (isMeant(repository)) subjectOf(repository, commit, checkName).runs = count;
  }
  return [...subjects.values()].flatMap((subject) => {
    const deeds = subject.expected.map(({ deed }) => deed).join(', ');
    return [...judgeChecks(subject), ...judgeRuns(subject)].map((each) => ({ ...each, place: subject.place, deeds }));
  });
}

type Finding = Pick<Fault, 'kind' | 'what'>;

function judgeChecks({ name, expected, checks }: Subject): Finding[] {
  const states = checks.map(({ state, title, externalId }) => `${state} (${title}) ${externalId}`).join(', ');
  if (expected.length === 0) {
    return checks.length === 0 ? [] : [{ kind: 'wrong', what: `unexpected check ${name}: ${states}` }];
  }
  const counted = judgeCount(
    checks.length,
    sumOf(expected.map(({ outcome }) => outcome.checks)),
    `checks ${name}: ${states}`,
  );
  const right = new Set(expected.flatMap(({ outcome }) => outcome.conclusions));
  const wrong = checks.filter(({ state }) => !right.has(state));
  return wrong.length === 0
    ? counted
    : [...counted, { kind: 'wrong', what: `check ${name} is ${states}, not ${[...right].join(' or ')}` }];
}

function judgeRuns({ name, expected, runs }: Subject): Finding[] {
  return judgeCount(runs, sumOf(expected.map(({ outcome }) => outcome.runs)), `Workflows of ${name}`);
}

function judgeCount(count: number, [least, most]: Range, what: string): Finding[] {
  if (count < least) return [{ kind: 'lost', what: `${count} of ${least} ${what}` }];
  return count > most ? [{ kind: 'doubled', what: `${count} in place of ${most} ${what}` }] : [];
}
