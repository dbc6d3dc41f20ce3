import type { KubeObject } from '../../store/kube-object.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { tasksOf } from '../expression/evaluate-depends.ts';
import { substituteTree } from '../expression/substitute.ts';
import { findTemplateOwner, type RawTemplate, type TemplateOwner } from './template-owner.ts';
import { type Call, callShape, type Spec, type Template, templateShape } from './workflow-spec.ts';

interface Subject {
  spec: Spec;
  owner: TemplateOwner;
  globals: ReadonlyMap<string, string>;
}

const maxNameLength = 63;

/** What Argo's validation refuses a spec for, without the `invalid spec: ` before it; undefined when it is sound. */
export function validateSpec(store: ObjectStore, workflow: KubeObject, subject: Subject): string | undefined {
  const { spec, owner } = subject;
  const { name, namespace = '' } = workflow.metadata;
  if (name.length > maxNameLength) {
    return `workflow name "${name}" must not be more than ${maxNameLength} characters long (currently ${name.length})`;
  }
  const names = (spec.templates ?? []).map((each) => each.name ?? '');
  const repeated = names.find((each, index) => names.indexOf(each) !== index);
  if (names.includes('')) return 'templates name is required';
  if (repeated !== undefined) return `template name '${repeated}' not unique`;
  if (spec.entrypoint === undefined || spec.entrypoint === '') return 'spec.entrypoint is required';
  for (const root of [spec.entrypoint, spec.onExit]) {
    if (root !== undefined && root !== '' && !owner.templates.has(root)) return `template name '${root}' undefined`;
  }
  for (const raw of owner.templates.values()) {
    const problem = validateTemplate(raw, { ...subject, store, namespace });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function validateTemplate(
  raw: RawTemplate,
  subject: Subject & { store: ObjectStore; namespace: string },
): string | undefined {
  const parsed = templateShape.safeParse(raw);
  const name = typeof raw.name === 'string' ? raw.name : '';
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `templates.${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  const template = parsed.data;
  const filled = substituteTree(raw, subject.globals);
  if (!filled.ok && filled.kind === 'syntax')
    return `templates.${name}: failed to evaluate expression ${filled.message}`;
  const unresolved = findUnresolved(raw, template, subject.globals);
  if (unresolved !== undefined) return `templates.${name}: failed to resolve {{${unresolved}}}`;
  const calls = callsOf(template);
  if (calls === undefined) return `templates.${name}: steps or tasks are not valid`;
  for (const { call, where } of calls) {
    const problem = validateCall(call, subject);
    if (problem !== undefined) return `templates.${name}.${where} ${problem}`;
  }
  return template.dag ? validateTasks(name, calls) : undefined;
}

function callsOf(template: Template): { call: Call; where: string }[] | undefined {
  const steps = (template.steps ?? []).flatMap((group, index) =>
    group.map((step) => ({ raw: step, where: `steps[${index}].${step.name}` })),
  );
  const tasks = (template.dag?.tasks ?? []).map((task) => ({ raw: task, where: `tasks.${task.name}` }));
  const calls: { call: Call; where: string }[] = [];
  for (const { raw, where } of [...steps, ...tasks]) {
    const call = callShape.safeParse(raw);
    if (!call.success) return undefined;
    calls.push({ call: call.data, where });
  }
  return calls;
}

function validateCall(
  call: Call,
  subject: { store: ObjectStore; namespace: string; owner: TemplateOwner },
): string | undefined {
  if (call.inline) return undefined;
  if (call.templateRef) {
    const { name, template } = call.templateRef;
    if (name.includes('{{') || template.includes('{{')) return undefined;
    const owner = findTemplateOwner(subject.store, subject.namespace, call.templateRef);
    return owner?.templates.has(template) === true ? undefined : `template reference ${name}.${template} not found`;
  }
  if (call.template === undefined) return 'template or templateRef is required';
  if (call.template.includes('{{') || subject.owner.templates.has(call.template)) return undefined;
  return `template name '${call.template}' undefined`;
}

function validateTasks(template: string, calls: { call: Call }[]): string | undefined {
  const tasks = new Map(calls.map(({ call }) => [call.name, call]));
  for (const { call } of calls) {
    const names = call.depends === undefined ? (call.dependencies ?? []) : tasksOf(call.depends);
    if (names === undefined) return `templates.${template}.tasks.${call.name} invalid depends '${call.depends}'`;
    const unknown = names.find((each) => !tasks.has(each));
    if (unknown !== undefined) {
      return `templates.${template}.tasks.${call.name} dependency '${unknown}' not defined`;
    }
  }
  const looping = calls.find(({ call }) => reaches(tasks, call.name, call.name, new Set()));
  if (looping === undefined) return undefined;
  return `templates.${template}.tasks dependency cycle detected: ${looping.call.name}`;
}

function reaches(tasks: Map<string, Call>, from: string, target: string, seen: Set<string>): boolean {
  return dependenciesOf(tasks.get(from)).some((name) => {
    if (name === target) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return reaches(tasks, name, target, seen);
  });
}

function dependenciesOf(call: Call | undefined): string[] {
  if (call === undefined) return [];
  return call.depends === undefined ? (call.dependencies ?? []) : (tasksOf(call.depends) ?? []);
}

/** A tag for a parameter that nobody declared. */
function findUnresolved(
  raw: RawTemplate,
  template: Template,
  globals: ReadonlyMap<string, string>,
): string | undefined {
  const declared = new Set((template.inputs?.parameters ?? []).map((each) => `inputs.parameters.${each.name}`));
  const text = JSON.stringify(raw);
  for (const [, tag = ''] of text.matchAll(/\{\{\s*((?:inputs|workflow)\.parameters\.[^\s{}"\\]+)\s*\}\}/g)) {
    if (!declared.has(tag) && !globals.has(tag)) return tag;
  }
  return undefined;
}
