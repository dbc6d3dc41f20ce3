/** A global id in GitHub's older form: the kind and the number, in base 64. Clients treat it as opaque. */
export function nodeIdOf(kind: string, id: number): string {
  return Buffer.from(`0${kind.length}:${kind}${id}`).toString('base64');
}

/** RFC 3339 in whole seconds, UTC: how GitHub writes times. */
export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Seconds since 1970, as push payloads and installations have them. */
export function formatUnixTime(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
