/**
 * What ends a parse or an evaluation. It is thrown inside an expression language only: a deep chain of closures ends at once,
 * and the language's public function answers it as a value. `offset` counts characters (code points) of the text.
 */
export class ExpressionFailure extends Error {
  readonly offset: number | undefined;

  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}

/** Runs something of a language and answers its value, or the failure that ended it. Anything else that is thrown is a defect. */
export function attempt<Value>(
  run: () => Value,
): { ok: true; value: Value } | { ok: false; failure: ExpressionFailure } {
  try {
    return { ok: true, value: run() };
  } catch (thrown) {
    if (thrown instanceof ExpressionFailure) return { ok: false, failure: thrown };
    throw thrown;
  }
}
