import type { Verb } from './parse-request.ts';

/** A request as faults and counts see it. `verb` and the rest are absent for addresses that are no resources. */
export interface SeenRequest {
  method: string;
  path: string;
  /** The query string without its question mark. */
  query: string;
  verb?: Verb;
  /** The plural, `workflows`. */
  resource?: string;
  namespace?: string;
  name?: string;
  subresource?: string;
  userAgent: string;
}

/** Which requests are meant: every field given must be equal; `where` decides the rest. */
export interface RequestMatch extends Partial<Omit<SeenRequest, 'query'>> {
  where?: (request: SeenRequest) => boolean;
}

/**
 * What happens to a request: answered with a status, never answered, its connection reset, or answered late.
 * With `afterEffect` the request is carried out first and only its answer is lost.
 */
export type FaultKind = SpoilingFault | { delayMs: number };

export type SpoilingFault =
  | { status: number; reason?: string; message?: string; retryAfterSeconds?: number; afterEffect?: boolean }
  | { hang: true; afterEffect?: boolean }
  | { reset: true; afterEffect?: boolean };

export interface Fault {
  match: RequestMatch;
  /** How many matching requests it hits; 1 when left out. */
  times?: number;
  fault: FaultKind;
}

/** A fault that was put in place. */
export interface InjectedFault {
  remaining(): number;
  remove(): void;
}

export interface Faults {
  inject(fault: Fault): InjectedFault;
  /** The fault that hits this request, counted as used. */
  take(request: SeenRequest): FaultKind | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  const faults = new Set<{ match: RequestMatch; fault: FaultKind; remaining: number }>();
  return {
    inject({ match, times = 1, fault }) {
      const placed = { match, fault, remaining: times };
      faults.add(placed);
      return { remaining: () => placed.remaining, remove: () => faults.delete(placed) };
    },
    take(request) {
      for (const placed of faults) {
        if (placed.remaining <= 0 || !matchesRequest(placed.match, request)) continue;
        placed.remaining -= 1;
        if (placed.remaining === 0) faults.delete(placed);
        return placed.fault;
      }
      return undefined;
    },
    clear: () => faults.clear(),
  };
}

export function matchesRequest(match: RequestMatch, request: SeenRequest): boolean {
  const { where, ...fields } = match;
  const wanted = Object.entries(fields).filter(([, value]) => value !== undefined);
  const actual = new Map(Object.entries(request));
  return wanted.every(([key, value]) => actual.get(key) === value) && (where === undefined || where(request));
}
