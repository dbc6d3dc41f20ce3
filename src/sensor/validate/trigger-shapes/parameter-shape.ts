import { boolean, listOf, object, text } from '../shape.ts';

/** Argo Events' `[]TriggerParameter`: `parameters`, `payload` and `dynamicHeaders`. */
export const parametersShape = listOf(
  object('TriggerParameter', {
    src: object('TriggerParameterSource', {
      dependencyName: text,
      contextKey: text,
      contextTemplate: text,
      dataKey: text,
      dataTemplate: text,
      value: text,
      useRawData: boolean,
    }),
    dest: text,
    operation: text,
  }),
);
