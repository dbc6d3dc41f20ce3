import type { DocumentPath } from '../read-shape.ts';

const advice: readonly [RegExp, string][] = [
  [
    /unknown operation type create$/,
    'Write operation: submit. `create` is an operation of k8s triggers; argoWorkflow has submit, submit-from, resubmit, retry, resume, suspend, stop and terminate.',
  ],
  [
    /unknown operation type $/,
    'Write operation: submit. It is said to be the default, but Argo Events wants it written.',
  ],
  [
    /unknown operation type submit$/,
    'A k8s trigger has create, update, patch and delete; submit belongs to argoWorkflow.',
  ],
  [
    /unknown operation type/,
    'Operations of argoWorkflow are submit, submit-from, resubmit, retry, resume, suspend, stop and terminate; those of k8s create, update, patch and delete.',
  ],
  [
    /does not contain an absolute action/,
    'Add `source` with the object under `resource`, or a file of this repository under `file.path`.',
  ],
  [/must define the EventSourceName/, 'Write eventSourceName: github for events of this repository.'],
  [/must define the EventName/, "Write eventName with GitHub's name of the event, such as push or pull_request."],
  [/logical operator .* not supported/, 'Logical operators are `and` and `or`, in small letters.'],
  [/comparator == not supported/, 'Write = for equality.'],
  [/comparator .* not supported/, 'Comparators are >=, >, =, !=, < and <=.'],
  [/parsing time/, 'Write hours, minutes and seconds, as in "09:00:00", in quotes.'],
  [
    /invalid cron expression/,
    'Write exactly five fields, such as "0 12 * * *"; shorthands such as @daily are not known here.',
  ],
  [
    /unknown time ?zone|invalid timezone/,
    'Write the name of a time zone such as Europe/Berlin, or UTC; offsets are not known.',
  ],
  [/no fields specified in ctx filter/, 'Context filters compare type, subject, source and datacontenttype.'],
  [/parameter operation .* is invalid/, 'Operations of parameters are overwrite (the default), append and prepend.'],
  [
    /parameter destination can't be empty/,
    'Write dest with the path of the field to set, such as spec.arguments.parameters.0.value.',
  ],
  [
    /parameter dependency name can't be empty/,
    'Write src.dependencyName with the name of a dependency of this Sensor.',
  ],
  [/to use dlqTrigger|atLeastOnce must be set/, 'Write atLeastOnce: true on the trigger and on its dlqTrigger.'],
  [/duplicate trigger name/, 'Give each trigger a name of its own.'],
  [/only GET, DELETE, PATCH, POST and PUT/, 'Write the method in capitals.'],
  [/value must be not empty/, 'For "is empty" use an expression (exprs) or the regular expression ^$.'],
];

const generalAdvice = 'Correct what the sentence names; the Sensor would not work in Argo Events either.';

/** What to do about Argo Events' refusal, by the words of its message. */
export function adviseOnRefusal(message: string, path: DocumentPath): string {
  const isKubernetes = path.includes('k8s') && /unknown operation type create$/.test(message);
  return (isKubernetes ? undefined : advice.find(([pattern]) => pattern.test(message))?.[1]) ?? generalAdvice;
}
