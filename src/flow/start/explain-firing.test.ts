import { describe, expect, it } from 'vitest';
import type { Decision, FilterTrace } from '../../sensor/decision.ts';
import { planTrigger } from '../../sensor/plan/plan-trigger.ts';
import { explainFiring } from './explain-firing.ts';

const passed = (subject: string, seen: string, expected: string): FilterTrace => ({
  kind: 'data',
  subject,
  seen,
  expected,
  outcome: 'passed',
});

function explain(filters: FilterTrace[]): string[] {
  const trigger = { template: { name: 'ci' } };
  const firing = { trigger, plan: planTrigger(trigger), dependencies: ['push'], events: {} };
  const other = { dependency: 'pull_request', outcome: 'other-event' as const, filters: [passed('x', 'y', 'z')] };
  const dependencies = [other, { dependency: 'push', outcome: 'matched' as const, filters }];
  const trace = { dependencies, triggers: [] };
  const decision: Decision = { sensor: 'ci', firings: [firing], arrivals: [], problems: [], trace };
  return explainFiring(decision, firing);
}

describe('why a run was started', () => {
  it('says what each filter of the dependency that fired saw', () => {
    expect(explain([passed('github.branch', 'main', 'matches main, release/**')])).toEqual([
      'github.branch is main: matches main, release/**',
    ]);
  });

  it('says a choice of words as words', () => {
    expect(explain([passed('body.action', 'opened', 'matches ^opened$ or ^reopened$')])).toEqual([
      'body.action is opened: matches opened or reopened',
    ]);
  });

  it.each([[[]], [[passed('body.deleted', 'false', 'is false')]], [[passed('github.branch', 'main', 'matches **')]]])(
    'has a sentence also where nothing was filtered',
    (filters) => {
      expect(explain(filters)).toEqual(['every event of push']);
    },
  );

  it('says of what a trigger remembered that it came before', () => {
    const trigger = { template: { name: 'ci' } };
    const firing = { trigger, plan: planTrigger(trigger), dependencies: ['opened', 'push'], events: {} };
    const dependencies = [
      { dependency: 'opened', outcome: 'other-event' as const, filters: [] },
      { dependency: 'push', outcome: 'matched' as const, filters: [] },
    ];
    const trace = { dependencies, triggers: [] };

    expect(explainFiring({ sensor: 'ci', firings: [firing], arrivals: [], problems: [], trace }, firing)).toEqual([
      'an earlier event of opened',
      'every event of push',
    ]);
  });

  it('does not fill the page', () => {
    expect(explain(Array.from({ length: 50 }, (_, index) => passed(`p${index}`, 'a', 'b')))).toHaveLength(12);
  });
});
