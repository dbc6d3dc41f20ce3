/** Problems of the room `report`. They are said in the log: what they are about has no reader on GitHub. */
export const reportProblems = {
  'report.forged-identity': {
    message:
      "The Workflow {workflow} carries this app's label, but its identity annotation is {state}; nothing is reported for it.",
    hint: 'Only the app may write annotations under argo-events-app/. Find out who created or changed this Workflow; after a change of the private key, Workflows of the old one look like this too.',
  },
  'report.unreadable-note': {
    severity: 'warning',
    message: 'The note of what was reported for the Workflow {workflow} is not as this app wrote it.',
    hint: 'The check run is found again on GitHub by its external id. Find out who changes annotations under argo-events-app/.',
  },
  'report.refused': {
    message: 'GitHub refused the check run {check} of {subject}, also in its shortest form: {cause}',
    hint: 'This is a defect of the app; report it with this sentence.',
  },
  'report.not-permitted': {
    message: 'GitHub does not permit the app to write the check run {check} of {subject}: {cause}',
    hint: 'Grant the App checks: write and accept it for the installation; where the organization lists addresses that may connect, add those of the app. The check is tried again every few minutes, for seven days after its run ended.',
  },
  'report.shortened': {
    severity: 'warning',
    message: 'GitHub refused the full report of the check run {check} of {subject} and took a short one: {cause}',
    hint: 'This is a defect of the app; report it with this sentence.',
  },
  'report.gone': {
    severity: 'warning',
    message: 'GitHub has no place any more for the check run {check} of {subject}: {cause}',
    hint: 'The App was removed from the repository, or the repository is gone. Nothing needs to be done.',
  },
  'report.expired': {
    message:
      'The conclusion of {subject} could not be written to GitHub for seven days; it is not tried again, and its Workflow is released.',
    hint: 'The check run {check} stays as it is. See the earlier messages about this check for the reason.',
  },
  'report.later': {
    severity: 'warning',
    message: 'The check run {check} of {subject} cannot be written yet (try {attempt}): {cause}',
    hint: 'It is tried again until it succeeds.',
  },
  'report.cluster': {
    severity: 'warning',
    message: 'The Workflow {workflow} cannot be {action} in the cluster yet (try {attempt}): {cause}',
    hint: 'It is tried again until it succeeds. If the cause names a missing right, compare the Role of the app with deploy/role.yaml.',
  },
  'report.unreadable-row': {
    message: 'The stored check {key} cannot be read; it is left out.',
    hint: 'The row was written by another version of the app. Remove it, or run the version that wrote it.',
  },
  'report.problem-matchers': {
    severity: 'warning',
    message: 'The problem matchers of this Workflow cannot be used: {reasons}.',
    hint: 'The annotation argo-events-app/problem-matchers holds JSON in the shape of GitHub Actions; patterns are RE2. See docs/check-runs.md.',
  },
  'report.secrets-unreadable': {
    severity: 'warning',
    message:
      'The app may not read Secrets in the namespace {namespace}: what runs there write is hidden only where it has the shape of a secret.',
    hint: 'Give the account of the app `get` on Secrets there, as deploy/role.yaml does. See docs/check-runs.md.',
  },
  'report.unexpected': {
    message: 'Reporting on {subject} met an error that the app does not expect (try {attempt}): {cause}',
    hint: 'It is tried again. This is a defect of the app; report it with the code and this sentence.',
  },
} as const;
