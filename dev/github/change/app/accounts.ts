import type { Account, Role } from '../../store/account.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import { Refused } from '../refused.ts';

export function createAccount(store: Store, login: string, type: Account['type']): Account {
  if (store.accounts.has(login.toLowerCase())) throw new Refused(`there is already an account ${login}`);
  const id = store.nextId();
  const account: Account = { id, login, type, email: `${id}+${login}@users.noreply.example.com` };
  store.accounts.set(login.toLowerCase(), account);
  return account;
}

export function findAccount(store: Store, login: string): Account | undefined {
  return store.accounts.get(login.toLowerCase());
}

export function requireAccount(store: Store, login: string): Account {
  const account = findAccount(store, login);
  if (account === undefined) throw new Refused(`there is no account ${login}`);
  return account;
}

/** What a person may do in a repository; undefined for nothing at all. Everybody reads a public one. */
export function roleOf(repository: RepositoryRecord, account: Account): Role | undefined {
  if (account.id === repository.owner.id) return 'admin';
  return repository.roles.get(account.login) ?? (repository.private ? undefined : 'read');
}
