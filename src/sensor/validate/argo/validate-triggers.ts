import { isTimeZone } from '../../../expression/go-time/time-zone.ts';
import { quoteText } from '../../../expression/scalar/quote-text.ts';
import { readCron } from '../../../time/cron/read-cron.ts';
import type { DocumentPath } from '../read-shape.ts';
import {
  type Fields,
  fieldsOf,
  firstOf,
  firstRefusal,
  listField,
  prefixed,
  type Refusal,
  refusal,
  textField,
} from './refusal.ts';
import { validateParameters } from './validate-parameter.ts';
import { kindChecks } from './validate-trigger-kinds.ts';

/** Argo Events 1.9, `validateTriggers`: each trigger in order, then its name against those before it. */
export function validateTriggers(triggers: readonly Fields[], path: DocumentPath): Refusal | undefined {
  if (triggers.length === 0) return refusal('no triggers found', path);
  const names = new Set<string>();
  return firstOf(triggers, (trigger, index) => {
    const refused = validateTrigger(trigger, [...path, index]);
    if (refused !== undefined) return refused;
    const name = textField(fieldsOf(trigger.template) ?? {}, 'name');
    if (names.has(name)) return refusal(`duplicate trigger name: ${name}`, [...path, index, 'template', 'name']);
    names.add(name);
    return undefined;
  });
}

/** Template, policy, trigger-level parameters, dlqTrigger, in this order. */
function validateTrigger(trigger: Fields, path: DocumentPath): Refusal | undefined {
  const template = fieldsOf(trigger.template);
  if (template === undefined) return refusal("trigger template can't be nil", path);
  return firstRefusal(
    () => validateTemplate(template, [...path, 'template']),
    () => validatePolicy(trigger, template, path),
    () => validateParameters(trigger, { field: 'parameters', label: 'template parameter' }, path),
    () => validateDlqTrigger(trigger, path),
  );
}

function validateTemplate(template: Fields, path: DocumentPath): Refusal | undefined {
  const name = textField(template, 'name');
  if (name === '') return refusal('trigger must define a name', path);
  return firstRefusal(
    () =>
      firstOf(listField(template, 'conditionsReset') ?? [], (each, at) =>
        validateReset(each, [...path, 'conditionsReset', at]),
      ),
    () =>
      firstOf(kindChecks, ([kind, check]) => {
        const trigger = fieldsOf(template[kind]);
        if (trigger === undefined) return undefined;
        const prefix = kind === 'k8s' ? `trigger for template ${name} is invalid, ` : `template ${name} is invalid, `;
        return prefixed(prefix, check(trigger, [...path, kind]));
      }),
  );
}

function validateReset(criteria: Fields, path: DocumentPath): Refusal | undefined {
  const byTime = fieldsOf(criteria.byTime);
  if (byTime === undefined) return refusal('invalid conditionsReset', path);
  const [cron, zone] = [textField(byTime, 'cron'), textField(byTime, 'timezone')];
  if (readCron(cron) === undefined) {
    return refusal(`invalid cron expression ${quoteText(cron)}`, [...path, 'byTime', 'cron']);
  }
  return isTimeZone(zone) ? undefined : refusal(`invalid timezone ${quoteText(zone)}`, [...path, 'byTime', 'timezone']);
}

/** A policy of another kind than the trigger's is ignored. */
function validatePolicy(trigger: Fields, template: Fields, path: DocumentPath): Refusal | undefined {
  const policy = fieldsOf(trigger.policy);
  if (policy === undefined) return undefined;
  if (fieldsOf(template.k8s) !== undefined || fieldsOf(template.argoWorkflow) !== undefined) {
    const labels = fieldsOf(policy.k8s);
    const isRefused = labels !== undefined && fieldsOf(labels.labels) === undefined;
    return isRefused ? refusal('resource labels are not specified', [...path, 'policy', 'k8s']) : undefined;
  }
  if (fieldsOf(template.http) === undefined && fieldsOf(template.awsLambda) === undefined) return undefined;
  const status = fieldsOf(policy.status);
  const isRefused = status !== undefined && !Array.isArray(status.allow);
  return isRefused
    ? refusal('list of allowed response status is not specified', [...path, 'policy', 'status'])
    : undefined;
}

function validateDlqTrigger(trigger: Fields, path: DocumentPath): Refusal | undefined {
  const dlqTrigger = fieldsOf(trigger.dlqTrigger);
  if (dlqTrigger === undefined) return undefined;
  if (trigger.atLeastOnce !== true) {
    return refusal('to use dlqTrigger, trigger.atLeastOnce must be set to true', path);
  }
  const below = [...path, 'dlqTrigger'];
  if (dlqTrigger.atLeastOnce !== true) return refusal('atLeastOnce must be set to true within the dlqTrigger', below);
  return validateTrigger(dlqTrigger, below);
}
