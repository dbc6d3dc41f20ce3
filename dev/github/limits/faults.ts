export interface FaultMatch {
  method?: string | undefined;
  /** Tested against the path behind `/api/v3`, with its query; GraphQL is `/graphql`. */
  path?: { test(path: string): boolean } | undefined;
  installationId?: number | undefined;
  /** `owner/name`: of REST by the path, of GraphQL by the variables `owner` and `name`. */
  repository?: string | undefined;
}

/** Something that goes wrong for the calls that match. */
export interface Fault {
  match: FaultMatch;
  /** The answer's status; without it (and without `reset`) the call is only late. */
  status?: number | undefined;
  body?: unknown;
  headers?: Record<string, string> | undefined;
  /** The connection is cut instead of an answer. */
  reset?: boolean | undefined;
  delayMs?: number | undefined;
  /** The call is carried out first, and its answer late or lost: what a client sees of a write that took effect all the same. */
  after?: boolean | undefined;
  /** How many calls it hits; without it every one until it is cleared. */
  times?: number | undefined;
}

export interface FaultCall {
  method: string;
  path: string;
  installationId: number | undefined;
  repository: string | undefined;
}

export interface Faults {
  add(fault: Fault): void;
  /** The oldest fault that matches, counted down. */
  take(call: FaultCall): Fault | undefined;
  clear(): void;
}

function matches({ match }: Fault, call: FaultCall): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== call.method) return false;
  if (match.installationId !== undefined && match.installationId !== call.installationId) return false;
  if (match.repository !== undefined && match.repository !== call.repository) return false;
  return match.path === undefined || match.path.test(call.path);
}

export function createFaults(): Faults {
  let active: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    take(call) {
      const hit = active.find(({ fault }) => matches(fault, call));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      active = active.filter(({ left }) => left > 0);
      return hit.fault;
    },
    clear() {
      active = [];
    },
  };
}
