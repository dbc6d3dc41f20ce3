import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../testing/start-stage.ts';
import { html } from './html.ts';

let stage: Stage;
let runPath: string;
beforeAll(async () => {
  stage = await startStage();
  const { call, firstSha, github } = stage;
  await github.push({ repository: 'acme/demo', branch: 'topic', files: { t: 't' } });
  const { number } = await github.openPullRequest({
    repository: 'acme/demo',
    head: 'topic',
    title: 'A <b>bold</b> one',
  });
  await github.comment({ repository: 'acme/demo', number, body: '<script>alert(1)</script>' });
  const annotation = { path: 'a.ts', start_line: 3, end_line: 3, annotation_level: 'failure', message: 'a < b' };
  const output = {
    title: 'Two & two',
    summary: '<img src=x>',
    text: '| a | b |\n|---|---|\n| c | d |',
    annotations: [annotation],
  };
  const actions = [{ label: 'Again', description: 'Once more', identifier: 'again' }];
  const body = { name: 'ci', head_sha: firstSha, conclusion: 'failure', output, actions };
  const run = await call('POST /repos/acme/demo/check-runs', { body });
  runPath = `/acme/demo/runs/${run.json.id}`;
});
afterAll(() => stage.close());

async function show(path: string): Promise<string> {
  const answer = await fetch(`${stage.github.url}${path}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toBe("script-src 'none'");
  return answer.text();
}

describe('the page', () => {
  it('lists repositories', async () => {
    expect(await show('/')).toContain('<a href="/acme/demo">acme/demo</a>');
  });

  it('shows a repository’s branches, pull requests and check runs, all text escaped', async () => {
    const page = await show('/acme/demo');
    expect(page).toContain('A &lt;b&gt;bold&lt;/b&gt; one');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain(`<a href="${runPath}">ci</a>`);
    expect(page).toContain('<h3>topic</h3>');
    expect(await show('/acme/demo/commit/x')).toContain('<h3>main</h3>');
  });

  it('shows a check run with its output and buttons', async () => {
    const page = await show(runPath);
    for (const text of [
      'Two &amp; two',
      '&lt;img src=x&gt;',
      '<th>b</th>',
      '<td>c</td>',
      'a.ts:3',
      'a &lt; b',
      '>Again</button>',
    ])
      expect(page).toContain(text);
  });

  it('presses a check run’s buttons', async () => {
    const { github, receiver } = stage;
    await github.idle();
    receiver.clear();
    for (const button of ['rerun', 'actions/again']) {
      const answer = await fetch(`${github.url}${runPath}/${button}`, { method: 'POST', redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, runPath]);
    }
    expect(receiver.names()).toEqual(['check_run.rerequested', 'check_run.requested_action']);
    const refused = await fetch(`${github.url}${runPath}/actions/none`, { method: 'POST' });
    expect(refused.status).toBe(422);
  });

  it.each([
    ['GET', '/nobody/nothing'],
    ['GET', '/acme/demo/runs/1'],
    ['GET', '/acme'],
    ['POST', '/acme/demo'],
  ])('has nothing for %s %s', async (method, path) => {
    expect((await fetch(`${stage.github.url}${path}`, { method })).status).toBe(404);
  });
});

describe('html', () => {
  it('escapes text and keeps markup', () => {
    expect(html`<p title="${'"'}">${'<'}${html`<b>${1}</b>`}${null}${['&', html`<i></i>`]}</p>`.markup).toBe(
      '<p title="&quot;">&lt;<b>1</b>&amp;<i></i></p>',
    );
  });
});
