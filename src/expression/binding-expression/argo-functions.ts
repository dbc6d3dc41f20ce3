import { attempt, ExpressionFailure } from '../pratt/expression-failure.ts';
import { toFloatBuiltin, toIntBuiltin } from './builtins/number-builtins.ts';
import { asText } from './evaluate/assert-type.ts';
import { HostFunction } from './evaluate/host-function.ts';
import { queryJsonPath } from './json-path/query-json-path.ts';
import { decodeJson } from './values/forms/decode-json.ts';
import { encodeJson } from './values/forms/encode-json.ts';

/** The functions that Argo adds to expr-lang's own: older names of `int` and `float`, JSON on one line, JSONPath. */
export const argoFunctions: Readonly<Record<string, HostFunction>> = {
  asInt: new HostFunction('func(interface {}) interface {}', toIntBuiltin),
  asFloat: new HostFunction('func(interface {}) interface {}', toFloatBuiltin),
  toJson: new HostFunction('func(interface {}) string', ([value], { budget, dialect }) => {
    const encoded = attempt(() => encodeJson(value, budget));
    if (encoded.ok) return encoded.value;
    // Argo Events answers nothing then, Argo Workflows fails.
    if (dialect === '1.15') return '';
    throw encoded.failure;
  }),
  jsonpath: new HostFunction('func(string, string) interface {}', ([json, path], { budget }) => {
    const text = asText(json);
    budget.search(text.length);
    const queried = queryJsonPath(decodeJson(text), asText(path), budget);
    if (!queried.ok) throw new ExpressionFailure(queried.message);
    return queried.value;
  }),
};
