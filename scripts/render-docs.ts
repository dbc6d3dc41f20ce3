import { features } from '../src/policy/features.ts';
import { catalogue } from '../src/problem/catalogue.ts';
import { renderSettingsTable } from '../src/settings/settings-table.ts';
import { renderExtras, renderScenarios } from './github-calls/render-github-calls.ts';
import { renderEvents } from './github-events/render-events.ts';

/** The documents with generated parts, by path, as they have to be. A test holds them against what is there. */
export function renderDocs(readFile: (path: string) => string): Record<string, string> {
  return {
    'README.md': replacePart(readFile('README.md'), 'settings', renderSettingsTable()),
    'docs/policy.md': replacePart(readFile('docs/policy.md'), 'features', renderFeatures()),
    'docs/problems.md': renderProblems(),
    'docs/events.md': replacePart(readFile('docs/events.md'), 'events', renderEvents()),
    'docs/github-calls.md': replacePart(
      replacePart(readFile('docs/github-calls.md'), 'scenarios', renderScenarios()),
      'extras',
      renderExtras(),
    ),
  };
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function replacePart(document: string, name: string, part: string): string {
  const begin = `<!-- ${name} -->`;
  const before = document.slice(0, document.indexOf(begin) + begin.length);
  const after = document.slice(document.indexOf(`<!-- /${name} -->`));
  return `${before}\n${part}\n${after}`;
}

function renderFeatures(): string {
  const rows = Object.entries(features).map(([name, why]) => `| \`${name}\` | ${why} |`);
  return ['| feature | why it is guarded |', '|---|---|', ...rows].join('\n');
}

function renderProblems(): string {
  const rooms = Map.groupBy(Object.entries(catalogue), ([code]) => code.split('.', 1)[0] ?? '');
  const sections = [...rooms].map(([room, entries]) => `## ${room}\n\n${entries.map(renderProblem).join('\n')}\n`);
  const lead = `# Problems

Every error and warning that this app can name. A code keeps its meaning; the words in braces are filled in.
`;
  return `${lead}\n${sections.join('\n')}`;
}

function renderProblem([code, entry]: [string, { message: string; hint: string; severity?: string }]): string {
  const severity = entry.severity === 'warning' ? ' (warning)' : '';
  return `- **\`${code}\`**${severity}: ${escapeHtml(entry.message)}  \n  ${escapeHtml(entry.hint)}`;
}

/** Outside of code spans, what Markdown would take for HTML. */
function escapeHtml(text: string): string {
  return text.replaceAll('<', '&lt;');
}
