import type { Workflow } from '../../kubernetes/workflow.ts';
import type { Workspace } from '../../matcher/locate-path.ts';
import { isFilled } from '../state/read-nodes.ts';
import type { StepPod } from '../state/step.ts';

/** The directories that a step's template names: of its container, and of the git artifact that it checks out. */
export function findWorkspace(workflow: Workflow, pod: StepPod, repository: string): Workspace {
  const template = findTemplate(workflow, pod.templateName);
  const container = template === undefined ? undefined : findContainer(template, pod.container);
  const workingDirectory = directoryOf(fieldOf(container, 'workingDir'));
  const root = directoryOf(findCheckout(template));
  return {
    repository,
    ...(root === undefined ? {} : { root }),
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  };
}

/** In the Workflow, in the WorkflowTemplate that it is of, or in one that it refers to. */
function findTemplate(workflow: Workflow, name: string | undefined): object | undefined {
  if (name === undefined) return undefined;
  const status: Record<string, unknown> = { ...workflow.status };
  const stored = isFilled(status.storedTemplates) ? Object.values(status.storedTemplates) : [];
  const templates: unknown[] = [
    ...listOf(workflow.spec.templates),
    ...listOf(fieldOf(status.storedWorkflowTemplateSpec, 'templates')),
    ...stored,
  ];
  return templates.find((each): each is object => isFilled(each) && fieldOf(each, 'name') === name);
}

function findContainer(template: object, name: string): unknown {
  const set = listOf(fieldOf(fieldOf(template, 'containerSet'), 'containers'));
  return (
    set.find((each) => fieldOf(each, 'name') === name) ?? fieldOf(template, 'container') ?? fieldOf(template, 'script')
  );
}

function findCheckout(template: object | undefined): unknown {
  const artifacts = listOf(fieldOf(fieldOf(template, 'inputs'), 'artifacts'));
  return fieldOf(
    artifacts.find((each) => isFilled(fieldOf(each, 'git'))),
    'path',
  );
}

/** What Argo fills in later is not known here. */
function directoryOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('/') && !value.includes('{{') ? value : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return isFilled(value) && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
