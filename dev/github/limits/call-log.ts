/** One call that a client made of the API. */
export interface Call {
  method: string;
  /** Behind `/api/v3`, with its query; GraphQL is `/graphql`. */
  path: string;
  /** Whose token it was; for a token request, whose token was asked for. */
  installationId?: number;
  /** 0 where the connection was cut instead of an answer. */
  status: number;
  at: string;
}

export interface CallLog {
  add(call: Call): void;
  list(): Call[];
  clear(): void;
}

export function createCallLog(): CallLog {
  let calls: Call[] = [];
  return {
    add: (call) => calls.push(call),
    list: () => [...calls],
    clear() {
      calls = [];
    },
  };
}
