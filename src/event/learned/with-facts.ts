import { isRecord } from '../../json/is-record.ts';
import type { GithubEvent } from '../event.ts';
import type { GithubFacts } from '../facts.ts';
import { marshalAsGo } from '../marshal-as-go.ts';

/** The same event with other facts, in its data too. The given event stays as it is, and so does GitHub's payload. */
export function withFacts(event: GithubEvent, facts: GithubFacts): GithubEvent {
  const parsed: unknown = JSON.parse(event.data);
  const envelope = isRecord(parsed) ? parsed : {};
  const members = Object.entries({ ...envelope, github: facts });
  const data = `{${members.map(([key, value]) => `${marshalAsGo(key)}:${marshalAsGo(value)}`).join(',')}}`;
  return { ...event, facts, data };
}
