import { lookUpFact } from '../../expression/condition/names/look-up-fact.ts';
import type { YamlScalar } from '../../yaml/yaml-node.ts';
import { type Reading, report } from '../reading/reading.ts';

/** Whether a text is a template rather than a plain text. */
export function isTemplate(text: string): boolean {
  return text.includes('{{');
}

/**
 * Checks a text that may be a template over the event's data: no expression of GitHub Actions, every brace closed, and no name under
 * `.Input.github` that does not exist. What is between the braces is checked further when the Sensor is validated.
 */
export function checkTemplate(scalar: YamlScalar, where: string, reading: Reading): boolean {
  const { text, position } = scalar;
  if (text.includes('${{')) {
    report(reading, position, 'config.actions-expression', { where, advice: adviseExpression(text) });
    return false;
  }
  if (!isTemplate(text)) return true;
  const reason = findFault(text);
  if (reason === undefined) return true;
  report(reading, position, 'config.invalid-template', { where, reason, example: '{{ .Input.github.sha }}' });
  return false;
}

function adviseExpression(text: string): string {
  const [, path = ''] = /\$\{\{\s*([A-Za-z_.-]+)/.exec(text) ?? [];
  const [root, ...rest] = path.split('.');
  if (root === 'secrets') return 'Write `secretKeyRef` in the Workflow; which Secrets it may read is in the policy.';
  if (root !== 'github') return 'Write a template such as {{ .Input.github.sha }} without the dollar sign.';
  const found = lookUpFact(rest);
  const fact = found.ok ? path : found.suggestion;
  return `Write {{ .Input.${fact ?? 'github.sha'} }} without the dollar sign.`;
}

function findFault(text: string): string | undefined {
  let at = text.indexOf('{{');
  while (at !== -1) {
    const end = text.indexOf('}}', at);
    if (end === -1) return 'a "{{" has no "}}"';
    const action = text.slice(at + 2, end);
    if (action.includes('{{')) return 'a "{{" has no "}}"';
    if (action.trim() === '') return 'there is nothing between "{{" and "}}"';
    const unknown = findUnknownFact(action);
    if (unknown !== undefined) return unknown;
    at = text.indexOf('{{', end);
  }
  return undefined;
}

function findUnknownFact(action: string): string | undefined {
  for (const [, path = ''] of action.matchAll(/\.Input\.github((?:\.[A-Za-z_][A-Za-z0-9_]*)+)/g)) {
    const found = lookUpFact(path.slice(1).split('.'));
    if (found.ok) continue;
    return found.suggestion === undefined ? found.message : `${found.message}; here it is ${found.suggestion}`;
  }
  return undefined;
}
