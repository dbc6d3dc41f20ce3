import { describe, expect, it } from 'vitest';
import { compileCondition } from '../condition/compile-condition.ts';
import { compileGlobs } from '../glob/compile-globs.ts';
import { readPath } from '../path/read-path.ts';
import { compileRegularExpression } from '../regular-expression/compile-regular-expression.ts';
import { compileSensorExpression } from '../sensor-expression/compile-sensor-expression.ts';
import { compileTemplate } from '../template/compile-template.ts';
import { makeWorkAllowance, spendOnce, spendWork, type WorkAllowance } from './work-allowance.ts';

/** How much longer than it was charged for something may take: charges are for machines that do nothing else, and engines warm up. */
const tolerance = 12;

function cpuNanoseconds(): number {
  const { user, system } = process.cpuUsage();
  return 1000 * (user + system);
}

/** What a unit takes here and now: about a nanosecond's worth of plain steps. */
function measureUnit(): number {
  const startedAt = cpuNanoseconds();
  let state = 1;
  for (let count = 0; count < 20_000_000; count += 1) state = (Math.imul(state, 1_103_515_245) + count) | 0;
  if (state === 0) throw new Error('The loop was left out.');
  return Math.max((cpuNanoseconds() - startedAt) / 20_000_000, 0.2);
}

/** Runs it until it has been charged for enough to be measured, and compares what it took with what it was charged. */
function measureExcess(run: (work: WorkAllowance) => void): number {
  const enough = 30_000_000;
  let charged = 0;
  const startedAt = cpuNanoseconds();
  for (let round = 0; charged < enough && round < 200; round += 1) {
    const work = makeWorkAllowance(0);
    const { left } = work;
    run(work);
    charged += left - work.left;
  }
  const took = cpuNanoseconds() - startedAt;
  // What costs next to nothing need not be charged for.
  return took < 20_000_000 ? 0 : took / measureUnit() / charged;
}

/** A text in which no two stretches of thirty characters are alike. */
function irregular(length: number, alphabet: string): string {
  let seed = 12_345;
  return Array.from({ length }, () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return alphabet[(seed >>> 8) % alphabet.length];
  }).join('');
}

const ab = irregular(2_000, 'ab');
const letters = Array.from({ length: 400 }, (_, index) => String.fromCharCode(0x100 + 2 * index)).join('');

function testPattern(pattern: string, text: string) {
  let number = 0;
  return (work: WorkAllowance) => {
    // A pattern that was never seen: what is kept of it costs nothing.
    number += 1;
    const compiled = compileRegularExpression(`${pattern}(?:#${number})?`, work);
    if (compiled.ok) compiled.expression.test(text, work);
    else throw new Error(compiled.message);
  };
}

function matchGlobs(patterns: string[], values: string[]) {
  return (work: WorkAllowance) => {
    const globs = compileGlobs(patterns);
    if (!globs.ok) throw new Error(globs.message);
    spendOnce(work, globs, globs.firstWork);
    spendWork(work, globs.characterWork * values.reduce((sum, value) => sum + value.length, 0));
    for (const value of values) globs.match(value);
  };
}

function render(template: string, input: string) {
  const compiled = compileTemplate(template);
  if (!compiled.ok) throw new Error(compiled.message);
  return (work: WorkAllowance) => {
    compiled.template.render(new Map([['Input', input]]), {}, work);
  };
}

function evaluateExpression(expression: string, parameters: Record<string, unknown>) {
  const compiled = compileSensorExpression(expression);
  if (!compiled.ok) throw new Error(compiled.message);
  return (work: WorkAllowance) => void compiled.evaluate(parameters, { work });
}

function evaluateCondition(text: string, data: Record<string, unknown>) {
  const condition = compileCondition(text);
  if (!condition.ok) throw new Error(condition.message);
  return (work: WorkAllowance) => void condition.evaluate(data, work);
}

describe('what is charged for', () => {
  it.each<[string, (work: WorkAllowance) => void]>([
    ['a pattern that needs another state for each character', testPattern('a[ab]{30}$', ab)],
    ['the same on a short text', testPattern('a[ab]{12}$', ab.slice(0, 60))],
    ['a pattern with many ways', testPattern('(?:a?){300}a{300}c', `${'a'.repeat(600)}b`)],
    ['a pattern with counted dots', testPattern('(?:.{0,400})a!', ab)],
    ['a pattern with many classes', testPattern(`(?:[${letters}]?[^a]?){20}!`, irregular(2_000, `${letters}!`))],
    ['a pattern with classes of Unicode', testPattern('(?:\\pL{0,200})[^b]!', `${ab}!`)],
    ['a pattern with boundaries', testPattern('(?:\\b?[ab ]){200}$', irregular(2_000, 'ab !'))],
    ['a pattern with groups', testPattern(`${'(a|b)?'.repeat(100)}!$`, `${ab}!`)],
    [
      'globs with many stars',
      matchGlobs(
        Array.from({ length: 4 }, () => '*a'.repeat(60)),
        [ab],
      ),
    ],
    [
      'globs with long literals',
      matchGlobs(
        Array.from({ length: 90 }, () => `**${'a'.repeat(200)}`),
        ['a'.repeat(2_000)],
      ),
    ],
    ['globs with nested choices', matchGlobs([`${'{a,*b,'.repeat(35)}c${'}'.repeat(35)}*`], [ab])],
    ['globs that name other letters', matchGlobs([`*${letters.slice(0, 200)}*`, '**'], [letters.repeat(10)])],
    ['an expression that matches', evaluateExpression('x =~ "a[ab]{30}$"', { x: ab })],
    [
      'an expression with long operands',
      evaluateExpression(Array.from({ length: 300 }, () => 'x == y').join(' && '), { x: ab, y: `${ab}` }),
    ],
    ['a condition that matches', evaluateCondition('github.ref|matches("a[ab]{30}$")', { github: { ref: ab } })],
    ['a template that replaces', render('{{ regexReplaceAll "(a|b)[ab]{20}" .Input "$1" }}', ab)],
    ['a template that makes lists', render('{{ range untilStep 0 2000 1 }}{{ . | toString | upper }}{{ end }}', '')],
    ['a template that splits and sorts', render('{{ splitList "a" .Input | sortAlpha | join "," }}', ab)],
    [
      'a path with stars',
      (work) =>
        void readPath(
          `{${Array.from({ length: 3_000 }, (_, key) => `"${'a'.repeat(30)}${key}":1`).join(',')}}`,
          'a*a*a*a*b',
          { work },
        ),
    ],
    [
      'a path with a query',
      (work) => void readPath(`[${'{"a":"aaaaaaaaaaaa"},'.repeat(3_000)}1]`, '#(a%"*a*a*b")#', { work }),
    ],
  ])('%s pays for what it takes', (_what, run) => {
    expect(measureExcess(run)).toBeLessThan(tolerance);
  });
});
