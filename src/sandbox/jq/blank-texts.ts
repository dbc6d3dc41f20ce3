/**
 * The code of a jq program, as long as the program: its texts and comments blanked, what is interpolated into a text kept. Enough
 * to see which words a program uses, and where; whether it is well-formed is jq's to say. The parentheses of what is interpolated stay.
 */
export function blankTexts(program: string): string {
  let code = '';
  /** One entry for each text whose interpolation is open: how many parentheses are open in it. */
  const open: number[] = [];
  while (code.length < program.length) {
    const character = program[code.length] ?? '';
    const end = findBlankEnd(program, code.length, open);
    if (end === undefined) {
      const parentheses = open.pop();
      if (parentheses !== undefined) open.push(parentheses + Number(character === '(') - Number(character === ')'));
    }
    code += end === undefined ? character : blank(program.slice(code.length, end));
  }
  return code;
}

/** Keeps the parenthesis that ends an interpolation before this text, and the one that begins the next. */
function blank(text: string): string {
  const first = text.startsWith(')') ? ')' : ' ';
  const rest = text.endsWith('\\(') ? `${' '.repeat(text.length - 2)}(` : ' '.repeat(text.length - 1);
  return first + rest;
}

/** Where the text or comment ends that begins here, or goes on here after an interpolation; undefined in code. */
function findBlankEnd(program: string, at: number, open: number[]): number | undefined {
  const character = program[at];
  if (character === '#') return findCommentEnd(program, at);
  if (character === ')' && open.at(-1) === 0) open.pop();
  else if (character !== '"') return undefined;
  const text = findTextEnd(program, at + 1);
  if (text.interpolates) open.push(0);
  return text.end;
}

/** Where a text ends, or the `\(` of an interpolation in it. */
function findTextEnd(program: string, from: number): { end: number; interpolates: boolean } {
  for (let at = from; at < program.length; at++) {
    if (program[at] === '"') return { end: at + 1, interpolates: false };
    if (program[at] === '\\') {
      at++;
      if (program[at] === '(') return { end: at + 1, interpolates: true };
    }
  }
  return { end: program.length, interpolates: false };
}

/** A comment ends with its line, unless an odd number of backslashes ends that line. */
function findCommentEnd(program: string, from: number): number {
  let backslashes = 0;
  for (let at = from; at < program.length; at++) {
    if (program[at] === '\n' && backslashes % 2 === 0) return at;
    if (program[at] === '\\') backslashes++;
    else if (program[at] !== '\r') backslashes = 0;
  }
  return program.length;
}
