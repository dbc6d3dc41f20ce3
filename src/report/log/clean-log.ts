import type { LogTail } from '../../kubernetes/logs/run-logs.ts';
import { stripEscapes } from './strip-escapes.ts';

/** The end of a log as lines of plain text. */
export interface CleanLog {
  lines: string[];
  /** There was more before. */
  isCut: boolean;
}

/** More of one line is seen by nobody. */
export const maxLineLength = 4000;
/** Characters of control but tabs, line separators, and those that turn the direction of text or cannot be seen. */
const unseen = /(?!\t)[\p{Cc}\u2028\u2029\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
const lineFeed = 0x0a;

/**
 * A log's bytes as people saw it: whole characters, no colours or cursor movements, of a progress bar that writes over itself
 * only what was there last. A first line that was cut is left out, also where there is no other: half a secret would not be known as
 * one.
 */
export function cleanLog({ bytes, isCut }: LogTail): CleanLog {
  const text = stripEscapes((isCut ? fromWholeLine(bytes) : bytes).toString('utf8'));
  const lines = text.split('\n').map(cleanLine);
  while (lines.at(-1) === '') lines.pop();
  return { lines, isCut };
}

function fromWholeLine(bytes: Buffer): Buffer {
  const feed = bytes.indexOf(lineFeed);
  return bytes.subarray(feed === -1 ? bytes.length : feed + 1);
}

function cleanLine(line: string): string {
  const shown = typeOver(lastWritten(line)).replace(unseen, '').toWellFormed().trimEnd();
  return shown.length > maxLineLength ? `${shown.slice(0, maxLineLength).toWellFormed()}…` : shown;
}

/** A carriage return goes back to the beginning of the line: what follows it is what stays to be seen. */
function lastWritten(line: string): string {
  const written = line.replace(/\r+$/, '');
  return written.slice(written.lastIndexOf('\r') + 1);
}

/** A backspace takes the character before it away. */
function typeOver(line: string): string {
  if (!line.includes('\b')) return line;
  const shown: string[] = [];
  for (const character of line) {
    if (character === '\b') shown.pop();
    else shown.push(character);
  }
  return shown.join('');
}
