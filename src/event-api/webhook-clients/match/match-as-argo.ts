import { matchBitbucket } from './match-bitbucket.ts';
import { matchBitbucketServer } from './match-bitbucket-server.ts';
import { matchGithub } from './match-github.ts';
import { matchGitlab } from './match-gitlab.ts';
import type { Matcher } from './webhook-request.ts';

/** The senders that a webhook client can be of. */
export const clientTypes = ['bitbucket', 'bitbucketserver', 'github', 'gitlab'] as const;

export type ClientType = (typeof clientTypes)[number];

/** By the client's type, whether a request is from it, as Argo Workflows 4.1 decides. */
export const matchersOfArgo: Readonly<Record<ClientType, Matcher>> = {
  bitbucket: matchBitbucket,
  bitbucketserver: matchBitbucketServer,
  github: matchGithub,
  gitlab: matchGitlab,
};

export function isClientType(text: string): text is ClientType {
  return clientTypes.some((each) => each === text);
}
