import type { GithubEvent } from './event.ts';
import type { ChangedFiles } from './facts.ts';
import { marshalAsGo } from './marshal-as-go.ts';
import { isJsonObject } from './payload/read-field.ts';

/** The same event, with `github.changedFiles` in its facts and in its data. The given event stays as it is. */
export function withChangedFiles(event: GithubEvent, changedFiles: ChangedFiles): GithubEvent {
  const facts = { ...event.facts, changedFiles };
  const parsed: unknown = JSON.parse(event.data);
  const envelope = isJsonObject(parsed) ? parsed : {};
  const members = Object.entries({ ...envelope, github: facts });
  const data = `{${members.map(([key, value]) => `${marshalAsGo(key)}:${marshalAsGo(value)}`).join(',')}}`;
  return { ...event, facts, data };
}
