import { marshalAsGo } from '../../../event/marshal-as-go.ts';
import type { EntryRules } from '../../../event-source/frame/finish-data.ts';
import { compileBindingExpression } from '../../../expression/binding-expression/compile-binding-expression.ts';
import { recordOf } from '../../../json/is-record.ts';
import { problem } from '../../../problem/problem.ts';
import type { LocatedProblem } from '../../../sensor/validate/located-problem.ts';

type Json = Record<string, unknown>;

/** What an entry of an EventSource in a repository's file says about all its events. */
export function readEntryRules(event: string, entry: Json): { rules: EntryRules; problems: LocatedProblem[] } {
  const { expression } = recordOf(entry.filter);
  const filter = typeof expression === 'string' && expression !== '' ? expression : undefined;
  const metadata = recordOf(entry.metadata);
  const rules: EntryRules = {
    ...(filter === undefined ? {} : { filter }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: marshalAsGo(metadata) }),
  };
  const compiled = filter === undefined ? { ok: true as const } : compileBindingExpression(filter, { dialect: '1.15' });
  if (compiled.ok) return { rules, problems: [] };
  const values = { where: `"${event}"`, reason: compiled.message };
  return { rules, problems: [{ problem: problem('source.filter', values), path: ['filter', 'expression'] }] };
}
