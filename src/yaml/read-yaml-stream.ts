import { Composer, type CST, type Document, LineCounter, Parser, type YAMLError } from 'yaml';
import { hasErrors, type Problem, problem } from '../problem/problem.ts';
import type { Conversion } from './conversion.ts';
import { convertDocument } from './convert-document.ts';
import { type Indented, indentContinuations } from './indent-continuations.ts';
import { type Locate, locateIn } from './locate.ts';
import { walkTokens } from './walk-tokens.ts';
import type { YamlNode } from './yaml-node.ts';

/** Largest file, in bytes of UTF-8. */
export const maxBytes = 65_536;
/** Deepest nesting of lists and mappings. */
export const maxNesting = 64;
/** How much text may be parsed again, in characters, after lines were moved to where this parser wants them. */
const maxParsedAgain = 10 * maxBytes;

export interface YamlText {
  path: string;
  text: string;
  /** Largest text that is read; 64 KiB unless told. */
  maxBytes?: number;
}

/** The documents of a stream that are not empty; none when the stream as a whole cannot be trusted. */
export interface YamlStream {
  documents: YamlNode[];
  problems: Problem[];
}

/**
 * Reads a YAML stream as Argo's parser does (YAML 1.1), only stricter: duplicate keys, unknown tags and keys like `__proto__` are
 * problems. Never throws, and takes a bounded time whatever the text.
 */
export function readYamlStream({ path, text, maxBytes: limit = maxBytes }: YamlText): YamlStream {
  const problems = checkText(path, text, limit);
  if (problems.length > 0) return { documents: [], problems };
  const parsed = parseLeniently(withPlainBreaks(text));
  const tooDeep = findTooDeep(parsed.tokens);
  if (tooDeep !== undefined) {
    const position = parsed.locate(tooDeep.token.offset);
    return { documents: [], problems: [problem('config.too-deep', { limit: maxNesting }, { file: path, position })] };
  }
  return compose(path, parsed);
}

function checkText(path: string, text: string, limit: number): Problem[] {
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) {
    return [problem('config.too-large', { bytes, limit }, { file: path, position: { line: 1, column: 1 } })];
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control === null) return [];
  const before = text.slice(0, control.index).split(/\r\n|\r|\n/);
  const position = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  const code = `U+${(control[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0').toUpperCase()}`;
  return [problem('config.control-character', { code }, { file: path, position })];
}

/** Without the byte order mark and with single breaks: YAML 1.1 also takes a carriage return alone for one. */
function withPlainBreaks(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

interface ParsedTokens {
  tokens: CST.Token[];
  locate: Locate;
}

function parseLeniently(text: string): ParsedTokens {
  let current: Indented = { text, added: new Map() };
  let parsed = parseTokens(current);
  let budget = maxParsedAgain;
  while (budget >= current.text.length) {
    const next = indentContinuations(parsed.tokens, current);
    if (next === undefined) break;
    budget -= next.text.length;
    current = next;
    parsed = parseTokens(current);
  }
  return parsed;
}

function parseTokens({ text, added }: Indented): ParsedTokens {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  return { tokens, locate: locateIn(lines, added) };
}

function findTooDeep(tokens: CST.Token[]): { token: CST.Token } | undefined {
  for (const each of walkTokens(tokens)) {
    if (each.depth > maxNesting) return each;
  }
  return undefined;
}

function compose(file: string, { tokens, locate }: ParsedTokens): YamlStream {
  // `failsafe` leaves every word as it is written; what it means is decided by resolve-scalar.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, merge: false, strict: true });
  const conversion: Conversion = { file, locate, problems: [], values: 0 };
  const documents: YamlNode[] = [];
  for (const document of composer.compose(tokens, true)) {
    const error = findError(document);
    if (error !== undefined) {
      return { documents: [], problems: [describeError(error, { file, position: locate(error.pos[0]) })] };
    }
    const node = convertDocument(document, conversion);
    if (node !== undefined) documents.push(node);
  }
  return { documents: hasErrors(conversion.problems) ? [] : documents, problems: conversion.problems };
}

/** Warnings count as errors, except those that are decided here: tags, and brackets that close at their parent's column. */
function findError(document: Document.Parsed): YAMLError | undefined {
  const warning = document.warnings.find((each) => each.code !== 'TAG_RESOLVE_FAILED' && each.code !== 'BAD_INDENT');
  return document.errors[0] ?? warning;
}

function describeError(error: YAMLError, place: { file: string; position: ReturnType<Locate> }): Problem {
  if (error.code === 'TAB_AS_INDENT') return problem('config.tab', {}, place);
  return problem('config.invalid-yaml', { reason: error.message.replace(/\.$/, '') }, place);
}
