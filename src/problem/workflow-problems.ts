/** Problems of commands about one Workflow in the cluster. */
export const workflowProblems = {
  'workflow.not-done': {
    message: 'Could not {what}: {reason}',
    hint: 'The cluster decides with your own rights; `kubectl auth can-i` tells them.',
  },
  'workflow.under-way': {
    message: 'The Workflow "{name}" has not ended ({phase}), so it is not made once more.',
    hint: 'Wait for its end, or stop it first.',
  },
  'workflow.no-answer': {
    message: 'The app has not answered yet; the wish is written on the Workflow "{name}".',
    hint: 'It is carried out as soon as the app runs and sees it. Parameters cannot be changed on the way.',
  },
  'workflow.refused': {
    message: 'The app did not make the Workflow "{name}" once more: {reason}',
    hint: 'The policy in force now judges it like any new run; the check of that name says more.',
  },
  'workflow.of-the-app': {
    message: 'The Workflow "{name}" is a run of the app, whose parameters cannot be changed from here.',
    hint: 'Start the pipeline by hand with other parameters (`argo-events-app run`), or submit the Workflow without the app.',
  },
  'workflow.needs-argo-server': {
    message: 'To {operation} the Workflow "{name}" takes Argo’s own API: {why}.',
    hint: 'Give its address by `--argo-server` or ARGO_SERVER_URL.',
  },
  'workflow.changed-meanwhile': {
    message: 'The Workflow "{name}" changed each time it was about to be changed.',
    hint: 'Try again.',
  },
  'workflow.no-source': {
    message: '"{found}" is nothing that can be submitted.',
    hint: 'Write `--from workflowtemplate/NAME`, `clusterworkflowtemplate/NAME` or `cronworkflow/NAME`, or a file with one Workflow.',
  },
} as const;
