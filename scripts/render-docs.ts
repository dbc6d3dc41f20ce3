import { catalogue } from '../src/problem/catalogue.ts';
import { renderSettingsTable } from '../src/settings/settings-table.ts';

const begin = '<!-- settings -->';
const end = '<!-- /settings -->';

/** The documents with generated parts, by path, as they have to be. A test holds them against what is there. */
export function renderDocs(readFile: (path: string) => string): Record<string, string> {
  return { 'README.md': withSettings(readFile('README.md')), 'docs/problems.md': renderProblems() };
}

function withSettings(readme: string): string {
  const before = readme.slice(0, readme.indexOf(begin) + begin.length);
  const after = readme.slice(readme.indexOf(end));
  return `${before}\n${renderSettingsTable()}\n${after}`;
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
