import type { ReadToken } from '../../github/installations/installations.ts';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { secretKind } from '../kept/kept-kinds.ts';

/** A Secret that holds a run's token; it has the Workflow's name. */
export interface TokenSecretPlace {
  namespace: string;
  name: string;
  repositoryId: number;
}

/**
 * The Secret as it is created: `token`, and what git needs as files: `.git-credentials`, and a `.gitconfig` that reads them anew
 * for each use, so that a renewed token is used as soon as the volume has it.
 */
export function describeTokenSecret(
  { namespace, name, repositoryId }: TokenSecretPlace,
  token: ReadToken,
  { appId, webUrl, now }: { appId: number; webUrl: string; now: number },
): ClusterObject {
  return {
    apiVersion: secretKind.apiVersion,
    kind: secretKind.kind,
    metadata: {
      name,
      namespace,
      labels: { ...tokenLabels(appId), [labels.repositoryId]: String(repositoryId) },
      annotations: { ...expiryOf(token), [annotations.usedAt]: String(now) },
    },
    type: 'Opaque',
    data: dataOf(token, webUrl),
  };
}

/** A merge patch that puts another token into that very Secret; `usedAt` where a run is about to be made with it. */
export function renewTokenSecret(
  uid: string,
  token: ReadToken,
  { webUrl, usedAt }: { webUrl: string; usedAt?: number },
): object {
  const used = usedAt === undefined ? {} : { [annotations.usedAt]: String(usedAt) };
  return { metadata: { uid, annotations: { ...expiryOf(token), ...used } }, data: dataOf(token, webUrl) };
}

/** Labels of every Secret with a token of this App. */
export function tokenLabels(appId: number): Record<string, string> {
  return { [labels.managedBy]: String(appId), [labels.holds]: 'token' };
}

function expiryOf({ expiresAt }: ReadToken): Record<string, string> {
  return { [annotations.expires]: new Date(expiresAt).toISOString() };
}

function dataOf({ token }: ReadToken, webUrl: string): Record<string, string> {
  const { protocol, host } = new URL(webUrl);
  const texts = {
    token,
    '.git-credentials': `${protocol}//x-access-token:${token}@${host}\n`,
    '.gitconfig': describeGitconfig(`${protocol}//${host}`),
  };
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

/**
 * Works where the file is: the volume is the home directory, or `GIT_CONFIG_GLOBAL` names the file. Only `get` is answered, because
 * git would try to write what it has found into the volume.
 */
function describeGitconfig(origin: string): string {
  const directory = `$(dirname \\"\${GIT_CONFIG_GLOBAL:-$HOME/.gitconfig}\\")`;
  const helper = `!f() { test \\"$1\\" = get && git credential-store --file=\\"${directory}/.git-credentials\\" get; }; f`;
  return `[credential "${origin}"]\n\thelper = "${helper}"\n`;
}
