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
  'command.argument-too-long': {
    message: 'What follows `{command}` has {length} characters; a command takes {limit}.',
    hint: 'Write the command on a line of its own, and the rest of the comment on others.',
  },
  'command.too-many': {
    message: 'This comment has {count} commands; one comment may have {limit}. None of them was carried out.',
    hint: 'Write fewer, or put those that were only quoted into a code block.',
  },
  'command.no-pull-request': {
    message: 'This command is about a pull request, and this is not one, or it is gone.',
    hint: 'Comment on the pull request itself.',
  },
  'command.closed': {
    message: 'The pull request is closed.',
    hint: 'Reopen it to have it run.',
  },
  'command.no-such-check': {
    message: 'There is no check "{name}" of this app on {commit}.',
    hint: 'Its checks there: {known}.',
  },
  'command.nothing-failed': {
    message: 'No such check of this app has failed on {commit}, so there is nothing to run again.',
    hint: 'A check that runs can be cancelled; one that succeeded has "Re-run" on its page.',
  },
  'command.nothing-runs': {
    message: 'Nothing that could be cancelled runs here.',
    hint: 'Checks that wait for an approval or have ended need no cancelling.',
  },
  'command.nothing-fires': {
    message: 'Nothing was started: {reason}',
    hint: 'Comment `explain` with the prefix of commands to see what each pipeline decides about it.',
  },
  'command.not-on-branch': {
    message: 'It is not certain that a branch of this repository holds {commit}, so nothing runs for it.',
    hint: 'Comment on the newest commit of a branch, on one of the default branch, or on a pull request.',
  },
  'command.not-approved': {
    message: 'The head of this pull request comes from a fork and was not approved, so nothing of it runs.',
    hint: 'Look at the commit, then press "Approve and run" on a check, or copy this line into a comment: `{line}`',
  },
  'command.commit-not-full': {
    message: 'An approval names the commit in full, so that it is the one that was looked at; found: {found}.',
    hint: 'Copy this line into a new comment if that commit is what you have seen: `{line}`',
  },
  'command.cluster-away': {
    message: 'The cluster did not answer: {reason}',
    hint: 'It is tried again by itself.',
  },
  'command.gave-up': {
    message: 'It was tried for too long, or cannot be done: {reason}',
    hint: 'Ask for it again once the cause is gone.',
  },
} as const;
