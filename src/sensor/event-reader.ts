import { rememberCompiled } from '../cache/remember-compiled.ts';
import type { Event } from '../event/event.ts';
import { endOfContainer } from '../expression/path/json/scan.ts';
import { isValidJson, type ParsedJson, parseJson } from '../expression/path/json/validity.ts';
import { parseValue } from '../expression/path/members.ts';
import { exists, makeValue, type PathValue, textOf } from '../expression/path/path-value.ts';
import { type PathReading, readPath } from '../expression/path/read-path.ts';
import { type TemplateData, toTemplateData } from '../expression/template/template-data.ts';
import { makeWorkAllowance, nothingLeft, spendWork, type WorkAllowance } from '../expression/work/work-allowance.ts';
import { showValue } from './show-value.ts';

/** Reads one JSON text again and again, and remembers what it read: many Sensors ask one event for the same paths. */
export interface TextReader {
  text: string;
  /** What may be spent on everything that reads the event. */
  work: WorkAllowance;
  read(path: string): PathReading;
  /** What a trace shows of the value at a path that was read. */
  showAt(path: string, value: PathValue): string;
  /** As {@link showValue}. */
  show(text: string): string;
  isValid(): boolean;
  /** The text's value as a template sees it; undefined when it nests too deep. */
  templateData(): TemplateData | undefined;
  /** The text's value as plain data; undefined when the text is no JSON object. */
  plainData(): Record<string, unknown> | undefined;
}

const readers = new WeakMap<Event, TextReader>();
const maxRemembered = 10_000;
const headersStart = '{"headers":{';
const bodyKey = ',"body":{';
const githubKey = ',"github":{';

/** The reader of an event's data; one for each event object. */
export function readerOf(event: Event): TextReader {
  const known = readers.get(event);
  if (known !== undefined && known.text === event.data) return known;
  const reader = makeReader(event.data, { isOwn: event.isOwnData === true });
  readers.set(event, reader);
  return reader;
}

/** Lets an event that was made of another spend no more than what is left of the other's. */
export function shareWork(from: Event, made: Event): void {
  readers.set(made, makeReader(made.data, { work: readerOf(from).work }));
}

interface ReaderOptions {
  work?: WorkAllowance;
  /** The text is what `writeEventData` wrote. */
  isOwn?: boolean;
}

/** A reader of JSON text; paths are read as {@link readPath} does, each once. */
export function makeReader(text: string, options: ReaderOptions = {}): TextReader {
  const { work = makeWorkAllowance(text.length), isOwn = false } = options;
  const readings = new Map<string, PathReading>();
  const github = once(() => findGithub(text));
  const body = once(() => findBody(text, github(), isOwn));
  const readPart = (path: string): PathReading | undefined => {
    if (path !== 'github' && path !== 'body') return undefined;
    const part = path === 'github' ? github() : body();
    if (part === undefined) return undefined;
    return spendWork(work, text.length) ? { ok: true, value: part } : { ok: false, limit: nothingLeft };
  };
  const read = (path: string): PathReading => {
    const known = readings.get(path);
    if (known !== undefined) return known;
    const reading = readPart(path) ?? readBelow(path, { text, work, read }) ?? readPath(text, path, { work });
    if (readings.size < maxRemembered) readings.set(path, reading);
    return reading;
  };
  const shownAt = new Map<string, string>();
  const showAt = (path: string, value: PathValue): string => {
    const known = shownAt.get(path);
    if (known !== undefined) return known;
    const shown = showValue(textOf(value));
    if (shownAt.size < maxRemembered) shownAt.set(path, shown);
    return shown;
  };
  const showOnce = once(() => rememberCompiled(showValue));
  return {
    text,
    work,
    read,
    showAt,
    show: (shown) => showOnce()(shown),
    // The parsed value is not kept for this: it is several times as large as the text.
    isValid: once(() => isOwn || body() !== undefined || isValidJson(text)),
    templateData: once(() => toTemplateData(parseValue(text))),
    plainData: once(() =>
      github() !== undefined || isEnvelope(text) ? lazyEnvelope(read) : asObject(parseJson(text)),
    ),
  };
}

/**
 * The `github` that this app writes last: the long body before it need not be looked through. Where the first object of that name
 * does not close the text, it is another's.
 */
function findGithub(text: string): PathValue | undefined {
  const isEnclosed = text.startsWith(headersStart) && text.endsWith('}');
  const key = isEnclosed ? text.indexOf(githubKey) : -1;
  const start = key + githubKey.length - 1;
  if (key === -1 || endOfContainer(text, start) !== text.length - 1) return undefined;
  return makeValue('container', text.slice(start, -1), start);
}

/**
 * The `body` between `headers` and `github`, when all three are JSON, and so is the whole text: the engine's parser finds that out
 * sooner than the body's end is found. Of a text of this app's own it is known.
 */
function findBody(text: string, github: PathValue | undefined, isOwn: boolean): PathValue | undefined {
  if (github === undefined) return undefined;
  const headersEnd = endOfContainer(text, headersStart.length - 1);
  if (!text.startsWith(bodyKey, headersEnd)) return undefined;
  const start = headersEnd + bodyKey.length - 1;
  const raw = text.slice(start, github.start - githubKey.length + 1);
  const parts = [text.slice(headersStart.length - 1, headersEnd), raw, github.raw];
  return isOwn || parts.every(isValidJson) ? makeValue('container', raw, start) : undefined;
}

/**
 * Reads the last key of a plain path in what the path before it selects, so that a text is not scanned from its beginning for
 * each of its members. When that finds nothing, the whole path is read: a duplicate key further on may still have it.
 */
function readBelow(
  path: string,
  { text, work, read }: Pick<TextReader, 'text' | 'work' | 'read'>,
): PathReading | undefined {
  const dot = path.lastIndexOf('.');
  if (dot <= 0 || !/^[\w-]+(?:\.[\w-]+)*$/.test(path)) return undefined;
  const above = read(path.slice(0, dot));
  if (!above.ok || above.value.type !== 'JSON') return undefined;
  const reading = readPath(above.value.raw, path.slice(dot + 1), { work });
  if (!reading.ok || !exists(reading.value)) return undefined;
  return { ok: true, value: placeIn(text, above.value, reading.value) };
}

function placeIn(text: string, above: PathValue, value: PathValue): PathValue {
  const isKnown = above.start >= 0 && value.start >= 0 && above.start < text.length;
  return { ...value, start: isKnown ? above.start + value.start : -1 };
}

function asObject(parsed: ParsedJson): Record<string, unknown> | undefined {
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return undefined;
  return Array.isArray(parsed.value) ? undefined : (parsed.value as Record<string, unknown>);
}

/** The text that this app makes of an event of GitHub, see `writeEventData`. */
function isEnvelope(text: string): boolean {
  return text.startsWith('{"headers":') && text.includes('"github":{');
}

/** Most conditions read `github` only, which is small: a part is parsed when it is asked for. */
function lazyEnvelope(read: (path: string) => PathReading): Record<string, unknown> {
  const parse = (name: string) => {
    const reading = read(name);
    const parsed = reading.ok && exists(reading.value) ? parseJson(reading.value.raw) : undefined;
    return parsed?.ok ? parsed.value : undefined;
  };
  const [headers, body, github] = [
    once(() => parse('headers')),
    once(() => parse('body')),
    once(() => parse('github')),
  ];
  return {
    get headers() {
      return headers();
    },
    get body() {
      return body();
    },
    get github() {
      return github();
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
