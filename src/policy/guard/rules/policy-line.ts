import type { Inspection } from './inspection.ts';
import { shorten } from './json-path.ts';

/** The line of the policy file that would let something through, and where it belongs. */
export function policyLine(key: string, item: string, { context }: Inspection): string {
  const where = context.untrusted ? '`untrusted`' : '`defaults` or this repository’s entry';
  return `\`${key}: [${JSON.stringify(shorten(item))}]\` under ${where}`;
}
