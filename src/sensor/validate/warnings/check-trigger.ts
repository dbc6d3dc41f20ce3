import { problem } from '../../../problem/problem.ts';
import { planRetry } from '../../plan/plan-retry.ts';
import type { SensorSpec, Trigger } from '../../sensor.ts';
import { kindsOf } from '../../trigger-kinds.ts';
import { findRefusals } from '../find-refusals.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';
import { checkConditions } from './check-conditions.ts';
import { checkParameters } from './check-parameters.ts';

/** One trigger: what has no effect, what can never fire, what will be refused. */
export function checkTrigger(trigger: Trigger, spec: SensorSpec, path: DocumentPath): LocatedProblem[] {
  return [
    ...findRefusals(trigger).map(({ feature, path: below }) => ({
      problem: problem('sensor.refused-when-fired', { trigger: trigger.template.name, feature }),
      path: [...path, ...below],
    })),
    ...checkConditions(trigger, spec, path),
    ...checkRepetition(trigger, path),
    ...checkRateLimit(trigger, path),
    ...checkKinds(trigger, [...path, 'template']),
    ...checkServer(trigger, [...path, 'template']),
    ...checkPolicy(trigger, [...path, 'policy']),
    ...checkParameters(trigger, spec, path),
    ...(trigger.dlqTrigger === undefined ? [] : checkTrigger(trigger.dlqTrigger, spec, [...path, 'dlqTrigger'])),
  ];
}

/** Without `atLeastOnce` upstream does not wait for the action, so that nothing can be repeated. */
function checkRepetition({ template, retryStrategy, atLeastOnce }: Trigger, path: DocumentPath): LocatedProblem[] {
  if (retryStrategy === undefined || retryStrategy === null) return [];
  const here = [...path, 'retryStrategy'];
  if (atLeastOnce !== true) {
    return [{ problem: problem('sensor.no-effect', { trigger: template.name, field: 'retryStrategy' }), path: here }];
  }
  const planned = planRetry(retryStrategy);
  if (planned.ok) return [];
  return [
    { problem: problem('sensor.retry-strategy', { trigger: template.name, reason: planned.message }), path: here },
  ];
}

function checkRateLimit({ template, rateLimit }: Trigger, path: DocumentPath): LocatedProblem[] {
  if (rateLimit === undefined) return [];
  const { unit = '', requestsPerUnit = 0 } = rateLimit;
  const here = [...path, 'rateLimit'];
  const trigger = template.name;
  if (!Number.isInteger(requestsPerUnit) || requestsPerUnit < 1) {
    return [
      {
        problem: problem('sensor.rate-limit', { trigger, found: requestsPerUnit }),
        path: [...here, 'requestsPerUnit'],
      },
    ];
  }
  if (['', 'Second', 'Minute', 'Hour'].includes(unit)) return [];
  return [{ problem: problem('sensor.rate-limit-unit', { trigger, unit }), path: [...here, 'unit'] }];
}

function checkKinds({ template }: Trigger, path: DocumentPath): LocatedProblem[] {
  const kinds = kindsOf(template);
  const [used, ...others] = kinds;
  if (used === undefined || others.length === 0) return [];
  const values = { trigger: template.name, kinds: kinds.join(', '), used };
  return [{ problem: problem('sensor.several-trigger-kinds', values), path }];
}

/** Upstream takes it at its word; here it is refused, because what is sent may hold secrets. */
function checkServer({ template }: Trigger, path: DocumentPath): LocatedProblem[] {
  const [kind = ''] = kindsOf(template);
  const { tls } = asRecord(template[kind]);
  if (asRecord(tls).insecureSkipVerify !== true) return [];
  const here = [...path, kind, 'tls', 'insecureSkipVerify'];
  return [{ problem: problem('sensor.unverified-server', { trigger: template.name }), path: here }];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A policy for another kind of trigger is taken and ignored. */
function checkPolicy({ template, policy }: Trigger, path: DocumentPath): LocatedProblem[] {
  if (policy === undefined) return [];
  const [kind = ''] = kindsOf(template);
  const used = { k8s: 'k8s', argoWorkflow: 'k8s', http: 'status', awsLambda: 'status' }[kind];
  const ignored = (['k8s', 'status'] as const).filter((name) => policy[name] !== undefined && name !== used);
  return ignored.map((name) => ({
    problem: problem('sensor.policy-ignored', { trigger: template.name, policy: name, kind }),
    path: [...path, name],
  }));
}
