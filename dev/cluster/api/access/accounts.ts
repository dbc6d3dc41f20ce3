import { randomBytes } from 'node:crypto';

/** What an account may do, as a rule of a Role says it; `*` is everything. */
export interface AccessRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
  /** Where; undefined: in the account's own namespace. Empty: in all of them, and for kinds without one. */
  namespace?: string;
}

/** A service account as the API knows it by its token. */
export interface Account {
  namespace: string;
  name: string;
}

/** What a request would do. `namespace` is undefined for kinds without one and for all namespaces. */
export interface AccessQuestion {
  verb: string;
  group: string;
  resource: string;
  namespace: string | undefined;
  name: string | undefined;
}

/** Service accounts with tokens of their own, beside the administrator's. */
export interface Accounts {
  /** Gives the account these rules instead of those that it had. */
  setRules(account: Account, rules: readonly AccessRule[]): void;
  makeToken(account: Account, expiresAt?: number): string;
  revoke(token: string): void;
  /** Whose token it is; undefined for one that is none, or not any more. */
  find(token: string): Account | undefined;
  mayDo(account: Account, question: AccessQuestion): boolean;
}

export function createAccounts(): Accounts {
  const rules = new Map<string, readonly AccessRule[]>();
  const tokens = new Map<string, { account: Account; expiresAt: number }>();
  return {
    setRules: (account, given) => {
      rules.set(userName(account), given);
    },
    makeToken(account, expiresAt = Number.POSITIVE_INFINITY) {
      const claims = { iss: 'argo-events-app-dev', sub: userName(account) };
      const parts = [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
      const token = [...parts, randomBytes(24).toString('base64url')].join('.');
      tokens.set(token, { account, expiresAt });
      return token;
    },
    revoke: (token) => {
      tokens.delete(token);
    },
    find(token) {
      const known = tokens.get(token);
      return known !== undefined && known.expiresAt > Date.now() ? known.account : undefined;
    },
    mayDo: (account, question) =>
      (rules.get(userName(account)) ?? []).some((rule) => covers(rule, account.namespace, question)),
  };
}

export function userName({ namespace, name }: Account): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function covers(rule: AccessRule, home: string, { verb, group, resource, namespace, name }: AccessQuestion): boolean {
  const has = (list: readonly string[], wanted: string) => list.includes('*') || list.includes(wanted);
  const where = rule.namespace ?? home;
  const isThere = where === '' || where === namespace;
  const isNamed = rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name));
  return isThere && isNamed && has(rule.apiGroups, group) && has(rule.resources, resource) && has(rule.verbs, verb);
}
