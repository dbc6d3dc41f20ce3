import type { GithubEvent } from '../../event/event.ts';

/**
 * GitHub tells the App of every suite that it opens for it and of every check run that the App writes. Nothing may listen to
 * them: a Sensor that did would run for its own check, and again for that one's.
 */
export function isAboutOwnCheck(event: GithubEvent, appId: number): boolean {
  const { eventName } = event.facts;
  if (eventName !== 'check_run' && eventName !== 'check_suite') return false;
  const { body } = JSON.parse(event.data) as { body: Record<string, { app?: { id?: unknown } } | undefined> };
  return body[eventName]?.app?.id === appId;
}
