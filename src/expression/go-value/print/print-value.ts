import { printTime } from '../../go-time/format-time.ts';
import { formatShortest } from '../../scalar/format-float.ts';
import { type Call, maxNesting } from '../call.ts';
import { typeName } from '../type-name.ts';
import { type GoValue, isInteger, isTime, versionText } from '../value.ts';
import { type Flags, noFlags, pad } from './flags.ts';
import { integerText } from './number/integer-text.ts';
import { printFloat } from './number/print-float.ts';
import { printInteger } from './number/print-integer.ts';
import { printSeveral } from './print-several.ts';
import { printText } from './print-text.ts';
import { makeSink, stop, type TextSink, write } from './text-sink.ts';

/** A verb of a format, with its flags. */
export interface Verb {
  verb: string;
  flags: Flags;
  /** True inside the report of a wrong verb, where no `String` method is asked. */
  isReport?: true;
}

const plainVerb: Verb = { verb: 'v', flags: noFlags };
/** Verbs that fit none of the values that there are: addresses and wrapped errors. */
const foreignVerbs = new Set(['p', 'w']);
/** Verbs that ask a value what it says of itself. */
const textVerbs = new Set(['v', 's', 'x', 'X', 'q']);

/** A value as a template prints it (Go's `%v`): `1e+06`, `[a b]`, `map[a:1 b:<nil>]`. */
export function formatValue(value: GoValue, call: Call): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatShortest(value);
  if (typeof value === 'boolean') return String(value);
  const sink = makeSink(call);
  printArgument(sink, value, plainVerb);
  return sink.text;
}

/** Prints one operand of a format. */
export function printArgument(sink: TextSink, value: GoValue, verb: Verb): void {
  if (verb.verb === 'T') write(sink, printText(typeName(value), 's', verb.flags) ?? '');
  else if (value === null) write(sink, verb.verb === 'v' ? pad('<nil>', verb.flags) : `%!${verb.verb}(<nil>)`);
  else if (foreignVerbs.has(verb.verb)) reportVerb(sink, value, verb);
  else printValue(sink, value, verb, 0);
}

function printValue(sink: TextSink, value: GoValue, verb: Verb, depth: number): void {
  if (sink.isFull) return;
  if (depth > maxNesting) {
    stop(sink, `values nest deeper than ${maxNesting}`);
    return;
  }
  const single = printSingle(value, verb);
  if (single !== undefined) {
    write(sink, single);
    return;
  }
  const manner = { isSource: verb.flags.sharpV, hasNames: verb.flags.plusV };
  const isPrinted = printSeveral(sink, value, manner, (part) => printValue(sink, part, verb, depth + 1));
  if (!isPrinted) reportVerb(sink, value, verb);
}

/** A value that is no collection; undefined for collections and for verbs that do not fit. */
function printSingle(value: GoValue, { verb, flags, isReport }: Verb): string | undefined {
  if (value === null) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  if (typeof value === 'string') return printText(value, verb, flags);
  if (typeof value === 'number') return printFloat(value, verb, flags);
  if (typeof value === 'boolean') return 'tv'.includes(verb) ? pad(String(value), flags) : undefined;
  const isAsked = textVerbs.has(verb) && !flags.sharpV && isReport !== true;
  const text = isAsked || isTime(value) ? textMethod(value) : undefined;
  if (text !== undefined) return printText(text, isAsked ? verb : 's', flags);
  return isInteger(value) ? printInteger(value.value, !value.type.startsWith('u'), verb, flags) : undefined;
}

/** What a value says of itself; undefined for values of types without a `String` method. */
function textMethod(value: Exclude<GoValue, null | boolean | number | string>): string | undefined {
  if (isInteger(value)) return integerText(value);
  if (isTime(value)) return printTime(value.time);
  if (!('kind' in value)) return undefined;
  return value.kind === 'version' ? versionText(value) : undefined;
}

/** `%!d(string=text)`: the verb does not fit the value. */
function reportVerb(sink: TextSink, value: GoValue, { verb, flags }: Verb): void {
  write(sink, `%!${verb}(${typeName(value)}=`);
  printValue(sink, value, { verb: 'v', flags, isReport: true }, 0);
  write(sink, ')');
}
