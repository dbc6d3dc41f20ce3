import type { CheckAnnotation } from '../../github/github.ts';
import type { Problem } from '../../problem/problem.ts';
import { escapeMarkdown } from '../../report/render/text/escape-markdown.ts';
import { escapeProse } from '../../report/render/text/escape-prose.ts';

/** Problems as Markdown for a check's summary: sentence, hint, code and place of each. */
export function renderProblems(lead: string, problems: readonly Problem[]): string {
  const items = problems.map(
    (each) =>
      `- ${icon(each)} ${escapeProse(each.message)}${placeOf(each)}\n  ${escapeProse(each.hint)} \`${each.code}\``,
  );
  return [lead, '', ...items].join('\n');
}

/** Problems that have a place in a file, as annotations on its lines. */
export function annotateProblems(problems: readonly Problem[]): CheckAnnotation[] {
  return problems.flatMap((each) => {
    if (each.file === undefined) return [];
    const line = each.position?.line ?? 1;
    const endLine = each.position?.endLine ?? line;
    const column = each.position?.column;
    return [
      {
        path: each.file,
        startLine: line,
        endLine,
        ...(column === undefined || endLine !== line ? {} : { startColumn: column, endColumn: column }),
        level: each.severity === 'error' ? 'failure' : 'warning',
        title: each.code,
        message: `${each.message}\n${each.hint}`,
      } satisfies CheckAnnotation,
    ];
  });
}

function icon({ severity }: Problem): string {
  return severity === 'error' ? '❌' : '⚠️';
}

function placeOf({ file, position }: Problem): string {
  if (file === undefined) return '';
  const place = position === undefined ? file : `${file}:${position.line}:${position.column}`;
  // A name with a backtick would end the code that shows it.
  return place.includes('`') ? ` (${escapeMarkdown(place)})` : ` (\`${place}\`)`;
}
