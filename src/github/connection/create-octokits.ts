import type { Octokit } from './call-github.ts';

const maxOctokits = 500;

/** Where calls get their Octokit from. Installation tokens are cached by Probot for 59 minutes and shared by all Octokits. */
export interface Octokits {
  octokitFor(installationId: number): Promise<Octokit>;
  appOctokit(): Promise<Octokit>;
}

/** Of Probot: makes an authenticated Octokit, without a request. */
export interface Authenticator {
  auth(installationId?: number): Promise<AuthenticatedOctokit>;
}

export interface AuthenticatedOctokit {
  request(route: string, parameters?: Record<string, unknown>): Promise<{ data: unknown; headers?: unknown }>;
  auth(options: object): Promise<unknown>;
}

/** One Octokit an installation; the least recently used ones are let go. */
export function createOctokits(
  probot: Authenticator,
  askAs: (installationId: number, octokit: AuthenticatedOctokit) => Octokit,
): Octokits {
  const octokits = new Map<number, Promise<Octokit>>();
  async function authenticate(installationId: number): Promise<Octokit> {
    return askAs(installationId, await probot.auth(installationId));
  }
  return {
    octokitFor(installationId) {
      const octokit = octokits.get(installationId) ?? authenticate(installationId);
      octokits.delete(installationId);
      octokits.set(installationId, octokit);
      octokit.catch(() => octokits.delete(installationId));
      const [oldest] = octokits.keys();
      if (octokits.size > maxOctokits && oldest !== undefined) {
        octokits.delete(oldest);
      }
      return octokit;
    },
    async appOctokit() {
      const octokit = await probot.auth();
      return {
        request: (route, parameters) => octokit.request(route, parameters),
        auth: (options) => octokit.auth(options),
      };
    },
  };
}
