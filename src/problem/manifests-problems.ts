/** Problems of the room `manifests`: the operator's own documents. */
export const manifestsProblems = {
  'manifests.unreadable': {
    message: '{path} cannot be read: {reason}',
    hint: 'Set MANIFESTS_DIR to a folder that this process may read; the last good documents stay in force.',
  },
  'manifests.too-much': {
    message: '{path} holds more than {limit}.',
    hint: 'Keep what is not for this app elsewhere.',
  },
  'manifests.kind-ignored': {
    severity: 'warning',
    message: 'A document of the kind {kind} ({apiVersion}) has no effect here.',
    hint: 'Documents read are EventSource, Sensor, WorkflowEventBinding and CronWorkflow of argoproj.io/v1alpha1; apply others to the cluster.',
  },
  'manifests.nameless': {
    message: 'This {kind} has no `metadata.name`.',
    hint: 'Give it one.',
  },
  'manifests.no-namespace': {
    message: 'The {kind} "{name}" names no namespace, and there is no ARGO_NAMESPACE.',
    hint: 'Write `metadata.namespace`, or set ARGO_NAMESPACE.',
  },
  'manifests.duplicate': {
    message: 'The {kind} "{name}" of the namespace {namespace} stands here a second time; the first is in {other}.',
    hint: 'Keep one of them.',
  },
  'manifests.binding': {
    message: 'The WorkflowEventBinding "{name}" cannot be used: {reason}.',
    hint: 'Write it as Argo Workflows has it: `spec.event.selector` and `spec.submit`.',
  },
  'manifests.unknown-event': {
    severity: 'warning',
    message:
      'The dependency "{dependency}" waits for "{event}" of the EventSource "{source}", which no document of the namespace {namespace} defines: it never comes.',
    hint: 'Add the EventSource, or take the name of one that is there.',
  },
  'manifests.kept': {
    message: 'Documents of the operator have errors; the last good ones stay in force.',
    hint: 'Mend what is said about each file.',
  },
} as const;
