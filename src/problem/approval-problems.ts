/** Problems of approving what a stranger proposes. */
export const approvalProblems = {
  'approval.nothing-waits': {
    message: 'Nothing waits for approval at commit {commit} of pull request #{number}.',
    hint: 'Approve the commit that the checks of the pull request name, in full.',
  },
  'approval.given': {
    message: 'Commit {commit} of pull request #{number} was approved by {by} already.',
    hint: 'Its runs have checks of their own.',
  },
  'approval.no-pull-request': {
    message: 'There is no pull request #{number} any more.',
    hint: 'Nothing of it can run.',
  },
  'approval.closed': {
    message: 'Pull request #{number} is closed.',
    hint: 'Open it again; its checks then ask anew.',
  },
  'approval.head-moved': {
    message: 'Commit {commit} is not the head of pull request #{number} any more: that is {head} now.',
    hint: 'Look at what the new commit changes, then approve that one.',
  },
  'approval.retargeted': {
    message: 'The checks were made for pull request #{number} into {shown}; it goes into {base} now.',
    hint: 'Approve the checks that were made since. Where there are none, close the pull request and open it again.',
  },
  'approval.asked-anew': {
    message: 'What this check asked about has changed since, and newer checks of pull request #{number} ask again.',
    hint: 'Look at the pull request as it is now, then approve on one of those.',
  },
  'approval.file-changed': {
    message: 'The file that decides pull request #{number} has changed since its checks were made.',
    hint: 'The checks ask anew, for the file as it is now: look at it, then approve once more.',
  },
  'approval.too-old': {
    message: 'The events of pull request #{number} that wait for approval are not kept any longer.',
    hint: 'Push a commit, or close the pull request and open it again; its checks then ask anew.',
  },
} as const;
