import { readdirSync, readFileSync } from 'node:fs';
import type { Workflow } from '../../kubernetes/workflow.ts';

export interface RecordedLine {
  afterMs: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: Workflow;
}

const folder = new URL('../../../test/recordings/', import.meta.url);

/** Names of the recorded histories, without their ending. */
export function listRecordings(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .sort();
}

/** What a watch delivered while a real controller ran one Workflow. */
export function readRecording(name: string): RecordedLine[] {
  const text = readFileSync(new URL(`${name}.jsonl`, folder), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedLine);
}
