/** Tries of one firing that make objects of their own are this far apart; re-runs, which count from 1, stay well below. */
const tryDistance = 1000;

/** The number of a Workflow that a trigger makes after so many failed tries, and for which re-run. */
export function numberAttempt(rerun: number, failures: number): number {
  return rerun + tryDistance * failures;
}

/** The number in words, such as `attempt 2` or `try 3 of its trigger`; nothing for the first. */
export function describeAttempt(attempt: number): string {
  const [rerun, tries] = [attempt % tryDistance, Math.floor(attempt / tryDistance) + 1];
  const parts = [...(rerun > 1 ? [`attempt ${rerun}`] : []), ...(tries > 1 ? [`try ${tries} of its trigger`] : [])];
  return parts.join(', ');
}
