/** Problems of the room `sensor`. */
export const sensorProblems = {
  'sensor.argo-refuses': {
    message: 'Argo Events refuses this Sensor: {reason}.',
    hint: 'Correct what the sentence names; the Sensor would not work in Argo Events either.',
  },
  'sensor.wrong-type': {
    message: '{field} must be {expected}, but it is of type {found}.',
    hint: 'Write it as {expected}; numbers, true and false become texts when they stand in quotes.',
  },
  'sensor.unknown-field': {
    severity: 'warning',
    message: '{field} is no field of {where}; it has no effect.',
    hint: 'Remove it, or write one of the known fields. Nearest: {nearest}.',
  },
  'sensor.unknown-filter-field': {
    message: '{field} is no field of {where}; without it the filter would let more events through than it says.',
    hint: 'Remove it, or write one of the known fields. Nearest: {nearest}.',
  },
  'sensor.not-supported': {
    message: 'This version does not support {feature}.',
    hint: 'Remove it, or leave this Sensor to Argo Events until it is supported here.',
  },
  'sensor.trigger-not-supported': {
    message: 'Trigger {trigger} is of the kind {kind}, which this version does not carry out.',
    hint: 'Triggers carried out are argoWorkflow with the operation submit, and k8s with the operation create of a Workflow.',
  },
  'sensor.no-trigger-kind': {
    message: 'Trigger {trigger} says nothing to carry out: its template has neither argoWorkflow nor k8s.',
    hint: 'Add argoWorkflow with a source and the operation submit.',
  },
  'sensor.several-trigger-kinds': {
    severity: 'warning',
    message: 'Trigger {trigger} has several kinds ({kinds}); only {used} is carried out.',
    hint: 'Give each kind a trigger of its own.',
  },
  'sensor.joining-not-supported': {
    message:
      'Trigger {trigger} fires only when several events have come ({conditions}); this version does not join events.',
    hint: 'Name one dependency in the conditions, or several with || between them.',
  },
  'sensor.conditions': {
    severity: 'warning',
    message: 'Trigger {trigger} can never fire: its conditions cannot be read ({reason}).',
    hint: 'Conditions are names of dependencies with &&, || and parentheses. Names hold letters, digits, - and _ and begin with a letter.',
  },
  'sensor.regular-expression': {
    severity: 'warning',
    message: 'The value {value} is no regular expression ({reason}); events that come to it are rejected.',
    hint: "Values of data filters of type string are regular expressions in Go's syntax: no lookahead, no backreferences.",
  },
  'sensor.unknown-dependency': {
    severity: 'warning',
    message:
      'A parameter reads from the dependency {dependency}, which this Sensor does not have; it is always left out.',
    hint: 'Dependencies of this Sensor: {known}.',
  },
  'sensor.template': {
    severity: 'warning',
    message:
      'The template cannot be read ({reason}); the key or the default is taken instead of it, or the trigger fails.',
    hint: 'Templates are those of Go; a field with a dash in its name needs a key instead.',
  },
  'sensor.no-effect': {
    severity: 'warning',
    message: '{field} of trigger {trigger} has no effect without atLeastOnce: true.',
    hint: 'Remove it, or set atLeastOnce: true.',
  },
  'sensor.filter-failed': {
    severity: 'warning',
    message: 'Dependency {dependency} does not take the event because a filter failed: {reason}.',
    hint: 'A path that does not exist in the event is a failure, not a mismatch; a filter before it that rejects such events avoids it.',
  },
  'sensor.parameter': {
    message: 'The parameter for {dest} could not be applied: {reason}.',
    hint: 'Check the key or template against the event, or give the parameter a default (value).',
  },
  'sensor.template-changed': {
    message: 'The trigger-level parameters of {trigger} made its template unreadable: {reason}.',
    hint: 'useRawData: true keeps numbers and truth values; without it every value is placed as a text.',
  },
} as const;
