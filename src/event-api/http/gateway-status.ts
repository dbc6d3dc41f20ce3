/** What is answered to whoever called: an error as Argo's gateway writes it, `{"code", "message"}`. */
export interface GatewayError {
  /** Of gRPC. */
  code: number;
  message: string;
  retryAfterMs?: number;
}

/** gRPC's status codes, as far as they are answered. */
export const grpc = {
  canceled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** grpc-gateway's mapping of gRPC's codes to HTTP's. */
const httpByCode: ReadonlyMap<number, number> = new Map<number, number>([
  [grpc.canceled, 408],
  [grpc.invalidArgument, 400],
  [grpc.deadlineExceeded, 504],
  [grpc.notFound, 404],
  [grpc.alreadyExists, 409],
  [grpc.permissionDenied, 403],
  [grpc.resourceExhausted, 429],
  [grpc.unimplemented, 501],
  [grpc.internal, 500],
  [grpc.unavailable, 503],
  [grpc.unauthenticated, 401],
]);

export function httpStatusOf(code: number): number {
  return httpByCode.get(code) ?? 500;
}

/** Argo's mapping of what the Kubernetes API answered (`server/utils/errors.go`). */
const codeByStatus: ReadonlyMap<number, number> = new Map<number, number>([
  [400, grpc.invalidArgument],
  [401, grpc.unauthenticated],
  [403, grpc.permissionDenied],
  [404, grpc.notFound],
  [408, grpc.canceled],
  [409, grpc.alreadyExists],
  [429, grpc.resourceExhausted],
  [500, grpc.internal],
  [501, grpc.unimplemented],
  [503, grpc.unavailable],
  [504, grpc.deadlineExceeded],
]);

/** A status of 0, a cluster that was not reached, is unavailable: nothing has happened, and trying again is right. */
export function codeOfStatus(status: number): number {
  if (status === 0) return grpc.unavailable;
  return codeByStatus.get(status) ?? (status >= 500 || status < 400 ? grpc.internal : grpc.invalidArgument);
}
