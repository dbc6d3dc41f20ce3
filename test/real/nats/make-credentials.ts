import { createHash } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** What a server in operator mode trusts, and the credentials file of a user of it: NATS' decentralised sign-in. */
export function makeCredentials(): { serverConfig: string; credentials: string } {
  const [operator, system, account] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createAccount()];
  const user = nkeys.createUser();
  const unlimited = { subs: -1, data: -1, payload: -1 };
  const operatorJwt = sign(operator, operator, { type: 'operator' });
  const accountJwt = sign(operator, account, {
    type: 'account',
    limits: {
      ...unlimited,
      conn: -1,
      leaf: -1,
      imports: -1,
      exports: -1,
      mem_storage: -1,
      disk_storage: -1,
      streams: -1,
      consumer: -1,
    },
  });
  const systemJwt = sign(operator, system, { type: 'account' });
  const userJwt = sign(account, user, { type: 'user', ...unlimited });
  const [id, systemId] = [account.getPublicKey(), system.getPublicKey()];
  const preload = `{ ${id}: ${accountJwt}, ${systemId}: ${systemJwt} }`;
  return {
    serverConfig: `operator: ${operatorJwt}\nsystem_account: ${systemId}\nresolver: MEMORY\nresolver_preload: ${preload}\n`,
    credentials: [
      ...['-----BEGIN NATS USER JWT-----', userJwt, '------END NATS USER JWT------', ''],
      ...[
        '-----BEGIN USER NKEY SEED-----',
        Buffer.from(user.getSeed()).toString(),
        '------END USER NKEY SEED------',
        '',
      ],
    ].join('\n'),
  };
}

function sign(issuer: KeyPair, subject: KeyPair, nats: Record<string, unknown>): string {
  const claims = {
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    name: 'test',
    sub: subject.getPublicKey(),
    nats: { ...nats, version: 2 },
  };
  const jti = createHash('sha256').update(JSON.stringify(claims)).digest('hex');
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode({ jti, ...claims })}`;
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString('base64url')}`;
}
