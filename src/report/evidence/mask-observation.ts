import type { MaskSecrets } from '../../mask/create-secret-mask.ts';
import type { Observation } from '../state/observe-workflow.ts';

/** The observation with secrets masked in every text that came from outside: before it is escaped, which would tear them up. */
export function maskObservation<Seen extends Observation>(observation: Seen, mask: MaskSecrets): Seen {
  const { message, steps, graph, stepsMissing } = observation;
  const because = observation.phase === 'ended' ? observation.because : undefined;
  return {
    ...observation,
    message: mask(message),
    steps: steps.map((step) => ({ ...step, name: mask(step.name), message: mask(step.message) })),
    ...(stepsMissing === undefined ? {} : { stepsMissing: mask(stepsMissing) }),
    ...(graph === undefined
      ? {}
      : { graph: { ...graph, steps: graph.steps.map((step) => ({ ...step, name: mask(step.name) })) } }),
    ...(because === undefined ? {} : { because: mask(because) }),
  };
}

/** `main: Error (exit code 1)` and the like, which can hold nothing of a secret. */
const plain =
  /^(?:main: )?(?:Error \(exit code \d{1,10}\)|OOMKilled \(exit code \d{1,10}\))?$|^child '[\w.()-]*' failed$/;

/** Whether some message says more than that something failed: only then could it hold a secret. */
export function saysSomething({ message, steps }: Observation): boolean {
  return !plain.test(message) || steps.some((step) => !plain.test(step.message));
}
