/** Names of fields that hold credentials or what people wrote, in lower case without dashes and underscores. */
const privateNames = new Set([
  'authorization',
  'body',
  'clientsecret',
  'cookie',
  'password',
  'payload',
  'privatekey',
  'proxyauthorization',
  'secret',
  'secrets',
  'sessionkey',
  'setcookie',
  'token',
  'webhooksecret',
  'webhooksecrets',
  'xhubsignature',
  'xhubsignature256',
]);

const maxDepth = 6;
const maxItems = 100;

/**
 * A copy of what is to be logged without credentials and payloads, wherever in it they stand; cut where it is deep or long.
 * Errors stay as they are: their serializer decides.
 */
export function leaveOutPrivate(fields: Record<string, unknown>): Record<string, unknown> {
  return cleanObject(fields, 0);
}

function cleanObject(fields: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, maxItems);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isPrivate(name) && value !== undefined ? '***' : clean(value, depth + 1)]),
  );
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) {
    return value;
  }
  if (ArrayBuffer.isView(value)) {
    return `[${value.byteLength} bytes]`;
  }
  if (depth >= maxDepth) {
    return '[deeper]';
  }
  return Array.isArray(value)
    ? value.slice(0, maxItems).map((each) => clean(each, depth + 1))
    : cleanObject(value, depth);
}

function isPrivate(name: string): boolean {
  return privateNames.has(name.toLowerCase().replace(/[-_]/g, ''));
}
