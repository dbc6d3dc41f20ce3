import { format } from './format.ts';
import { numbers } from './numbers.ts';
import { readEvent } from './read-event.ts';
import { takeAway } from './take-away.ts';
import { writeTable } from './write-table.ts';

/**
 * Lua that runs before a script and whose locals no script can reach. Returns three functions: read the event into the global
 * `event`, finish a filter, finish a transform.
 */
export const prelude = Buffer.from([takeAway, numbers, format, readEvent, writeTable].join(''));
