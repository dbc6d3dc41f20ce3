import type { GithubFailure } from '../../github/github.ts';
import { annotations } from '../../kubernetes/labels.ts';
import { makeWorkflow, namespace, type Stage, signer } from './stage.ts';

/** The calls to GitHub so far, in words: `create in_progress`. */
export function methods(stage: Stage): string[] {
  return stage.github.calls.map((call) => `${call.method} ${call.status ?? ''}`.trim());
}

export function finalizersOf(stage: Stage, name: string): string[] {
  return stage.cluster.workflows.get(name)?.metadata.finalizers ?? [];
}

/** What the Workflow carries about its check. */
export function noteOf(stage: Stage, name: string): unknown {
  const annotation = stage.cluster.workflows.get(name)?.metadata.annotations?.[annotations.reported];
  return signer.readNote(namespace, name, annotation);
}

/** The controller writes a Workflow in some state; everything that follows at once has happened. */
export async function write(stage: Stage, ...[name, state]: Parameters<typeof makeWorkflow>): Promise<void> {
  stage.cluster.write(stage.sign(makeWorkflow(name, state)));
  await stage.time.settle();
}

export function failAll(stage: Stage, failure: GithubFailure): void {
  stage.github.answer = () => failure;
}

/** An answer of GitHub that does not come before it is let through. */
export function hold(): { promise: Promise<undefined>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<undefined>((resolve) => {
    open = () => resolve(undefined);
  });
  return { promise, open };
}
