import type { Claims } from './read-caller.ts';

const prefix = 'workflows.argoproj.io/creator';

/** Argo's labels that say who made a Workflow. */
export function creatorLabels(claims: Claims | undefined): Record<string, string> {
  const { subject, email, preferredUsername } = claims ?? {};
  return {
    ...(subject === undefined ? {} : { [prefix]: toLabelValue(subject) }),
    ...(email === undefined ? {} : { [`${prefix}-email`]: toLabelValue(email.replace('@', '.at.')) }),
    ...(preferredUsername === undefined ? {} : { [`${prefix}-preferred-username`]: toLabelValue(preferredUsername) }),
  };
}

/** Argo's `dnsFriendly`: the last 63 characters, and none at the ends that a label may not have there. */
function toLabelValue(text: string): string {
  return text
    .replace(/[^-_.a-zA-Z0-9]/gu, '-')
    .slice(-63)
    .replace(/^[^a-zA-Z0-9]+/, '')
    .replace(/[^a-zA-Z0-9]+$/, '');
}
