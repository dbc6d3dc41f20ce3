/** Problems of the room `policy`: the operator's file, and what a Workflow may not do. */
export const policyProblems = {
  'policy.unreadable-file': {
    message: 'The policy file {path} cannot be read: {reason}',
    hint: 'Set POLICY_FILE to a file that this process may read.',
  },
  'policy.file-too-large': {
    message: 'The policy file is {size} bytes; {limit} are read.',
    hint: 'Use globs in `repositories` and in the lists to say the same in less.',
  },
  'policy.not-yaml': {
    message: 'The policy file is not YAML: {reason}',
    hint: 'Correct the line. The last good policy stays in force until then.',
  },
  'policy.unknown-key': {
    message: '`{key}` is no key of the policy file at {where}.',
    hint: 'Did you mean `{nearest}`? A key that is not understood could let through what it was to forbid, so none is skipped.',
  },
  'policy.unknown-key-nothing-near': {
    message: '`{key}` is no key of the policy file at {where}.',
    hint: 'Known here: {known}.',
  },
  'policy.invalid-value': {
    message: '{where} is {found}; expected {expected}.',
    hint: 'Correct the value. The last good policy stays in force until then.',
  },
  'policy.untrusted-secrets': {
    message: '`untrusted` lists `secrets`, but untrusted runs get no Secret but their own read token.',
    hint: 'Remove the list. What a stranger’s code may know must not be a Secret.',
  },
  'policy.pipelines-later': {
    message: '`pipelines` in the policy file (pipelines of the whole organisation) comes with a later version.',
    hint: 'Remove the key, or leave it empty; write the pipelines in the repositories’ `.argo-events.yaml`.',
  },
  'policy.no-namespace': {
    message: 'No namespace is set for the runs of {repository}.',
    hint: 'Set ARGO_NAMESPACE, or `namespace` in the policy file’s `defaults` or for this repository.',
  },
  'policy.reserved-namespace': {
    message:
      'The runs of {repository} would go to the namespace {namespace}, which holds this app or Argo’s controller.',
    hint: 'Give runs a namespace of their own: {line} in the policy file. `allow: [reservedNamespaces]` permits it all the same.',
  },
  'policy.not-a-workflow': {
    message: 'The object is `{found}`; repositories may create `argoproj.io/v1alpha1 Workflow`.',
    hint: 'Correct `apiVersion` and `kind`.',
  },
  'policy.too-large': {
    message: 'The Workflow is too large to be judged: {found}, at most {limit}.',
    hint: 'Split it, or move templates into a WorkflowTemplate in the cluster.',
  },
  'policy.unexpected-shape': {
    message: '`{path}` is {found}; expected {expected}.',
    hint: 'Correct the Workflow; `argo lint` shows the same mistake.',
  },
  'policy.unknown-field': {
    message: '`{path}` is a field that this app does not know, so it cannot tell what it would do.',
    hint: 'Correct its name (case counts). If it is right and new in Argo, the operator lets such fields through with {line} in the policy file.',
  },
  'policy.status': {
    message: '`{path}` is set; what a Workflow’s status says is Argo’s to write, and Argo would believe it.',
    hint: 'Remove `status`. `kubectl get -o yaml` puts it there.',
  },
  'policy.owner': {
    message: '`{path}` is set; owners and finalizers decide when things are deleted, and are not the author’s.',
    hint: 'Remove the field.',
  },
  'policy.reserved-metadata': {
    message: '`{path}` is set; it is written by this app or by Argo alone, and would be believed.',
    hint: 'Remove it, or use a name with a prefix of your own.',
  },
  'policy.event-source': {
    message: 'The policy does not let this repository have EventSources of the kind {kind}.',
    hint: 'The operator writes {line} into the policy file, for all or for this repository.',
  },
  'policy.namespace': {
    message: '`{path}` names the namespace “{namespace}”; the runs of this repository are in “{expected}”.',
    hint: 'Remove the field.',
  },
  'policy.service-account': {
    message: '`{path}` names the service account “{name}”, which the policy does not list for this repository.',
    hint: 'Remove the field, or ask the operator for {line} in the policy file.',
  },
  'policy.service-account-missing': {
    message:
      'The Workflow names no service account, and would run as the namespace’s default one instead of “{expected}”.',
    hint: 'This is a defect of the app, which sets it where the Workflow does not; report it with this sentence.',
  },
  'policy.secret': {
    message: '`{path}` reads the Secret “{name}”, which the policy does not list for this repository.',
    hint: 'Remove the reference, or ask the operator for {line} in the policy file.',
  },
  'policy.untrusted-secret': {
    message: '`{path}` reads the Secret “{name}”; a run of a stranger’s code gets no Secret.',
    hint: 'Do what needs the Secret in a pipeline that runs after the merge. No policy permits this.',
  },
  'policy.config-map': {
    message: '`{path}` uses the ConfigMap “{name}”, which the policy does not list for this repository.',
    hint: 'Remove the reference, or ask the operator for {line} in the policy file.',
  },
  'policy.template': {
    message: '`{path}` refers to the template “{name}” of the cluster, which the policy does not list.',
    hint: 'Ask the operator for {line} in the policy file.',
  },
  'policy.templated-name': {
    message: '`{path}` is “{name}”: Argo fills it in after it was judged, so it could become any name.',
    hint: 'Write the name itself. Only {line} in the policy file, which permits every name, permits such a one.',
  },
  'policy.volume-name': {
    message:
      '`{path}` is “{name}”; expected a name without `{{`, and none of the volumes that Argo itself adds to pods.',
    hint: 'Choose another name. A volume named like Argo’s would show a container what only the executor may see.',
  },
  'policy.feature': {
    message: '`{path}` needs the feature `{feature}`, which the policy does not allow this repository: {why}.',
    hint: 'Remove the field, or ask the operator for {line} in the policy file.',
  },
} as const;
