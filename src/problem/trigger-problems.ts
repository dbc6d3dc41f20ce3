/** Problems of the room `trigger`: what stops a trigger other than a plain creation of a Workflow. */
export const triggerProblems = {
  'trigger.kind-not-allowed': {
    message: 'The trigger "{trigger}" is of the kind `{kind}`, which the policy does not let this repository use.',
    hint: 'Ask the operator for `triggers: [workflow, {kind}]` in the policy file, for all or for this repository.',
  },
  'trigger.kind-unknown': {
    message: 'The trigger "{trigger}" is of the kind `{kind}`, which this version does not carry out.',
    hint: 'Carried out are argoWorkflow, k8s, http, kafka, nats and log. Leave this trigger to Argo Events.',
  },
  'trigger.plan': {
    message: '`{field}` of the trigger "{trigger}" cannot be used: {reason}.',
    hint: 'Correct the value. Durations are texts such as "10s" or whole nanoseconds; factor and jitter are numbers, not texts.',
  },
  'trigger.waiting': {
    message: 'The trigger "{trigger}" goes on later: {reason}.',
    hint: 'Nothing needs to be done; what is waited for comes by itself.',
  },
  'trigger.cluster-away': {
    message: 'The cluster did not do what the trigger "{trigger}" asks yet: {reason}',
    hint: 'The trigger goes on by itself once the cluster answers.',
  },
  'trigger.cluster-refused': {
    message: 'The cluster refused what the trigger "{trigger}" asks: {reason}',
    hint: 'Correct the object where the message says. If it speaks of a missing right, the operator gives it to the app’s account.',
  },
  'trigger.dead-letter': {
    severity: 'warning',
    message: 'The trigger "{trigger}" failed for good; its dlqTrigger "{deadLetter}" was carried out.',
    hint: 'What it says is in the other problems.',
  },
  'trigger.arguments': {
    message:
      'The argument "{argument}" of `args` is not understood for the operation {operation}; expected {expected}.',
    hint: 'Remove it. What else the command-line program of Argo can do is not done through the cluster’s API.',
  },
  'trigger.unnamed': {
    message: 'The trigger "{trigger}" does not name its object: `metadata.name` is missing.',
    hint: 'The operation {operation} needs the name of what is there. Only new objects may have `generateName`.',
  },
  'trigger.not-an-object': {
    message: '"{where}" holds {found}; expected one object with `apiVersion`, `kind` and `metadata`.',
    hint: 'Write the object as kubectl would take it.',
  },
  'trigger.kind-not-served': {
    message: 'The cluster does not know {kind} of {apiVersion}.',
    hint: 'Correct `apiVersion` and `kind`; `kubectl api-resources` lists them.',
  },
  'trigger.object-kind': {
    message: 'The policy does not let this repository touch objects of the kind {kind} ({apiVersion}).',
    hint: 'Ask the operator for `kinds: [{entry}]` in the policy file, beside `triggers: [k8s]`.',
  },
  'trigger.not-own': {
    message: 'The {kind} "{name}" was not created by this app for this repository.',
    hint: 'Choose another name, or ask the operator for `kinds: [{entry}/any]` in the policy file, which opens those of others too.',
  },
  'trigger.name-taken': {
    message: 'A {kind} named "{name}" is already there, and another event or somebody else made it.',
    hint: 'Use `metadata.generateName`, or the operation update, which creates what is missing and changes what is there.',
  },
  'trigger.patch-strategy': {
    message: '`patchStrategy` is "{found}"; expected {expected}.',
    hint: 'The whole object is sent as the patch, so a list of JSON Patch operations has no place in it.',
  },
  'trigger.metadata-removed': {
    message: '`{path}` would be removed; it says to whom the object belongs, or when it may be deleted.',
    hint: 'Leave finalizers, owners, and labels and annotations that begin with argo-events-app/ as they are.',
  },
  'trigger.changed-meanwhile': {
    message: 'The {kind} "{name}" was changed by somebody else again and again while the trigger wanted to change it.',
    hint: 'The trigger is tried again by itself.',
  },
  'trigger.labels-not-reached': {
    message:
      'The {kind} "{name}" did not get the labels that `policy.k8s` of the trigger "{trigger}" waits for: {labels}.',
    hint: 'Argo Events would say: failed to determine status of the triggered resource. Look at the object, or let the backoff wait longer.',
  },
  'trigger.workflow-ended': {
    message: 'The Workflow "{name}" has ended ({phase}), so it cannot be {operation}.',
    hint: 'Only a Workflow that runs can be suspended, stopped or terminated.',
  },
  'trigger.workflow-not-failed': {
    message: 'The Workflow "{name}" is {phase}; only one that ended Failed or Error can be retried.',
    hint: 'To run all of it again, use the operation resubmit; to run some steps again, `--restart-successful` together with `--node-field-selector`.',
  },
  'trigger.needs-argo-server': {
    message: 'The operation {operation} of the Workflow "{name}" needs Argo’s own API: {why}.',
    hint: 'The operator sets ARGO_SERVER_URL. Without it, use the operation resubmit, which runs all of the Workflow again.',
  },
  'trigger.supplied-parameter': {
    message:
      'The step "{node}" of the Workflow "{name}" waits for the value of its output "{parameter}", which has no default.',
    hint: 'Give the parameter `valueFrom.default`, or have the value supplied (`argo node set`) before it is resumed.',
  },
  'trigger.template-kind': {
    message: 'submit-from takes a WorkflowTemplate or a CronWorkflow; "{where}" is a {found}.',
    hint: 'Argo Events would say: invalid kind {found}. For a ClusterWorkflowTemplate, submit a Workflow whose `workflowTemplateRef` names it.',
  },
  'trigger.template-missing': {
    message: 'There is no {kind} "{name}" in the namespace {namespace}.',
    hint: 'Correct the name, or have the operator install it there.',
  },
  'trigger.http-shape': {
    message: 'The http trigger "{trigger}" cannot be read: {reason}.',
    hint: 'Correct the field; its parameters may have put a text where a number belongs (`useRawData: true` keeps numbers).',
  },
  'trigger.http-url': {
    message: 'The address of the http trigger "{trigger}" cannot be called: {reason}.',
    hint: 'Write an absolute address such as https://hooks.example.com/path, without a user name in it.',
  },
  'trigger.http-host': {
    message: 'The http trigger "{trigger}" calls {host}, which the policy does not list for this repository.',
    hint: 'Ask the operator for `hosts: ["{host}"]` in the policy file.',
  },
  'trigger.http-address': {
    message:
      'The host {host} of the http trigger "{trigger}" has an address that may not be called: {address} is {what}.',
    hint: 'If that is meant, the operator lists the host as internal: `hosts: ["{entry}/internal"]`. Link-local and metadata addresses must be listed themselves.',
  },
  'trigger.http-header': {
    message: 'The header "{header}" of the http trigger "{trigger}" cannot be sent: {reason}.',
    hint: 'Choose another name or value.',
  },
  'trigger.http-tls': {
    message: 'The TLS settings of the http trigger "{trigger}" cannot be used: {reason}.',
    hint: 'Certificates and keys are PEM in Secrets; a server that no public authority knows needs `tls.caCertSecret`.',
  },
  'trigger.http-reference': {
    message: '`{path}` of the trigger "{trigger}" reads the key "{key}" of the {kind} "{name}", which is not there.',
    hint: 'Create it in the namespace {namespace}, or correct the reference.',
  },
  'trigger.http-failed': {
    message: 'The http trigger "{trigger}" got no answer from {host}: {reason}.',
    hint: 'With `atLeastOnce: true` and a `retryStrategy` it is tried again.',
  },
  'trigger.http-status': {
    message: 'The http trigger "{trigger}" was answered {status} by {host}; `policy.status` allows {allowed}.',
    hint: 'Argo Events would say: http response status {status} is not allowed. With `atLeastOnce: true` and a `retryStrategy` it is tried again.',
  },
  'trigger.http-redirect': {
    message: 'The http trigger "{trigger}" was answered {status} by {host}: redirects are not followed.',
    hint: 'Write the address that it redirects to.',
  },
  'trigger.broker-shape': {
    message: 'The {kind} trigger "{trigger}" cannot be read: {reason}.',
    hint: 'Correct the field; its parameters may have put a text where a number belongs (`useRawData: true` keeps numbers).',
  },
  'trigger.broker-url': {
    message: 'The `url` of the {kind} trigger "{trigger}" cannot be used: {reason}.',
    hint: 'Write nats://host:4222 for NATS and host:9092 for Kafka; several are separated by commas.',
  },
  'trigger.broker-host': {
    message: 'The {kind} trigger "{trigger}" speaks to {host}, which the policy does not list for this repository.',
    hint: 'Ask the operator for `hosts: ["{host}"]` in the policy file. Kafka’s brokers name each other: each of them must be listed.',
  },
  'trigger.broker-address': {
    message:
      'The host {host} of the {kind} trigger "{trigger}" has an address that may not be called: {address} is {what}.',
    hint: 'If that is meant, the operator lists the host as internal: `hosts: ["{entry}/internal"]`. Link-local and metadata addresses must be listed themselves.',
  },
  'trigger.broker-tls': {
    message: 'The TLS settings of the {kind} trigger "{trigger}" cannot be used: {reason}.',
    hint: 'Certificates and keys are PEM in Secrets; a broker that no public authority knows needs `tls.caCertSecret`.',
  },
  'trigger.broker-field': {
    message: '`{field}` of the {kind} trigger "{trigger}" is not supported: {reason}.',
    hint: 'Remove the field, or leave this trigger to Argo Events.',
  },
  'trigger.broker-failed': {
    message: 'The {kind} trigger "{trigger}" could not hand its message to {host}: {reason}.',
    hint: 'With `atLeastOnce: true` and a `retryStrategy` it is tried again.',
  },
  'trigger.parameter': {
    message: 'A parameter of the trigger "{trigger}" could not be applied: {reason}.',
    hint: 'Check the key or template against the event, or give the parameter a default (value).',
  },
} as const;
