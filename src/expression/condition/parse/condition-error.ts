/** Why a condition is refused; `offset` counts UTF-16 units from the start of its text. */
export interface ConditionError {
  ok: false;
  message: string;
  offset: number;
}

export function refuse(offset: number, message: string): ConditionError {
  return { ok: false, offset, message };
}
