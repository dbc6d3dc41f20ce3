import type { Surroundings } from '../../integration/start-surroundings.ts';
import { type Expectation, expectationOf } from './make-subjects.ts';
import type { SentEvent } from './send-events.ts';
import type { RunWatch } from './watch-runs.ts';

/** What is not as it has to be with one event. */
export interface Fault {
  event: SentEvent;
  kind: 'lost' | 'doubled' | 'wrong';
  what: string;
}

interface SeenCheck {
  name: string;
  /** The conclusion, or the status while there is none. */
  state: string;
  title: string;
  externalId: string;
}

const runBounds = { one: [1, 1], none: [0, 0], 'at most one': [0, 1] } as const;

/** Compares what came of each event with what is to come of it. */
export async function judgeEvents(
  events: readonly SentEvent[],
  { github }: Surroundings,
  runs: RunWatch,
): Promise<Fault[]> {
  const checks = new Map<string, SeenCheck[]>();
  for (const { headSha, name, conclusion, status, title, externalId } of await github.checkRuns()) {
    checks.set(headSha, [
      ...(checks.get(headSha) ?? []),
      { name, state: conclusion ?? status, title: title ?? '', externalId },
    ]);
  }
  const latest = new Map(events.map((event) => [`${event.subject.repository}#${event.branch}`, event]));
  return events.flatMap((event) => {
    const isLatest = latest.get(`${event.subject.repository}#${event.branch}`) === event;
    const expected = expectationOf(event.subject, isLatest);
    const found = [
      ...judgeChecks(checks.get(event.sha) ?? [], expected),
      ...judgeRuns(runs.countByCheck(event.sha), expected),
    ];
    return found.map((each) => ({ event, ...each }));
  });
}

type Finding = Omit<Fault, 'event'>;

function judgeChecks(seen: readonly SeenCheck[], { checks }: Expectation): Finding[] {
  const names = new Set([...Object.keys(checks), ...seen.map(({ name }) => name)]);
  return [...names].flatMap((name): Finding[] => {
    const right = checks[name];
    const named = seen.filter((each) => each.name === name);
    const states = named.map(({ state, title }) => `${state} (${title})`).join(', ');
    const [first] = named;
    if (right === undefined) return [{ kind: 'wrong', what: `unexpected check ${name}: ${states}` }];
    if (first === undefined) return [{ kind: 'lost', what: `no check ${name}` }];
    if (named.length > 1)
      return [
        {
          kind: 'doubled',
          what: `${named.length} checks ${name}: ${states}; ${named.map(({ externalId }) => externalId).join(', ')}`,
        },
      ];
    return right.includes(first.state)
      ? []
      : [{ kind: 'wrong', what: `check ${name} is ${states}, not ${right.join(' or ')}` }];
  });
}

function judgeRuns(counts: ReadonlyMap<string, number>, { checks, runs }: Expectation): Finding[] {
  const [least, most] = runBounds[runs];
  return [...new Set([...Object.keys(checks), ...counts.keys()])].flatMap((name): Finding[] => {
    const count = counts.get(name) ?? 0;
    if (count < least) return [{ kind: 'lost', what: `no Workflow of ${name}` }];
    return count > most ? [{ kind: 'doubled', what: `${count} Workflows of ${name}` }] : [];
  });
}
