import { describe, expect, it } from 'vitest';
import { type Problem, problem } from '../../problem/problem.ts';
import { annotateProblems, renderProblems } from './describe-problems.ts';

const unknownField = problem(
  'config.unknown-field',
  { field: 'branchs', where: 'on.push', advice: 'Did you mean "branches"?' },
  { file: '.argo-events.yaml', position: { line: 4, column: 7 } },
);
const plain: Problem = { code: 'flow.gave-up', severity: 'error', message: 'It failed.', hint: 'Try again.' };

describe('problems in the summary of a check', () => {
  it('are sentences with hint, code and place', () => {
    const text = renderProblems('The file has problems.', [
      { ...plain, file: 'a.yaml', position: { line: 2, column: 3 } },
    ]);

    expect(text).toBe('The file has problems.\n\n- ❌ It failed. (`a.yaml:2:3`)\n  Try again. `flow.gave-up`');
  });

  it.each<[string, Partial<Problem>, string]>([
    ['a warning', { severity: 'warning' }, '- ⚠️ It failed.\n'],
    ['one without a place', {}, '- ❌ It failed.\n'],
    ['one of a file as a whole', { file: 'a.yaml' }, '- ❌ It failed. (`a.yaml`)\n'],
  ])('may be %s', (_what, changes, expected) => {
    expect(renderProblems('x', [{ ...plain, ...changes }])).toContain(expected);
  });

  it('cannot write Markdown, mention anybody or break out of their line, whatever they quote', () => {
    const message = 'Found "<img src=x> **bold** @acme/team #12 `code`\n# Heading"';
    const text = renderProblems('x', [{ ...plain, message, hint: '| a | b |\n[link](https://x.example)' }]);

    expect(text.split('\n')).toHaveLength(4);
    expect(text).not.toMatch(/<img|\*\*bold\*\*|@acme|[^\\`]#12|\n# |\n\[/);
  });

  it('cannot do so with the name of a file either', () => {
    const text = renderProblems('x', [
      { ...plain, file: 'a` @acme/team **b** `.yaml', position: { line: 1, column: 1 } },
    ]);
    const place = text.split('\n')[2] ?? '';

    expect(place).not.toMatch(/@acme|[^\\]`|\*\*b/);
  });
});

describe('problems as annotations', () => {
  it('stand on their line and column', () => {
    expect(annotateProblems([unknownField])).toEqual([
      {
        path: '.argo-events.yaml',
        startLine: 4,
        endLine: 4,
        startColumn: 7,
        endColumn: 7,
        level: 'failure',
        title: 'config.unknown-field',
        message: `${unknownField.message}\n${unknownField.hint}`,
      },
    ]);
  });

  it('have no columns over several lines, because GitHub takes none there', () => {
    const [annotation] = annotateProblems([{ ...unknownField, position: { line: 4, column: 7, endLine: 6 } }]);

    expect(annotation).toMatchObject({ startLine: 4, endLine: 6 });
    expect(annotation).not.toHaveProperty('startColumn');
    expect(annotation).not.toHaveProperty('endColumn');
  });

  it('stand on the first line when only the file is known', () => {
    const [annotation] = annotateProblems([{ ...plain, file: 'a.yaml' }]);

    expect(annotation).toMatchObject({ path: 'a.yaml', startLine: 1, endLine: 1 });
    expect(annotation).not.toHaveProperty('startColumn');
  });

  it('are warnings where the problem is one, and none without a file', () => {
    expect(annotateProblems([{ ...unknownField, severity: 'warning' }, plain])).toMatchObject([{ level: 'warning' }]);
  });
});
