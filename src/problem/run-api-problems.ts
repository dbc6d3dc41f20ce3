/** Problems of the room `run-api`: why a run that somebody asked for by hand is not started. */
export const runApiProblems = {
  'run-api.malformed': {
    message: 'The request cannot be read: {reason}.',
    hint: 'Send JSON with `repository` ("owner/name"), `pipeline`, and where wanted `ref` and `parameters` (an object of texts).',
  },
  'run-api.too-large': {
    message: 'The request is larger than {limit} bytes.',
    hint: 'Put what is large into the repository or a store that the Workflow reads, and give its name as a parameter.',
  },
  'run-api.method': {
    message: 'This address takes {allowed}.',
    hint: 'POST /api/v1/runs starts a run; its answer says where its state is read.',
  },
  'run-api.no-token': {
    message: 'The request has no token of a person.',
    hint: 'Send `Authorization: Bearer` with a token of GitHub, such as the one that `gh auth token` prints.',
  },
  'run-api.bad-token': {
    message: 'GitHub does not take this token.',
    hint: 'It may have expired, or belong to another GitHub than the one that this app works for.',
  },
  'run-api.no-person': {
    message: 'This token is no person’s: {reason}',
    hint: 'Use a personal access token, or a token that a person signed in for. What Actions calls GITHUB_TOKEN is none; there, use `repository_dispatch`.',
  },
  'run-api.no-repository': {
    message: 'With this token there is no repository {repository}.',
    hint: 'Check its name. A token for selected repositories has to name this one, and some organisations want a token to be let in.',
  },
  'run-api.not-permitted': {
    message: '@{login} has the permission "{permission}" on {repository}; starting a run takes write permission.',
    hint: 'Ask somebody with write permission to do it.',
  },
  'run-api.read-only-token': {
    message: '@{login} may write to {repository}, but this token may not.',
    hint: 'Use a token with `Contents: read and write` on the repository, or with the scope `repo`; some organisations want it to be authorised for single sign-on.',
  },
  'run-api.archived': {
    message: 'The repository {repository} is archived: nothing runs there, and no check can be written.',
    hint: 'Unarchive it first.',
  },
  'run-api.not-installed': {
    message: 'This app is not installed on {repository}.',
    hint: 'Install it there, or add the repository to its installation.',
  },
  'run-api.unknown-ref': {
    message: 'There is no branch or tag "{ref}" in the repository.',
    hint: 'Write a branch, a tag, a full ref such as refs/tags/v1, or all 40 digits of a commit.',
  },
  'run-api.not-a-ref': {
    message: '"{ref}" names neither a branch, nor a tag, nor a commit.',
    hint: 'Write a branch, a tag, a full ref such as refs/heads/main, or all 40 digits of a commit. What a pull request proposes is run by a comment on it.',
  },
  'run-api.not-on-branch': {
    message: 'The commit {commit} is not known to be on a branch of this repository.',
    hint: 'Forks share their commits with it, so only commits of its own branches run. Push it to a branch, or name a branch or tag.',
  },
  'run-api.no-file': {
    message: 'At the commit {commit} there is no .argo-events.yaml.',
    hint: 'The file of the very commit decides; name a branch or tag that has one.',
  },
  'run-api.no-pipeline': {
    message: 'At the commit {commit} no pipeline "{pipeline}" can be started by hand. Those that can: {known}.',
    hint: 'Write `manual` among what the pipeline’s `on` names. {problems}',
  },
  'run-api.unknown-parameter': {
    message: 'The pipeline has no parameter "{name}". Those that it has: {known}.',
    hint: 'The pipeline’s `on.manual.parameters` lists what can be given.',
  },
  'run-api.missing-parameter': {
    message: 'The parameter "{name}" is missing{description}.',
    hint: 'The pipeline requires it: give it a value.',
  },
  'run-api.not-an-option': {
    message: 'The parameter "{name}" cannot be "{value}"; it can be: {options}.',
    hint: 'The pipeline’s file lists the options.',
  },
  'run-api.would-not-run': {
    message: 'The pipeline "{pipeline}" {reason}.',
    hint: 'Its `if` decides about this event too: `github.eventName` is `manual`, and `github.inputs` has the parameters.',
  },
  'run-api.key-taken': {
    message: 'Another run was asked for with this Idempotency-Key.',
    hint: 'Use a new key for each run, and the same one only to send the same request again.',
  },
  'run-api.too-many': {
    message: 'Too many requests; the next one is taken in {seconds} seconds.',
    hint: 'Wait that long. The bounds hold for one person, and for refused requests from one address.',
  },
  'run-api.busy': {
    message: 'Too many requests are under way.',
    hint: 'Send it again in a few seconds, with the same Idempotency-Key.',
  },
  'run-api.github-away': {
    message: 'GitHub did not answer what has to be asked first: {reason}',
    hint: 'Send it again later, with the same Idempotency-Key.',
  },
  'run-api.not-stored': {
    message: 'The request could not be stored, so nothing runs.',
    hint: 'Send it again later, with the same Idempotency-Key.',
  },
  'run-api.no-run': {
    message: 'There is no such run, or not with this token.',
    hint: 'The answer to the request names the address and the token to ask with. EVENT_RETENTION says how long it is known.',
  },
} as const;
