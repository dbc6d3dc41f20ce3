import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchKafkaLibs } from './fetch-kafka-libs.ts';
import { type KafkaBroker, startKafka } from './start-kafka.ts';

export type StartedSecuredKafka =
  | { ok: true; broker: KafkaBroker; ca: string; password: string; dispose(): Promise<void> }
  | { ok: false; reason: string };

const loginModules = 'org.apache.kafka.common.security';

/**
 * A broker whose second listener wants TLS and a user `app` with a password, and allows this user nothing until it is given
 * rights. Whoever comes over the first listener may do everything.
 */
export async function startSecuredKafka(): Promise<StartedSecuredKafka> {
  // Java, which has the tool that makes the certificate, is looked for first.
  const libs = fetchKafkaLibs();
  if (!libs.ok) return libs;
  const directory = mkdtempSync(join(tmpdir(), 'kafka-keys-'));
  const password = randomBytes(12).toString('hex');
  const keystore = join(directory, 'broker.p12');
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=ip:127.0.0.1,dns:localhost'];
  runKeytool(['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '2', ...names, ...store]);
  const ca = runKeytool(['-exportcert', '-rfc', ...store]);
  const started = await startKafka({
    secured: 'SASL_SSL',
    formatArguments: ['--add-scram', `SCRAM-SHA-512=[name=app,password=${password}]`],
    properties: {
      'log.cleaner.backoff.ms': '200',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
      'listener.name.secured.ssl.keystore.location': keystore,
      'listener.name.secured.ssl.keystore.type': 'PKCS12',
      'listener.name.secured.ssl.keystore.password': password,
      'listener.name.secured.ssl.key.password': password,
      'listener.name.secured.sasl.enabled.mechanisms': 'SCRAM-SHA-512,PLAIN',
      'listener.name.secured.scram-sha-512.sasl.jaas.config': `${loginModules}.scram.ScramLoginModule required;`,
      'listener.name.secured.plain.sasl.jaas.config': `${loginModules}.plain.PlainLoginModule required user_app="${password}";`,
    },
  });
  if (!started.ok) return started;
  const { broker } = started;
  return {
    ...{ ok: true, broker, ca, password },
    async dispose() {
      await broker.dispose();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function runKeytool(args: readonly string[]): string {
  const done = spawnSync('keytool', args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`keytool failed: ${done.stdout}${done.stderr}`);
  return done.stdout;
}
