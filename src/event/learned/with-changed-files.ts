import type { GithubEvent } from '../event.ts';
import type { ChangedFiles } from '../facts.ts';
import { withFacts } from './with-facts.ts';

/** The same event, with `github.changedFiles`. */
export function withChangedFiles(event: GithubEvent, changedFiles: ChangedFiles): GithubEvent {
  return withFacts(event, { ...event.facts, changedFiles });
}
