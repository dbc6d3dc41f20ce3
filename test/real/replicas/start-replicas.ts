import { type AppProcess, type EndedProcess, startAppProcess } from '../../faults/start-app-process.ts';
import { balanceConnections } from '../../faults/storm/world/balance-connections.ts';
import { type Surroundings, type SurroundingsOptions, startSurroundings } from '../../world/start-surroundings.ts';

export interface Replica {
  name: string;
  number: number;
  process: AppProcess;
  /** How many lines of its log have this message. */
  count(message: string): number;
  /** Whether the last that it said of leading is that it does. */
  leads(): boolean;
}

/** GitHub and a cluster in this process, several replicas of the app as processes of their own, a balancer before them. */
export interface ReplicaWorld extends Surroundings {
  replicas(): Replica[];
  addReplica(): Promise<Replica>;
  /** Ends it; the balancer knows at once. */
  endReplica(replica: Replica, signal: NodeJS.Signals): Promise<EndedProcess>;
  /** Stops and goes on without ending; the balancer gives it nothing meanwhile. */
  freeze(replica: Replica): void;
  thaw(replica: Replica): void;
  /** The replica that leads, once one does. */
  leader(): Promise<Replica>;
}

const leadsNow = 'this replica leads now';
const leadsNoMore = 'this replica does not lead any more';

export interface ReplicasOptions extends SurroundingsOptions {
  /** Settings of one replica alone, which is the so-many-th that was ever started, from 1. */
  environmentOf?: (number: number) => Record<string, string>;
}

export async function startReplicas(count: number, options: ReplicasOptions): Promise<ReplicaWorld> {
  const surroundings = await startSurroundings(options);
  let portsUp: readonly number[] = [];
  const balancer = await balanceConnections(() => portsUp);
  await surroundings.github.setWebhook({ url: `http://127.0.0.1:${balancer.port}/api/github/webhooks` });
  let running: Replica[] = [];
  const frozen = new Set<Replica>();
  let made = 0;

  async function balance(): Promise<void> {
    const serving = running.filter((each) => !frozen.has(each));
    portsUp = await Promise.all(serving.map((each) => each.process.port));
    // Those that are open go to the wrong ones.
    balancer.drop();
  }

  async function addReplica(): Promise<Replica> {
    made += 1;
    const number = made;
    const environment = { ...surroundings.environment, ...options.environmentOf?.(number) };
    const process = startAppProcess(environment, surroundings.directory);
    const replica: Replica = {
      name: `replica ${number}`,
      number,
      process,
      count: (message) => process.lines.filter((line) => line.includes(`"${message}"`)).length,
      leads: () => {
        const said = process.lines.findLast((line) => line.includes(leadsNow) || line.includes(leadsNoMore));
        return said?.includes(leadsNow) ?? false;
      },
    };
    await process.port;
    running.push(replica);
    await balance();
    return replica;
  }

  async function endReplica(replica: Replica, signal: NodeJS.Signals): Promise<EndedProcess> {
    running = running.filter((each) => each !== replica);
    await balance();
    return await replica.process.end(signal);
  }

  await addReplica();
  await Promise.all(Array.from({ length: count - 1 }, addReplica));
  return {
    ...surroundings,
    replicas: () => [...running],
    addReplica,
    endReplica,
    freeze(replica) {
      frozen.add(replica);
      void balance();
      replica.process.signal('SIGSTOP');
    },
    thaw(replica) {
      replica.process.signal('SIGCONT');
      frozen.delete(replica);
      void balance();
    },
    async leader() {
      for (;;) {
        const leading = running.filter((each) => !frozen.has(each) && each.leads());
        if (leading.length === 1 && leading[0] !== undefined) return leading[0];
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async close() {
      await Promise.all(running.map((each) => endReplica(each, 'SIGKILL')));
      await balancer.close();
      await surroundings.close();
    },
  };
}
