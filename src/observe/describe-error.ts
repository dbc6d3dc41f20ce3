/** What of an error is logged. An Octokit error also carries the request and its answer, which are not. */
export interface DescribedError {
  type: string;
  message: string;
  stack?: string;
  code?: string | number;
  status?: number;
  cause?: DescribedError;
  errors?: DescribedError[];
}

const maxDepth = 3;
const maxErrors = 5;

/** Describes an error, its causes and the errors that it gathers, some levels deep. */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: String(error) };
  }
  const described: DescribedError = { type: error.name, message: error.message };
  if (error.stack !== undefined) {
    described.stack = error.stack;
  }
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')) {
    described.code = error.code;
  }
  if ('status' in error && typeof error.status === 'number') {
    described.status = error.status;
  }
  if (error.cause !== undefined && depth < maxDepth) {
    described.cause = describeError(error.cause, depth + 1);
  }
  if (error instanceof AggregateError && depth < maxDepth) {
    described.errors = error.errors.slice(0, maxErrors).map((each) => describeError(each, depth + 1));
  }
  return described;
}
