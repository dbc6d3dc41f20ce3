import { describe, expect, it } from 'vitest';
import { eventOf, makeDelivery, makePush } from '../../run/testing/deliveries.ts';
import { isAboutOwnCheck } from './is-about-own-check.ts';

describe('an event about a check', () => {
  it.each<[string, string, object, boolean]>([
    ['a check run of this app', 'check_run', { check_run: { id: 1, app: { id: 9 } } }, true],
    ['a suite of this app', 'check_suite', { check_suite: { id: 1, app: { id: 9 } } }, true],
    ['a check run of another app', 'check_run', { check_run: { id: 1, app: { id: 8 } } }, false],
    ['a suite of another app', 'check_suite', { check_suite: { id: 1, app: { id: 8 } } }, false],
    ['a check run without an app', 'check_run', { check_run: { id: 1 } }, false],
    ['a check run that is missing', 'check_run', {}, false],
    ['a check run that is null', 'check_run', { check_run: null }, false],
    ['an app by a text', 'check_run', { check_run: { app: { id: '9' } } }, false],
    ['another event with such a member', 'workflow_run', { check_run: { app: { id: 9 } } }, false],
  ])('is about the app’s own: %s', (_what, name, body, expected) => {
    expect(isAboutOwnCheck(eventOf(makeDelivery(name, body)), 9)).toBe(expected);
  });

  it('is not looked for in a push', () => {
    expect(isAboutOwnCheck(eventOf(makePush()), 9)).toBe(false);
  });
});
