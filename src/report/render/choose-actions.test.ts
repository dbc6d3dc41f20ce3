import { describe, expect, it } from 'vitest';
import type { EndedObservation, Observation } from '../state/observe-workflow.ts';
import { chooseActions } from './choose-actions.ts';

const facts = { message: '', steps: [] };

function buttons(observation: Observation, canRetry = true): string[] {
  return chooseActions(observation, { canRetry }).map((action) => action.identifier);
}

describe('the buttons of a check', () => {
  it.each(['waiting', 'pending', 'running', 'suspended'] as const)('are Cancel while it is %s', (phase) => {
    expect(buttons({ ...facts, phase })).toEqual(['cancel']);
  });

  it.each<[EndedObservation['how'], EndedObservation['conclusion'], string[]]>([
    ['succeeded', 'success', []],
    ['failed', 'failure', ['retry-failed']],
    ['error', 'failure', ['retry-failed']],
    ['timed-out', 'timed_out', ['retry-failed']],
    ['refused', 'failure', []],
    ['stopped', 'cancelled', []],
    ['terminated', 'cancelled', []],
    ['deleted', 'cancelled', []],
  ])('after it %s (%s) are %j', (how, conclusion, expected) => {
    expect(buttons({ ...facts, phase: 'ended', how, conclusion })).toEqual(expected);
    expect(buttons({ ...facts, phase: 'ended', how, conclusion }, false)).toEqual([]);
  });

  it('are within the lengths that GitHub takes', () => {
    const all = [
      ...chooseActions({ ...facts, phase: 'running' }, { canRetry: true }),
      ...chooseActions({ ...facts, phase: 'ended', how: 'failed', conclusion: 'failure' }, { canRetry: true }),
    ];
    for (const { label, description, identifier } of all) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(description.length).toBeLessThanOrEqual(40);
      expect(identifier.length).toBeLessThanOrEqual(20);
    }
  });
});
