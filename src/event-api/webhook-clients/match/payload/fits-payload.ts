import type { PayloadType } from './payload-type.ts';

/** Whether a body is JSON that Go's `json.Unmarshal` can put into this type: null fits everything, unknown fields do not matter. */
export function fitsPayload(body: Uint8Array, type: PayloadType): boolean {
  try {
    return fits(JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')), type);
  } catch {
    // JSON.parse only throws for what is no JSON.
    return false;
  }
}

function fits(value: unknown, type: PayloadType): boolean {
  if (value === null) return true;
  switch (type) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'whole':
      return Number.isInteger(value);
    case 'time':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value);
    default:
      return isList(type) ? fitsList(value, type[0]) : fitsStruct(value, type);
  }
}

function isList(
  type: readonly [PayloadType] | { readonly [field: string]: PayloadType },
): type is readonly [PayloadType] {
  return Array.isArray(type);
}

function fitsList(value: unknown, type: PayloadType): boolean {
  return Array.isArray(value) && value.every((item) => fits(item, type));
}

/** Go finds a field by its name in any case. */
function fitsStruct(value: unknown, fields: { readonly [field: string]: PayloadType }): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, member]) => {
    const field = Object.hasOwn(fields, name) ? name : Object.keys(fields).find((each) => isSameName(each, name));
    const type = field === undefined ? undefined : fields[field];
    return type === undefined || fits(member, type);
  });
}

function isSameName(left: string, right: string): boolean {
  return left.length === right.length && left.toLowerCase() === right.toLowerCase();
}
