import { isNothing, shorten, type YamlNode } from '../../../yaml/yaml-node.ts';
import type { ManualParameter } from '../../configuration.ts';
import { checkFields } from '../../reading/check-fields.ts';
import { readBoolean, readMapping, readText, readTexts, type Subject, within } from '../../reading/read-values.ts';
import { type Reading, report } from '../../reading/reading.ts';
import type { PipelineEvent } from '../pipeline.ts';
import { isParameterName } from '../read-parameters.ts';

const fields = ['default', 'description', 'required', 'options'];

/** `manual: {parameters}`: what a person is asked for who starts the pipeline; a parameter is its default, or a mapping. */
export function readManual(subject: Subject, reading: Reading): PipelineEvent | undefined {
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return undefined;
  const { where } = subject;
  checkFields(mapping, { fields: ['parameters'], where }, reading);
  const node = mapping.entries.get('parameters')?.value;
  const entries = node && readMapping({ node, where: within(where, 'parameters') }, reading)?.entries;
  const parameters: ManualParameter[] = [];
  for (const { key, keyPosition, value } of entries?.values() ?? []) {
    if (!isParameterName(key)) report(reading, keyPosition, 'config.invalid-parameter-name', { name: shorten(key) });
    parameters.push(readParameter(key, { node: value, where: within(where, `parameters.${shorten(key)}`) }, reading));
  }
  return { name: 'manual', parameters };
}

function readParameter(name: string, subject: Subject, reading: Reading): ManualParameter {
  const { node, where } = subject;
  if (node.kind === 'scalar' && !isNothing(node)) return { name, required: false, default: node.text };
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return { name, required: false };
  checkFields(mapping, { fields, where }, reading);
  const read = <Value>(key: string, reader: (subject: Subject, reading: Reading) => Value): Value | undefined => {
    const value: YamlNode | undefined = mapping.entries.get(key)?.value;
    return value && reader({ node: value, where: within(where, key) }, reading);
  };
  const parameter: ManualParameter = { name, required: read('required', readBoolean) === true };
  const text = read('default', readText);
  const description = read('description', readText);
  const options = read('options', readTexts);
  if (text !== undefined) parameter.default = text;
  if (description !== undefined) parameter.description = description;
  if (options !== undefined) parameter.options = options.map((scalar) => scalar.text);
  return parameter;
}
