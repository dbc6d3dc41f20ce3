import { type Calls, callKinds, countCalls, extras, scenarios } from './github-calls.ts';

/** The tables of docs/github-calls.md. */
export function renderScenarios(): string {
  return renderTable('scenario', scenarios);
}

export function renderExtras(): string {
  return renderTable('on top', extras);
}

function renderTable(title: string, rows: Record<string, Calls>): string {
  const lines = Object.entries(rows).map(([name, calls]) => `| ${name} | ${countCalls(calls)} | ${describe(calls)} |`);
  return [`| ${title} | calls | which |`, '|---|---|---|', ...lines].join('\n');
}

function describe(calls: Calls): string {
  const kinds = Object.keys(callKinds) as (keyof typeof callKinds)[];
  return kinds
    .flatMap((kind) => {
      const count = calls[kind] ?? 0;
      if (count === 0) return [];
      return [count === 1 ? callKinds[kind] : `${callKinds[kind]} (${count} times)`];
    })
    .join('; ');
}
