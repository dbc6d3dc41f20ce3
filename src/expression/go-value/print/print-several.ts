import { typeName } from '../type-name.ts';
import { entriesOf, type GoValue, integer, itemsOf, type StructValue, type VersionValue } from '../value.ts';
import { sortEntries } from './sort-entries.ts';
import { type TextSink, write } from './text-sink.ts';

/** Prints one of several values. */
export type PrintOne = (value: GoValue) => void;

/** How the values stand together: as Go's source would have them (`%#v`), with the names of fields (`%+v`), or plain. */
export interface Manner {
  isSource: boolean;
  hasNames: boolean;
}

/** Prints a list, a map or a struct; false for anything else. */
export function printSeveral(sink: TextSink, value: GoValue, manner: Manner, printOne: PrintOne): boolean {
  const { isSource } = manner;
  const items = itemsOf(value);
  const entries = entriesOf(value);
  if (items === undefined && entries === undefined) return printStruct(sink, value, manner, printOne);
  if (isSource && isNil(value)) {
    write(sink, `${typeName(value)}(nil)`);
    return true;
  }
  const open = entries === undefined ? '[' : 'map[';
  write(sink, isSource ? `${typeName(value)}{` : open);
  if (items !== undefined) joinEach(sink, items, manner, printOne);
  if (entries !== undefined) {
    joinEach(sink, sortEntries(entries), manner, ([key, member]) => {
      printOne(key);
      write(sink, ':');
      printOne(member);
    });
  }
  write(sink, isSource ? '}' : ']');
  return true;
}

function joinEach<Item>(sink: TextSink, items: Item[], { isSource }: Manner, print: (item: Item) => void): void {
  for (const [at, item] of items.entries()) {
    if (sink.isFull) return;
    if (at > 0) write(sink, isSource ? ', ' : ' ');
    print(item);
  }
}

function isNil(value: GoValue): boolean {
  return typeof value === 'object' && value !== null && 'isNil' in value && value.isNil === true;
}

function printStruct(sink: TextSink, value: GoValue, manner: Manner, printOne: PrintOne): boolean {
  const struct = asStruct(value);
  if (struct === undefined) return false;
  const { type, fields, isPointer } = struct;
  if (struct.isNil === true) {
    write(sink, manner.isSource ? `(${type})(nil)` : '<nil>');
    return true;
  }
  write(sink, `${isPointer ? '&' : ''}${manner.isSource ? type.replace(/^\*/, '') : ''}{`);
  joinEach(sink, [...fields], manner, ([name, field]) => {
    if (manner.isSource || manner.hasNames) write(sink, `${name}:`);
    printOne(field);
  });
  write(sink, '}');
  return true;
}

function asStruct(value: GoValue): StructValue | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'struct') return value;
  return value.kind === 'version' ? versionStruct(value) : undefined;
}

/** What a version is made of, for verbs that do not print its text. */
function versionStruct({
  type,
  methods,
  major,
  minor,
  patch,
  prerelease,
  metadata,
  original,
}: VersionValue): StructValue {
  const fields = new Map<string, GoValue>([
    ['major', integer('uint64', major)],
    ['minor', integer('uint64', minor)],
    ['patch', integer('uint64', patch)],
    ['pre', prerelease],
    ['metadata', metadata],
    ['original', original],
  ]);
  return { kind: 'struct', type, methods, isPointer: type.startsWith('*'), fields };
}
