import { offsetAt } from '../../time/zone-offset.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What the clocks of a zone show: `Fri 2026-11-27 09:00 +01:00`, with seconds where they matter. */
export function formatInZone(zone: string, milliseconds: number): string {
  const offset = offsetAt(zone, Math.floor(milliseconds / 1000));
  return `${formatClock(milliseconds / 1000 + offset)} ${formatOffset(offset)}`;
}

/** @param local what clocks show, in seconds since 1970 as if it were UTC */
export function formatClock(local: number): string {
  const date = new Date(local * 1000);
  return `${days[date.getUTCDay()]} ${date.toISOString().slice(0, 10)} ${formatTime(local)}`;
}

export function formatTime(local: number): string {
  return new Date(local * 1000).toISOString().slice(11, local % 60 === 0 ? 16 : 19);
}

function formatOffset(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${pad(minutes / 60)}:${pad(minutes % 60)}`;
}
