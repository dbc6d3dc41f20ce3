/** Problems of the room `flow`: what keeps an event from being handled. */
export const flowProblems = {
  'flow.github-away': {
    message: 'GitHub did not answer as needed: {reason}',
    hint: 'The event waits and is tried again by itself.',
  },
  'flow.github-refused': {
    message: 'GitHub refused to give what the event needs: {reason}',
    hint: 'Look at the App’s permissions against app.yml; a changed permission must be accepted by the installation.',
  },
  'flow.filter-failed': {
    message: '`{filter}` cannot be evaluated for this event: {reason}',
    hint: 'Correct the condition so that it holds for every event of the pipeline, such as by asking whether a value is there first.',
  },
  'flow.stateful-elsewhere': {
    severity: 'warning',
    message: 'Sensor {sensor} remembers something between events; here it does nothing, only on the default branch.',
    hint: 'It counts once it is on the default branch; there it is asked about events of all branches.',
  },
  'flow.workflows-not-allowed': {
    message: 'The policy does not let this repository create Workflows.',
    hint: 'The operator adds `workflow` to `triggers` in the policy file, for all or for this repository.',
  },
  'flow.too-many-runs': {
    message: 'This event would start {count} runs; the policy lets one event start {limit}.',
    hint: 'Join pipelines, or ask the operator to raise `limits.runsPerEvent` in the policy.',
  },
  'flow.unknown-source': {
    message: 'This version of the app does not listen to events of the source {source}; another one stored this.',
    hint: 'Let the version that stored it finish, or drop the event: it is among the dead letters.',
  },
  'flow.gave-up': {
    message: 'The event is given up: {reason}',
    hint: 'It is kept as a dead letter; deliver it again from the App’s settings ("Advanced") once the cause is gone.',
  },
  'flow.no-such-pipeline': {
    message: 'The file has no pipeline "{pipeline}" that can be started by hand at this commit.',
    hint: 'Write `manual` among what the pipeline’s `on` names.',
  },
} as const;
