const leadingSpace = /[ \t\r\n]*/y;

/** The index after `}}`, or after ` -}}` and the blanks that follow it; undefined when neither stands here. */
export function readClose(template: string, at: number): number | undefined {
  if (template.startsWith('}}', at)) return at + 2;
  if (!/^[ \t\r\n]-\}\}/.test(template.slice(at, at + 4))) return undefined;
  leadingSpace.lastIndex = at + 4;
  leadingSpace.test(template);
  return leadingSpace.lastIndex;
}
