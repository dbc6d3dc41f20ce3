import { membersOf } from '../path/members.ts';
import { exists, type PathValue } from '../path/path-value.ts';

/** What a template works on: JSON with Go's types. Objects are maps, so that no key can reach a prototype. */
export type TemplateData = null | boolean | number | string | TemplateData[] | Map<string, TemplateData>;

/** JSON nested deeper is refused. */
const maxDepth = 500;

/** The data that a JSON value means; of duplicate keys the first wins. Undefined when it nests too deep. */
export function toTemplateData(value: PathValue, depth = 0): TemplateData | undefined {
  if (value.type === 'String') return value.string;
  if (value.type === 'Number') return value.number;
  if (value.type === 'True' || value.type === 'False') return value.type === 'True';
  if (!exists(value) || value.type === 'Null') return null;
  if (depth >= maxDepth) return undefined;
  return value.raw.startsWith('{') ? toMap(value, depth) : toList(value, depth);
}

function toMap(value: PathValue, depth: number): Map<string, TemplateData> | undefined {
  const map = new Map<string, TemplateData>();
  for (const { key, value: member } of membersOf(value)) {
    const data = toTemplateData(member, depth + 1);
    if (data === undefined) return undefined;
    if (key !== undefined && !map.has(key.text)) map.set(key.text, data);
  }
  return map;
}

function toList(value: PathValue, depth: number): TemplateData[] | undefined {
  const list: TemplateData[] = [];
  for (const { value: element } of membersOf(value)) {
    const data = toTemplateData(element, depth + 1);
    if (data === undefined) return undefined;
    list.push(data);
  }
  return list;
}
