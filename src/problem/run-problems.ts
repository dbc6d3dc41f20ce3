/** Problems of the room `run`: what stops a Workflow from being created. */
export const runProblems = {
  'run.unknown-argument': {
    message: 'The argument "{argument}" of `args` is not understood; expected `-p name=value`.',
    hint: 'Set parameters with `-p name=value`; what else `argo submit` can do has its place in the Workflow itself.',
  },
  'run.source-missing': {
    message: 'The trigger "{trigger}" names no object to create.',
    hint: 'Give it a source: `resource:` with the Workflow, or `file:` with the `path:` of one in this repository.',
  },
  'run.source-url': {
    message: 'The address of `source.url` at {host} gave nothing to use: {reason}',
    hint: 'Expected an http or https address that answers with a Workflow in YAML; it is read at each firing.',
  },
  'run.source-s3': {
    message: 'The object of `source.s3` at {place} gave nothing to use: {reason}',
    hint: 'Write `endpoint` (host:port), `bucket.name` and `bucket.key`, and `accessKey` and `secretKey` of Secrets in the Sensor’s namespace; it is read at each firing.',
  },
  'run.source-git': {
    message: 'A trigger cannot take its object from `source.git` here: nothing is cloned.',
    hint: 'Give the file’s address at the git server as `url` (its raw view), put it into MANIFESTS_DIR and name it as `file`, or keep it in a ConfigMap (`configmap`).',
  },
  'run.source-kind': {
    message: 'The trigger "{trigger}" takes its object from `{kind}`, which repositories may not use.',
    hint: 'Use `resource`, `inline` or `file` with a path in this repository; other places are the operator’s.',
  },
  'run.inline-changed': {
    message: 'A parameter of the trigger "{trigger}" puts text of the event into the YAML of `source.inline`.',
    hint: 'Text of an event never becomes YAML here. Set a value of the object with the parameters of `argoWorkflow` instead.',
  },
  'run.file-path': {
    message: 'The workflow file "{path}" is not a path within this repository: {fault}.',
    hint: 'Name a file relative to the repository’s root, without `..`, such as `.argo/ci.yaml`.',
  },
  'run.file-missing': {
    message: 'There is no file "{path}" at commit {commit}.',
    hint: 'Add the file, or correct the path in `workflow:`. Directories, symbolic links and submodules are not read.',
  },
  'run.file-too-large': {
    message: 'The file "{path}" is {size} bytes; a workflow file may have {limit}.',
    hint: 'Move templates into a WorkflowTemplate in the cluster and refer to it.',
  },
  'run.not-a-workflow': {
    message: '"{where}" holds {found}; expected one Workflow or WorkflowTemplate of argoproj.io/v1alpha1.',
    hint: 'One document with `apiVersion: argoproj.io/v1alpha1`, `kind: Workflow` and a `spec`.',
  },
  'run.token-refused': {
    message: 'The Workflow declares the parameter `git-auth-secret`, and GitHub gives no token for it: {reason}',
    hint: 'Look at the App’s permissions against app.yml (contents: read); or give the parameter a value of your own.',
  },
  'run.token-later': {
    message: 'GitHub did not give the token that the Workflow wants as `git-auth-secret` yet: {reason}',
    hint: 'The run starts by itself once GitHub answers.',
  },
  'run.file-not-here': {
    severity: 'warning',
    message: 'There is no file "{path}" beside the file that names it.',
    hint: 'A commit without it starts nothing: add the file, or correct the path in `workflow:`.',
  },
  'run.token-in-environment': {
    severity: 'warning',
    message: 'The token of `git-auth-secret` is read through the environment at {path}; a renewal never gets there.',
    hint: 'It stops working within the hour. Mount the Secret as a volume and read its file `token`, or have git use its `.gitconfig`.',
  },
  'run.secret-taken': {
    message: 'A Secret named "{name}" is already there and is not of this app; the run’s token would have that name.',
    hint: 'Use `metadata.generateName` instead of `metadata.name`, so that every run has a name of its own.',
  },
  'run.helper-refused': {
    message: 'The cluster does not let this app keep the {kind} that the run needs: {reason}',
    hint: 'The operator gives the app the Role of its deployment in this namespace.',
  },
  'run.group-failed': {
    message: 'The `group` of `concurrency` cannot be made of this event: {reason}',
    hint: 'Correct the template; without `group` runs of one pull request, or of one branch or tag, are a group.',
  },
  'run.limit-taken': {
    message:
      'A ConfigMap named "{name}" is already there and is not of this app; it would hold the limit of the group.',
    hint: 'Remove or rename that ConfigMap.',
  },
  'run.one-lock': {
    message: 'The Workflow would hold {count} locks at {path}; this cluster’s Argo (before 3.6) takes one there.',
    hint: 'Take `synchronization` out of the Workflow, or `limit` out of the pipeline’s `concurrency`.',
  },
  'run.replaced': {
    severity: 'warning',
    message: '{because}',
    hint: 'It was not started: a newer event of the same `concurrency` group was there first. Ask for it again to have it run all the same.',
  },
  'run.subject-closed': {
    severity: 'warning',
    message: '{because}',
    hint: 'It was not started, because what it is about is over.',
  },
  'run.name-taken': {
    message: 'A Workflow named "{name}" is already there and is not this run.',
    hint: 'Use `metadata.generateName: {prefix}` instead of `metadata.name`, so that every run has a name of its own.',
  },
  'run.refused-by-cluster': {
    message: 'The cluster refused the Workflow: {reason}',
    hint: 'Correct the Workflow where the message says; `argo lint` shows the same and more.',
  },
  'run.forbidden-by-cluster': {
    message: 'The cluster does not let this app create the Workflow: {reason}',
    hint: 'The operator gives the app the Role of its deployment in this namespace, or another namespace in the policy.',
  },
  'run.cluster-away': {
    message: 'The cluster did not take the Workflow yet: {reason}',
    hint: 'The run starts by itself once the cluster answers.',
  },
  'run.workflow-not-read': {
    message: 'Whether this event has had its run already could not be read from the cluster: {reason}',
    hint: 'The app tries again by itself; nothing is started twice meanwhile. Where it may not read Workflows, the operator gives it the Role of its deployment in this namespace.',
  },
  'run.not-cancelled': {
    message: 'The Workflow "{name}" could not be told to end: {reason}',
    hint: 'Where it passes it is tried again by itself; else stop the Workflow with `argo stop`.',
  },
  'run.check-not-read': {
    message: 'Whether this event has had its run "{check}" already could not be read from GitHub: {reason}',
    hint: 'The app tries again by itself; nothing is started twice meanwhile.',
  },
  'run.cluster-not-read': {
    message: 'The Workflows of namespace {namespace} could not be looked at: {reason}',
    hint: 'It is tried again by itself once the cluster answers.',
  },
} as const;
