import { annotations } from '../../kubernetes/labels.ts';

/** What came of the wish to make a run once more, as the app writes it beside the wish. */
export type AgainAnswer = { kind: 'made'; run: string; attempt: number } | { kind: 'refused'; reason: string };

type Annotations = Readonly<Record<string, string>> | undefined;

const wordShape = /^[A-Za-z0-9-]{8,64}$/;
const maxReason = 1000;

/** The word of a wish that was not answered yet; undefined where there is none. Who may write on the Workflow may wish. */
export function readWish(written: Annotations): string | undefined {
  const word = written?.[annotations.again];
  if (word === undefined || !wordShape.test(word)) return undefined;
  return readAnswer(written, word) === undefined ? word : undefined;
}

export function writeAnswer(word: string, answer: AgainAnswer): Record<string, string> {
  const said = answer.kind === 'made' ? answer : { ...answer, reason: answer.reason.slice(0, maxReason) };
  return { [annotations.answered]: JSON.stringify({ word, ...said }) };
}

/** The answer to this wish. It tells people something, and nothing is decided by it. */
export function readAnswer(written: Annotations, word: string): AgainAnswer | undefined {
  try {
    const read: unknown = JSON.parse(written?.[annotations.answered] ?? 'null');
    if (typeof read !== 'object' || read === null || !('word' in read) || read.word !== word) return undefined;
    if ('run' in read && 'attempt' in read) {
      return { kind: 'made', run: String(read.run), attempt: Number(read.attempt) };
    }
    return { kind: 'refused', reason: 'reason' in read ? String(read.reason) : 'no reason was given' };
  } catch {
    return undefined;
  }
}
