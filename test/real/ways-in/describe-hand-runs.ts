import { fetch } from 'undici';
import { expect, it } from 'vitest';
import { typeCommand } from '../../world/type-command.ts';
import type { Replica } from '../replicas/start-replicas.ts';
import { type MadeWorkflow, readWorkflows } from './read-workflows.ts';
import type { WaysWorld } from './start-ways-world.ts';

const patient = { timeout: 60_000, interval: 250 };

/** Runs that people start by hand, whichever replica they ask. */
export function describeHandRuns(current: () => WaysWorld): void {
  async function userToken(): Promise<string> {
    const { github, repository } = current();
    await github.setRole({ repository, login: 'ada', role: 'write' });
    return (await github.createUserToken({ login: 'ada' })).token;
  }

  async function made(to: string): Promise<MadeWorkflow[]> {
    const all = await readWorkflows(current().server);
    return all.filter(({ spec }) => spec.arguments.parameters.some((each) => each.name === 'to' && each.value === to));
  }

  async function ask(replica: Replica, token: string, key: string, to: string) {
    const response = await fetch(`http://127.0.0.1:${await replica.process.port}/api/v1/runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
      body: JSON.stringify({ repository: current().repository, pipeline: 'by-hand', parameters: { to } }),
    });
    return { status: response.status, content: (await response.json()) as { id?: string; repeated?: boolean } };
  }

  it('run once by hand for one Idempotency-Key, though every replica is asked, twice, at the same time', async () => {
    const token = await userToken();
    const all = [...current().replicas(), ...current().replicas()];
    const answers = await Promise.all(all.map((each) => ask(each, token, 'one-key', 'one-key')));
    // On Kafka a replica does not know yet what another stores at this moment: both say 202, to one run.
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((each) => each !== 200 && each !== 202)).toEqual([]);
    expect(statuses).toContain(202);
    expect(new Set(answers.map(({ content }) => content.id)).size).toBe(1);
    await expect.poll(async () => (await made('one-key')).length, patient).toBe(1);
    // Another key is another run, which comes after all that was asked for before.
    const [last] = current().replicas();
    if (last !== undefined) expect((await ask(last, token, 'two-key', 'two-key')).status).toBe(202);
    await expect.poll(async () => (await made('two-key')).length, patient).toBe(1);
    expect(await made('one-key')).toHaveLength(1);
  });

  it('run by `argo-events-app run` with a ref and a parameter, also when the key is used again on another replica', async () => {
    const { github, repository, replicas } = current();
    const { after } = await github.push({ repository, branch: 'topic', files: { b: 'b' } });
    const token = await userToken();
    for (const replica of replicas()) {
      const said = await typeCommand(
        { GH_TOKEN: token },
        ...['run', repository, 'by-hand', '--ref', 'topic', '--parameter', 'to=typed', '--key', 'typed'],
        ...['--server', `http://127.0.0.1:${await replica.process.port}`],
      );
      expect(said).toMatchObject({ code: 0, complained: '' });
      expect(said.out).toContain(after.slice(0, 12));
    }
    await expect.poll(async () => (await made('typed')).length, patient).toBe(1);
    const [only] = await made('typed');
    expect(only?.spec.arguments.parameters).toContainEqual({ name: 'branch', value: 'topic' });
  });
}
