import { findPattern, type PatternRequest } from './find-pattern.ts';

/**
 * Answers what the prelude's `__ask` asks: `[value]`, or `[null, why not]`. A request is JSON text that the prelude wrote, or whatever a
 * program wrote that found its name.
 */
export function answerRequest(request: string): string {
  return JSON.stringify(answer(request));
}

function answer(request: string): unknown[] {
  try {
    return findPattern(JSON.parse(request) as PatternRequest);
  } catch {
    return [null, 'not a request'];
  }
}
