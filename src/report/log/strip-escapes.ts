/**
 * Sequences that move a terminal's cursor, colour its text or name its window. Each part is bounded by the next escape character,
 * so that no text costs more than its length.
 */
const sequences = new RegExp(
  [
    // Control sequences (colours, cursor), with either introducer.
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    // Commands to the operating system: titles, links.
    '\\u001b\\][^\\u0007\\u001b]{0,4096}(?:\\u0007|\\u001b\\\\)',
    // Strings that devices understand.
    '\\u001b[PX^_][^\\u001b]{0,4096}\\u001b\\\\',
    // Everything else with two characters or more.
    '\\u001b[ -/]*[0-~]',
  ].join('|'),
  'g',
);

/** The text as a terminal would show its characters, without what is meant for the terminal itself. */
export function stripEscapes(text: string): string {
  return text.includes('\u001b') || text.includes('\u009b') ? text.replace(sequences, '') : text;
}
