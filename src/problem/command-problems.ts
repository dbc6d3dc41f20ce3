/** Problems of the room `command`: why what people ask for on GitHub is not done. */
export const commandProblems = {
  'command.not-permitted': {
    message: '@{login} has the permission "{permission}" on this repository; {what} takes write permission.',
    hint: 'Ask somebody with write permission to do it.',
  },
  'command.bot': {
    message: '@{login} is a bot that the policy does not trust; {what} is for people with write permission.',
    hint: 'The operator can name the bot in `trustedBots` of the policy.',
  },
  'command.unknown-check': {
    message: 'This check has an external id that this app does not write, so it is not known what to repeat.',
    hint: 'Push a commit, or comment `/test` on the pull request, to run it anew.',
  },
  'command.too-old': {
    message: 'This check is too old to repeat: its Workflow and its event are no longer kept.',
    hint: 'Push a commit, or comment `/test` on the pull request, to run it anew. EVENT_RETENTION says how long events are kept.',
  },
  'command.nothing-to-repeat': {
    message: 'The event of this check starts no "{check}" any more, and its Workflow is gone.',
    hint: 'The file that decides about it has changed since, or it was started by several events together. Push a commit to run it anew.',
  },
  'command.other-commit': {
    message: 'The event of this check is about another commit by now.',
    hint: 'Comment `/test` on the pull request to run its present head.',
  },
  'command.unknown-button': {
    message: 'The button "{button}" is not one of this check.',
    hint: 'Reload the page; the check shows the buttons that it has now.',
  },
  'command.nothing-to-approve': {
    message: 'This check does not wait for an approval: it is about no pull request from a fork.',
    hint: 'Pull requests of this repository’s own branches need none.',
  },
  'command.no-run': {
    message: 'No Workflow stands behind this check, so there is nothing to {what}.',
    hint: 'Use "Re-run" to have the check made anew.',
  },
  'command.retry-without-server': {
    message: 'Failed steps can only be retried through the API of Argo’s server, which this app does not know.',
    hint: 'Use "Re-run", which runs all steps; the operator can set ARGO_SERVER_URL.',
  },
  'command.retry-not-failed': {
    message: 'The Workflow has the phase {phase}; only one that failed has steps to retry.',
    hint: 'Use "Re-run" to run all steps again.',
  },
  'command.retry-refused': {
    message: 'Argo did not retry the Workflow: {reason}',
    hint: 'Use "Re-run", which makes a new Workflow.',
  },
  'command.cluster-away': {
    message: 'The cluster did not answer: {reason}',
    hint: 'It is tried again by itself.',
  },
} as const;
