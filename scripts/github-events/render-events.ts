import { githubEvents, type Treatment, treatments } from './github-events.ts';

/** The table of docs/events.md. */
export function renderEvents(): string {
  const names = Map.groupBy(Object.keys(githubEvents), (name) => githubEvents[name]);
  const rows = Object.entries(treatments).map(([treatment, what]) => {
    const listed = names.get(treatment as Treatment) ?? [];
    const events =
      listed.length === 0 ? 'every other event of a repository' : listed.map((each) => `\`${each}\``).join(', ');
    return `| ${events} | ${what} |`;
  });
  return ['| event (and action) | what the app does |', '|---|---|', ...rows].join('\n');
}
