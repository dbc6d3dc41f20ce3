import { stripVTControlCharacters } from 'node:util';
import type { CheckAnnotation, CheckState } from '../../github/github.ts';
import { cutText, cutToBytes, maxOutputBytes, maxTitleLength } from './text/cut-text.ts';
import { toPlainLine } from './text/escape-markdown.ts';

const cutNote = '\n\nThe text was cut here: GitHub takes no more.\n';
/** GitHub takes 64 KiB of an annotation's message; a reader takes far less. */
const maxAnnotationBytes = 16 * 1024;

/** The check with every text within GitHub's limits and free of what GitHub refuses; what fits already stays as it is. */
export function fitCheck<State extends CheckState>(state: State): State {
  const { title, summary, text, annotations, ...rest } = state.output;
  return {
    ...state,
    output: {
      ...rest,
      // GitHub refuses an output without a title or a summary.
      // It is no Markdown: code in a sentence would show its backticks.
      title: cutText(toPlainLine(title.replaceAll('`', '')), maxTitleLength) || state.conclusion || state.status,
      summary: fitText(summary, maxOutputBytes) || 'There is nothing more to say about this check.',
      ...(text === undefined ? {} : { text: fitText(text, maxOutputBytes) }),
      ...(annotations === undefined ? {} : { annotations: annotations.map(fitAnnotation) }),
    },
  };
}

function fitAnnotation(annotation: CheckAnnotation): CheckAnnotation {
  return {
    ...annotation,
    message: fitText(annotation.message, maxAnnotationBytes) || annotation.level,
    ...(annotation.title === undefined ? {} : { title: cutText(toPlainLine(annotation.title), maxTitleLength) }),
  };
}

function fitText(text: string, maxBytes: number): string {
  const plain = stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .toWellFormed();
  return cutToBytes(plain, maxBytes, cutNote);
}
