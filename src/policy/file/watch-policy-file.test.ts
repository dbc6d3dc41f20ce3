import { describe, expect, it } from 'vitest';
import type { Problem } from '../../problem/problem.ts';
import type { Policy } from './policy.ts';
import { watchPolicyFile } from './watch-policy-file.ts';

async function watch(text: string | Error, intervalMs = 1_000_000) {
  const file = { text };
  const seen: (string | undefined)[] = [];
  const problems: Problem['code'][][] = [];
  const read = async () => {
    if (file.text instanceof Error) throw file.text;
    return file.text;
  };
  const onChange = (policy: Policy) => void seen.push(policy.defaults.namespace);
  const onProblems = (found: Problem[]) => void problems.push(found.map(({ code }) => code));
  const watched = await watchPolicyFile({ path: 'policy.yaml', read, onChange, onProblems, intervalMs });
  return { file, seen, problems, watched };
}

function policyFor(namespace: string): string {
  return `defaults: { namespace: ${namespace} }`;
}

describe('watchPolicyFile', () => {
  it('has read the file when it resolves', async () => {
    const { seen, problems, watched } = await watch(policyFor('ci'));
    expect([seen, problems, watched.current()?.defaults.namespace]).toEqual([['ci'], [], 'ci']);
    watched.stop();
  });

  it('tells a change once', async () => {
    const { file, seen, watched } = await watch(policyFor('ci'));
    await watched.check();
    file.text = policyFor('other');
    await watched.check();
    await watched.check();
    expect(seen).toEqual(['ci', 'other']);
    watched.stop();
  });

  it('keeps the last good policy while the file is wrong or gone, and says so once', async () => {
    const { file, seen, problems, watched } = await watch(policyFor('ci'));
    for (const text of ['defaults: [', 'defaults: [', new Error('ENOENT'), new Error('ENOENT')]) {
      file.text = text;
      await watched.check();
      expect(watched.current()?.defaults.namespace).toBe('ci');
    }
    expect(problems.map(([first]) => first)).toEqual(['policy.not-yaml', 'policy.unreadable-file']);
    file.text = policyFor('new');
    await watched.check();
    expect(problems.at(-1)).toEqual([]);
    expect(seen).toEqual(['ci', 'new']);
    watched.stop();
  });

  it('has no policy when the first look fails', async () => {
    const { problems, watched } = await watch(new Error('EACCES'));
    expect(watched.current()).toBeUndefined();
    expect(problems).toEqual([['policy.unreadable-file']]);
    watched.stop();
  });

  it('looks again by itself', async () => {
    let tell: (namespace: string | undefined) => void = () => undefined;
    const changed = new Promise((resolve) => {
      tell = resolve;
    });
    let text = policyFor('ci');
    const watched = await watchPolicyFile({
      path: 'policy.yaml',
      read: async () => text,
      onChange: ({ defaults }) => defaults.namespace === 'later' && tell(defaults.namespace),
      onProblems: () => undefined,
      intervalMs: 1,
    });
    text = policyFor('later');
    expect(await changed).toBe('later');
    watched.stop();
  });
});
