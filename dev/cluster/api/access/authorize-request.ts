import { type Failure, refuse } from '../../store/failure.ts';
import { qualifiedName } from '../../store/resource.ts';
import type { ResourceAddress, Verb } from '../parse-request.ts';
import { type AccessQuestion, type Account, type Accounts, userName } from './accounts.ts';

/** Who asks: the administrator, who may do everything, or a service account. */
export type Requester = { kind: 'admin' } | { kind: 'account'; account: Account };

/** Whose token a request bears; undefined for a wrong one or none. */
export function identifyRequester(
  authorization: string | undefined,
  { token, accounts }: { token: string; accounts: Accounts },
): Requester | undefined {
  if (authorization === `Bearer ${token}`) return { kind: 'admin' };
  const account = authorization?.startsWith('Bearer ') ? accounts.find(authorization.slice(7)) : undefined;
  return account === undefined ? undefined : { kind: 'account', account };
}

/** What RBAC says of it; undefined where it is allowed. */
export function refuseRequester(
  requester: Requester,
  accounts: Accounts,
  { address, verb }: { address: ResourceAddress; verb: Verb },
): Failure | undefined {
  if (requester.kind === 'admin') return undefined;
  const question = describeQuestion(address, verb);
  if (accounts.mayDo(requester.account, question)) return undefined;
  const { resource, namespace, name } = address;
  const named = name === undefined ? '' : ` "${name}"`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `cannot ${verb} resource "${question.resource}" in API group "${resource.group}" ${where}`;
  const message = `${qualifiedName(resource)}${named} is forbidden: User "${userName(requester.account)}" ${what}`;
  return refuse({ code: 403, reason: 'Forbidden', message, details: { kind: resource.plural } }).failure;
}

function describeQuestion({ resource, namespace, name, subresource }: ResourceAddress, verb: Verb): AccessQuestion {
  const asked = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  return { verb, group: resource.group, resource: asked, namespace, name };
}
