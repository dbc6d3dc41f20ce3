import { shorten } from '../../yaml/yaml-node.ts';
import { readMapping, readText, type Subject } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';
import { checkTemplate, isTemplate } from './check-template.ts';
import type { PipelineParameter } from './pipeline.ts';

/** `parameters`: a Workflow's arguments by name. Numbers and words such as `yes` keep their text. */
export function readParameters(subject: Subject, reading: Reading): PipelineParameter[] {
  const mapping = readMapping(subject, reading);
  const parameters: PipelineParameter[] = [];
  for (const { key, keyPosition, value } of mapping?.entries.values() ?? []) {
    const where = `the parameter "${shorten(key)}"`;
    if (!isParameterName(key)) {
      report(reading, keyPosition, 'config.invalid-parameter-name', { name: shorten(key) });
      continue;
    }
    const text = readText({ node: value, where }, reading);
    if (text === undefined || value.kind !== 'scalar' || !checkTemplate(value, where, reading)) continue;
    parameters.push({ name: key, value: text, isTemplate: isTemplate(text), position: keyPosition });
  }
  return parameters;
}

/** Argo Workflows: names of parameters are letters, digits, `-` and `_`. */
export function isParameterName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,63}$/.test(name);
}
