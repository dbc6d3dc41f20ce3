import type { Delivery } from '../../bus/event-bus.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { readFacts } from '../../event/payload/read-facts.ts';
import { fieldAt, integerAt, type JsonObject, textAt } from '../../event/payload/read-field.ts';
import type { Ask, AskedCheck } from '../ask.ts';

/** A check run as the webhook shows it, in the words that the App itself wrote. */
export interface ShownCheck extends AskedCheck {
  id: number;
  status: string;
  conclusion: string | undefined;
  output: { title: string; summary: string; text?: string };
}

/** What somebody pressed on the page of a check. */
export type CheckAsk = Ask &
  (
    | { kind: 'rerun'; check: ShownCheck }
    | { kind: 'rerun-all'; commit: string }
    | { kind: 'press'; button: string; check: ShownCheck }
  );

/**
 * Reads what is asked of one of this App's own checks. Undefined for every other delivery, for what GitHub tells of the App's own
 * writing, and for checks of other Apps: nobody else's check is ever repeated.
 */
export function readCheckAsk(delivery: Delivery, appId: number): CheckAsk | undefined {
  const subject = subjects.get(delivery.name);
  if (subject === undefined) return undefined;
  const parsed = parseBody(delivery);
  if (!parsed.ok) return undefined;
  const { body } = parsed;
  if (integerAt(body, subject, 'app', 'id') !== appId) return undefined;
  const ask = readAsk(delivery, body);
  return ask === undefined ? undefined : readKind(body, ask);
}

const subjects: ReadonlyMap<string, string> = new Map([
  ['check_run', 'check_run'],
  ['check_suite', 'check_suite'],
]);

/** Who asks, and where; undefined where the payload lacks it. */
export function readAsk({ id, name }: Delivery, body: JsonObject): Ask | undefined {
  const installationId = integerAt(body, 'installation', 'id');
  const read = readFacts(name, body);
  const login = textAt(body, 'sender', 'login');
  if (installationId === undefined || !read.ok || login === undefined) return undefined;
  const { repository, defaultBranch } = read.facts;
  const { owner, name: repositoryName, fullName } = repository;
  return {
    delivery: id,
    repository: { installationId, id: repository.id, owner, name: repositoryName, fullName, defaultBranch },
    // A person is called `User`; whatever else GitHub may name here is none.
    by: { login, isBot: textAt(body, 'sender', 'type') !== 'User' },
  };
}

function readKind(body: JsonObject, ask: Ask): CheckAsk | undefined {
  const action = textAt(body, 'action');
  if (action === 'rerequested' && fieldAt(body, 'check_suite') !== undefined) {
    const commit = textAt(body, 'check_suite', 'head_sha');
    return commit === undefined ? undefined : { ...ask, kind: 'rerun-all', commit };
  }
  const check = readCheck(body);
  if (check === undefined) return undefined;
  if (action === 'rerequested') return { ...ask, kind: 'rerun', check };
  const button = textAt(body, 'requested_action', 'identifier');
  return action === 'requested_action' && button !== undefined ? { ...ask, kind: 'press', button, check } : undefined;
}

function readCheck(body: JsonObject): ShownCheck | undefined {
  const shown = fieldAt(body, 'check_run');
  const id = integerAt(shown, 'id');
  const name = textAt(shown, 'name');
  const commit = textAt(shown, 'head_sha');
  if (id === undefined || name === undefined || commit === undefined) return undefined;
  const text = textAt(shown, 'output', 'text');
  return {
    ...{ id, name, commit },
    externalId: textAt(shown, 'external_id') ?? '',
    status: textAt(shown, 'status') ?? '',
    conclusion: textAt(shown, 'conclusion'),
    output: {
      title: textAt(shown, 'output', 'title') ?? name,
      summary: textAt(shown, 'output', 'summary') ?? '',
      ...(text === undefined ? {} : { text }),
    },
  };
}
