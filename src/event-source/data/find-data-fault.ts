import { maxDepth } from '../../event/payload/parse-body.ts';
import { isDeeperThan } from '../../json/is-deeper-than.ts';

/** What is heard stands some levels down in an event's data. */
const maxDataDepth = maxDepth + 5;
/** What no bus would keep. */
const maxDataBytes = 32 * 1024 * 1024;

/** Why an event's data, which is JSON, could not be read again by all who read it; undefined where it can. */
export function findDataFault(data: string): string | undefined {
  if (Buffer.byteLength(data) > maxDataBytes) return `it has more than ${maxDataBytes} bytes`;
  if (isDeeperThan(data, maxDataDepth)) return `it nests more than ${maxDataDepth} deep`;
  return undefined;
}
