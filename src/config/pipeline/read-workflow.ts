import { findPathFault } from '../../run/source/find-path-fault.ts';
import { isNothing, shorten, toJson, type YamlMapping, type YamlNode } from '../../yaml/yaml-node.ts';
import { checkFields } from '../reading/check-fields.ts';
import { readMapping, readText, type Subject, within } from '../reading/read-values.ts';
import { type Reading, report } from '../reading/reading.ts';
import type { WorkflowSource } from './pipeline.ts';

const choices = ['template', 'clusterTemplate', 'spec'];
const fields = [...choices, 'metadata', 'apiVersion', 'kind'];

/** `workflow`: a path in the repository, a template of the cluster, or a Workflow written in place. */
export function readWorkflow(subject: Subject, reading: Reading): WorkflowSource | undefined {
  if (subject.node.kind === 'scalar' && !isNothing(subject.node))
    return readPath(subject.node, subject.node.text, reading);
  const mapping = readMapping(subject, reading);
  if (mapping === undefined) return undefined;
  checkFields(mapping, { fields, where: subject.where }, reading);
  const chosen = choices.filter((choice) => mapping.entries.has(choice));
  const [choice] = chosen;
  const node = choice === undefined ? undefined : mapping.entries.get(choice)?.value;
  if (chosen.length !== 1 || choice === undefined || node === undefined) {
    const reason = chosen.length === 0 ? 'says nothing of what runs' : `says ${chosen.join(' and ')} at once`;
    report(reading, mapping.position, 'config.invalid-workflow', { where: subject.where, reason });
    return undefined;
  }
  if (choice === 'spec') return readResource(mapping, { node, where: within(subject.where, 'spec') }, reading);
  return readTemplate({ node, where: within(subject.where, choice) }, choice === 'clusterTemplate', reading);
}

function readPath(node: YamlNode, text: string, reading: Reading): WorkflowSource | undefined {
  const path = text.replace(/^\.\//, '');
  const reason = findPathFault(path);
  if (reason === undefined) return { kind: 'file', path };
  report(reading, node.position, 'config.invalid-workflow-path', { path: shorten(text), reason });
  return undefined;
}

function readTemplate(subject: Subject, isClusterScoped: boolean, reading: Reading): WorkflowSource | undefined {
  const name = readText(subject, reading);
  if (name === undefined) return undefined;
  if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return { kind: 'template', name, isClusterScoped };
  const kind = isClusterScoped ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate';
  report(reading, subject.node.position, 'config.invalid-resource-name', { name: shorten(name), kind });
  return undefined;
}

function readResource(mapping: YamlMapping, spec: Subject, reading: Reading): WorkflowSource | undefined {
  const metadata = mapping.entries.get('metadata')?.value;
  const specMapping = spec.node.kind === 'mapping' ? spec.node : undefined;
  if (specMapping === undefined || specMapping.entries.size === 0) {
    report(reading, spec.node.position, 'config.wrong-type', {
      where: spec.where,
      expected: "a Workflow's spec",
      found: 'something else',
    });
    return undefined;
  }
  if (metadata !== undefined && metadata.kind !== 'mapping') {
    readMapping({ node: metadata, where: within(spec.where, 'metadata') }, reading);
    return undefined;
  }
  if (!isWorkflowHeader(mapping, reading)) return undefined;
  const resource = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    ...(metadata === undefined ? {} : { metadata: toJson(metadata) }),
    spec: toJson(specMapping),
  };
  return { kind: 'resource', resource };
}

/** `apiVersion` and `kind` may be left out; if they are there, they are a Workflow's. */
function isWorkflowHeader(mapping: YamlMapping, reading: Reading): boolean {
  const expected = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' };
  return Object.entries(expected).every(([field, word]) => {
    const node = mapping.entries.get(field)?.value;
    if (node === undefined || (node.kind === 'scalar' && node.text === word)) return true;
    report(reading, node.position, 'config.wrong-type', { where: field, expected: word, found: 'something else' });
    return false;
  });
}
