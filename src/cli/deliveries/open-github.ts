import { pino } from 'pino';
import type { GithubDeliveries } from '../../github/deliveries/deliveries.ts';
import type { Settings } from '../../settings/settings.ts';

/** GitHub as the App itself. Loaded when it is needed: the other commands go without. */
export async function openGithub(settings: Settings): Promise<GithubDeliveries> {
  const { connectGithub } = await import('../../github/connect-github.ts');
  return connectGithub(settings, pino({ level: 'silent' })).github;
}
