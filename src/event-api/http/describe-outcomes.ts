import type { ApiEvent, BindingOutcome } from '../dispatch/event.ts';

/** The trace of an event for whoever asked for a representation: what was started, and of every binding why or why not. */
export interface EventRepresentation {
  namespace: string;
  discriminator: string;
  workflows: { namespace: string; name: string; binding: string; repeated: boolean }[];
  bindings: Record<string, unknown>[];
  /** There where nothing was started: why. */
  because?: string;
}

export function describeOutcomes(
  { namespace, discriminator }: Pick<ApiEvent, 'namespace' | 'discriminator'>,
  outcomes: readonly BindingOutcome[],
): EventRepresentation {
  const workflows = outcomes.flatMap((each) =>
    each.kind === 'started'
      ? [{ namespace: each.namespace, name: each.workflow, binding: each.binding, repeated: each.isRepeat }]
      : [],
  );
  const representation = { namespace, discriminator, workflows, bindings: outcomes.map(describeOutcome) };
  return workflows.length > 0 ? representation : { ...representation, because: explainNothing(namespace, outcomes) };
}

/** Argo's message for what failed; undefined when nothing did. */
export function describeFailures(outcomes: readonly BindingOutcome[]): string | undefined {
  const messages = outcomes.flatMap((each) => (each.kind === 'failed' ? [each.message] : []));
  return messages.length === 0 ? undefined : `failed to dispatch event: [${messages.join(' ')}]`;
}

function describeOutcome(outcome: BindingOutcome): Record<string, unknown> {
  const { namespace, binding: name, kind } = outcome;
  const named = { namespace, name, outcome: kind };
  switch (kind) {
    case 'started': {
      const notes = outcome.notes.length === 0 ? {} : { notes: outcome.notes };
      return { ...named, workflow: outcome.workflow, repeated: outcome.isRepeat, ...notes };
    }
    case 'not-matched':
      return { ...named, because: outcome.because() };
    case 'matched':
      return { ...named, because: 'it has no submit' };
    case 'failed':
      return { ...named, error: outcome.message };
  }
}

/** In one sentence; the bindings' own reasons stand beside them. */
function explainNothing(namespace: string, outcomes: readonly BindingOutcome[]): string {
  if (outcomes.length > 0) return `none of the ${outcomes.length} workflow event bindings started anything`;
  return namespace === ''
    ? 'there are no workflow event bindings'
    : `there are no workflow event bindings in the namespace "${namespace}"`;
}
