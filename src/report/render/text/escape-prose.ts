import { escapeMarkdown, toPlainLine } from './escape-markdown.ts';

/** Stands for a piece of code while the rest is escaped; of no meaning in any text. */
const mark = '\ue000';

/**
 * A sentence as one line of GitHub's markdown: what stands between backticks is code, everything else shows exactly as it is. Whatever
 * others have put into it ends up inside of code or escaped, also where their backticks shift which is which.
 */
export function escapeProse(text: string): string {
  const code: string[] = [];
  const marked = toPlainLine(text)
    .replaceAll(mark, '')
    .replace(/(?<!`)`([^`]*[^`\s][^`]*)`(?!`)/g, (_, inside: string) => {
      code.push(inside);
      return mark;
    });
  return escapeMarkdown(marked).replaceAll(mark, () => `\`${code.shift() ?? ''}\``);
}
