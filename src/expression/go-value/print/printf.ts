import type { Call } from '../call.ts';
import { typeName } from '../type-name.ts';
import { type GoValue, isInteger } from '../value.ts';
import { type Flags, noFlags } from './flags.ts';
import { printArgument } from './print-value.ts';
import { makeSink, type TextSink, write } from './text-sink.ts';

/** Go: larger widths and precisions are refused. */
const maxWidth = 1_000_000;

interface Formatting {
  sink: TextSink;
  format: string;
  at: number;
  operands: GoValue[];
  next: number;
  /** An operand was chosen by its number, so that left over ones are not reported. */
  isReordered: boolean;
  isNumberGood: boolean;
  /** The last thing read was the number of an operand. */
  isAfterNumber: boolean;
}

/** Go's `fmt.Sprintf`: wrong verbs, missing and left over operands are reported in the text. */
export function printf(format: string, operands: GoValue[], call: Call): string {
  const sink = makeSink(call);
  const formatting: Formatting = {
    sink,
    format,
    at: 0,
    operands,
    next: 0,
    isReordered: false,
    isNumberGood: true,
    isAfterNumber: false,
  };
  while (formatting.at < format.length && !sink.isFull) {
    const percent = format.indexOf('%', formatting.at);
    write(sink, format.slice(formatting.at, percent === -1 ? format.length : percent));
    if (percent === -1) break;
    formatting.at = percent + 1;
    printDirective(formatting);
  }
  if (!formatting.isReordered && formatting.next < operands.length) reportExtra(sink, operands.slice(formatting.next));
  return sink.text;
}

/** Go's `fmt.Sprint`: blanks stand between operands that are both no texts. */
export function print(operands: GoValue[], call: Call): string {
  const sink = makeSink(call);
  for (const [at, operand] of operands.entries()) {
    const isApart = at > 0 && typeof operand !== 'string' && typeof operands[at - 1] !== 'string';
    if (isApart) write(sink, ' ');
    printArgument(sink, operand, { verb: 'v', flags: noFlags });
  }
  return sink.text;
}

/** Go's `fmt.Sprintln`. */
export function println(operands: GoValue[], call: Call): string {
  const sink = makeSink(call);
  for (const [at, operand] of operands.entries()) {
    if (at > 0) write(sink, ' ');
    printArgument(sink, operand, { verb: 'v', flags: noFlags });
  }
  write(sink, '\n');
  return sink.text;
}

function printDirective(formatting: Formatting): void {
  const { sink, format } = formatting;
  formatting.isNumberGood = true;
  formatting.isAfterNumber = false;
  const flags = readFlags(formatting);
  readNumber(formatting);
  readWidth(formatting, flags);
  readPrecision(formatting, flags);
  if (!formatting.isAfterNumber) readNumber(formatting);
  if (formatting.at >= format.length) {
    write(sink, '%!(NOVERB)');
    return;
  }
  const verb = String.fromCodePoint(format.codePointAt(formatting.at) ?? 0);
  formatting.at += verb.length;
  printOperand(formatting, verb, flags);
}

function printOperand(formatting: Formatting, verb: string, flags: Flags): void {
  const { sink, operands } = formatting;
  const operand = operands[formatting.next];
  if (verb === '%') write(sink, '%');
  else if (!formatting.isNumberGood) write(sink, `%!${verb}(BADINDEX)`);
  else if (operand === undefined) write(sink, `%!${verb}(MISSING)`);
  else {
    formatting.next++;
    printArgument(sink, operand, { verb, flags: verb === 'v' ? ofValue(flags) : flags });
  }
}

function ofValue(flags: Flags): Flags {
  return { ...flags, plus: false, sharp: false, plusV: flags.plus, sharpV: flags.sharp };
}

function readFlags(formatting: Formatting): Flags {
  const flags = { ...noFlags };
  for (; ; formatting.at++) {
    switch (formatting.format[formatting.at]) {
      case '#':
        flags.sharp = true;
        break;
      case '0':
        flags.zero = true;
        break;
      case '+':
        flags.plus = true;
        break;
      case '-':
        flags.minus = true;
        break;
      case ' ':
        flags.space = true;
        break;
      default:
        return flags;
    }
  }
}

/** `[2]`: the number of the next operand, from one. */
function readNumber(formatting: Formatting): void {
  formatting.isAfterNumber = false;
  const { format, at, operands } = formatting;
  if (format[at] !== '[') return;
  formatting.isReordered = true;
  const close = format.indexOf(']', at);
  if (close === -1) {
    formatting.isNumberGood = false;
    formatting.at++;
    return;
  }
  const written = format.slice(at + 1, close);
  const number = /^\d+$/.test(written) ? Number(written) : 0;
  formatting.at = close + 1;
  const isGood = number >= 1 && number <= operands.length;
  if (isGood) formatting.next = number - 1;
  else formatting.isNumberGood = false;
  formatting.isAfterNumber = isGood || (number > 0 && number <= maxWidth);
}

function readWidth(formatting: Formatting, flags: Flags): void {
  if (formatting.format[formatting.at] !== '*') {
    const width = readDigits(formatting);
    if (width === undefined) return;
    flags.width = width;
    if (formatting.isAfterNumber) formatting.isNumberGood = false;
    return;
  }
  formatting.at++;
  formatting.isAfterNumber = false;
  const width = takeWhole(formatting);
  if (width === undefined) {
    write(formatting.sink, '%!(BADWIDTH)');
    return;
  }
  flags.width = Math.abs(width);
  if (width >= 0) return;
  flags.minus = true;
  flags.zero = false;
}

function readPrecision(formatting: Formatting, flags: Flags): void {
  const { format, at } = formatting;
  if (format[at] !== '.' || at + 1 >= format.length) return;
  formatting.at++;
  if (formatting.isAfterNumber) formatting.isNumberGood = false;
  readNumber(formatting);
  if (format[formatting.at] !== '*') {
    flags.precision = readDigits(formatting) ?? 0;
    return;
  }
  formatting.at++;
  formatting.isAfterNumber = false;
  const precision = takeWhole(formatting);
  if (precision === undefined || precision < 0) write(formatting.sink, '%!(BADPREC)');
  else flags.precision = precision;
}

/** Digits of the format; undefined when there are none, or the number is too large. */
function readDigits(formatting: Formatting): number | undefined {
  const from = formatting.at;
  while (/^\d$/.test(formatting.format.charAt(formatting.at))) formatting.at++;
  const number = Number(formatting.format.slice(from, formatting.at));
  if (formatting.at === from) return undefined;
  if (Math.floor(number / 10) <= maxWidth) return number;
  // Go stops reading at the digit that makes it too large, and takes the rest for the verb.
  formatting.at = formatting.format.length;
  return undefined;
}

/** The next operand as a width or precision; undefined when it is no whole number, or too large. */
function takeWhole(formatting: Formatting): number | undefined {
  const operand = formatting.operands[formatting.next];
  if (operand === undefined) return undefined;
  formatting.next++;
  const number = isInteger(operand) ? Number(operand.value) : undefined;
  return number !== undefined && Math.abs(number) <= maxWidth ? number : undefined;
}

function reportExtra(sink: TextSink, operands: GoValue[]): void {
  write(sink, '%!(EXTRA ');
  for (const [at, operand] of operands.entries()) {
    if (at > 0) write(sink, ', ');
    if (operand !== null) write(sink, `${typeName(operand)}=`);
    printArgument(sink, operand, { verb: 'v', flags: noFlags });
  }
  write(sink, ')');
}
