/**
 * What every shape of a secret has something of. One look instead of a dozen, for the many short values that have nothing.
 */
const signs =
  /:\/\/|authorization|bearer|token|key|cookie|pass|secret|sig|credential|hooks\.slack|gh[pousr]_|github_pat_|xox|xapp-|gl(?:pat|dt|rt|cbt|ptt|ft|soat)-|npm_|dckr_|hf_|dop_v1_|shpat_|pypi-|hv[sbr]\.|sk-|[rs]k_|SG\.|AIza|ya29\.|A(?:KIA|SIA|BIA|CCA)|eyJ/i;

/** False only when masking what has the shape of a secret would change nothing. */
export function mayHoldSecret(text: string): boolean {
  return signs.test(text);
}
