import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type ServerProcess, startServerProcess, waitUntilReady } from '../process/start-server-process.ts';
import { fetchKafkaLibs } from './fetch-kafka-libs.ts';

export interface KafkaBroker {
  /** `host:port` of the first listener. */
  address: string;
  /** `host:port` of the listener of `secured`. */
  securedAddress: string;
  directory: string;
  /** Ends the broker; by SIGKILL as a crash would. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same ports and data. */
  start(): Promise<void>;
  /** Stops and goes on without ending: nothing is answered meanwhile. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  dispose(): Promise<void>;
}

export interface KafkaOptions {
  /** Lines of server.properties, beyond those that a test broker needs. */
  properties?: Record<string, string>;
  /** `StorageTool format` takes them. */
  formatArguments?: readonly string[];
  /** A second listener: its security protocol. */
  secured?: 'SASL_SSL' | 'SASL_PLAINTEXT' | 'SSL';
}

export type StartedKafka = { ok: true; broker: KafkaBroker } | { ok: false; reason: string };

/** One broker in KRaft mode on loopback, on ports that the system chooses, with a small heap. */
export async function startKafka(options: KafkaOptions = {}): Promise<StartedKafka> {
  const libs = fetchKafkaLibs();
  if (!libs.ok) return libs;
  const directory = mkdtempSync(join(tmpdir(), 'kafka-broker-'));
  const [port = 0, controllerPort = 0, securedPort = 0] = await findFreePorts(3);
  const broker = prepareBroker(libs.directory, directory, { port, controllerPort, securedPort }, options);
  await broker.start();
  return { ok: true, broker };
}

interface Ports {
  port: number;
  controllerPort: number;
  securedPort: number;
}

function prepareBroker(libs: string, directory: string, ports: Ports, options: KafkaOptions): KafkaBroker {
  const classPath = join(libs, '*');
  const propertiesFile = join(directory, 'server.properties');
  const logFile = join(directory, 'kafka.log');
  writeFileSync(propertiesFile, writeProperties({ ...serverProperties(directory, ports, options) }));
  writeFileSync(logFile, '');
  const tool = ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'];
  const id =
    run('java', [...tool, 'random-uuid'])
      .trim()
      .split('\n')
      .at(-1) ?? '';
  run('java', [...tool, 'format', '-t', id, '-c', propertiesFile, ...(options.formatArguments ?? [])]);
  let server: ServerProcess | undefined;

  async function start(): Promise<void> {
    writeFileSync(logFile, '');
    const jvm = [
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=info',
    ];
    const command = {
      command: 'java',
      arguments: [...jvm, '-cp', classPath, 'kafka.Kafka', propertiesFile],
      directory,
      logFile,
    };
    const started = startServerProcess(command);
    server = started;
    await waitUntilReady(started, async () => readFileSync(logFile, 'utf8').includes('Kafka Server started'), 180_000);
  }

  return {
    address: `127.0.0.1:${ports.port}`,
    securedAddress: `127.0.0.1:${ports.securedPort}`,
    directory,
    start,
    stop: async (signal) => server?.stop(signal),
    freeze: () => server?.freeze(),
    thaw: () => server?.thaw(),
    async dispose() {
      server?.thaw();
      await server?.stop('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function serverProperties(
  directory: string,
  ports: Ports,
  { properties, secured }: KafkaOptions,
): Record<string, string> {
  const second = secured === undefined ? '' : `,SECURED://127.0.0.1:${ports.securedPort}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.port},CONTROLLER://127.0.0.1:${ports.controllerPort}${second}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.port}${second}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:${secured ?? 'PLAINTEXT'}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(directory, 'data'),
    'num.partitions': '1',
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...properties,
  };
}

function writeProperties(properties: Record<string, string>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function run(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}
