/** `7s`, `2m 13s`, `1h 02m`, `3d 4h`; Argo's times have whole seconds, so nothing finer is said. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 1) return 'under 1s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** The time between two RFC 3339 times, in words; undefined unless both are there and readable. */
export function durationBetween(startedAt: string | undefined, finishedAt: string | undefined): string | undefined {
  if (startedAt === undefined || finishedAt === undefined) return undefined;
  const milliseconds = Date.parse(finishedAt) - Date.parse(startedAt);
  return Number.isNaN(milliseconds) ? undefined : formatDuration(milliseconds);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
