/** Problems of the room `schedule`: what keeps a CronWorkflow of a repository from being in the cluster as it is written. */
export const scheduleProblems = {
  'schedule.name-taken': {
    message:
      'The name of the CronWorkflow "{name}" is taken in the namespace {namespace}, by something that is not of this repository.',
    hint: 'Give it another `metadata.name`. What this app made with another private key counts while `PRIVATE_KEY_PREVIOUS` names that, and can else be deleted: it comes again.',
  },
  'schedule.refused-by-cluster': {
    message: 'The cluster refused the CronWorkflow "{name}": {reason}',
    hint: 'Correct the CronWorkflow where the message says; `argo cron lint` shows the same and more.',
  },
  'schedule.forbidden-by-cluster': {
    message: 'The cluster does not let this app write the CronWorkflow "{name}": {reason}',
    hint: 'The operator gives the app the Role of its deployment in this namespace.',
  },
  'schedule.cluster-away': {
    message: 'The cluster did not take the CronWorkflows of this repository yet: {reason}',
    hint: 'It is tried again by itself.',
  },
  'schedule.busy': {
    message: 'The CronWorkflows of this repository are being written by somebody else at this moment.',
    hint: 'It is tried again by itself.',
  },
  'schedule.one-schedule': {
    message:
      'The CronWorkflow "{name}" has {count} schedules; the Argo Workflows of this cluster is older than 3.6 and takes one.',
    hint: 'Write a CronWorkflow for each schedule, or have the operator upgrade Argo Workflows.',
  },
  'schedule.not-allowed': {
    message: 'This repository may start no Workflows, so its CronWorkflow "{name}" may not either.',
    hint: 'The operator adds `workflow` to `triggers` of this repository in the policy.',
  },
} as const;
