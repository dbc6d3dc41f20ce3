import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNamespace } from './is-namespace.ts';
import { routeRequest } from './route-request.ts';

describe('routeRequest', () => {
  it.each([
    ['/api/v1/events/argo/my-discriminator', { kind: 'event', namespace: 'argo', discriminator: 'my-discriminator' }],
    ['/api/v1/events/argo/', { kind: 'event', namespace: 'argo', discriminator: '' }],
    ['/api/v1/events/argo/a?x=/y', { kind: 'event', namespace: 'argo', discriminator: 'a' }],
    ['/api/v1/events/argo/a%20b', { kind: 'event', namespace: 'argo', discriminator: 'a b' }],
    ['/api/v1/events//d', { kind: 'event', namespace: '', discriminator: 'd' }],
    ['/api/v1/events/argo', { kind: 'unknown' }],
    ['/api/v1/events/argo/a/', { kind: 'unknown' }],
    ['/api/v1/events/argo/a%2Fb', { kind: 'unknown' }],
    ['/api/v1/events', { kind: 'unknown' }],
    ['/api/v1/events/argo/%zz', { kind: 'malformed' }],
    ['/api/v1/eventsx/argo/a', undefined],
    ['/api/v1/workflows/argo', undefined],
    ['/', undefined],
  ])('%s', (url, expected) => {
    expect(routeRequest(url)).toEqual(expected);
  });

  it('reads the namespace and the options of a list', () => {
    const route = routeRequest('/api/v1/workflow-event-bindings/argo?listOptions.labelSelector=a%3Db');
    expect(route).toMatchObject({ kind: 'bindings', namespace: 'argo' });
    expect(route?.kind === 'bindings' && route.query.get('listOptions.labelSelector')).toBe('a=b');
    expect(routeRequest('/api/v1/workflow-event-bindings/argo/')).toEqual({ kind: 'unknown' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (rest) => routeRequest(`/api/v1/events/${rest}`) !== undefined));
  });
});

describe('isNamespace', () => {
  it.each(['ci', 'a', 'a-b', '0', '', 'x'.repeat(63)])('takes %j', (text) => {
    expect(isNamespace(text)).toBe(true);
  });

  it.each(['..', '.', 'CI', '-a', 'a-', 'a/b', 'a.b', 'ä', 'x'.repeat(64)])('refuses %j', (text) => {
    expect(isNamespace(text)).toBe(false);
  });
});
