/** A user, an organisation, or the bot that an App acts as. */
export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Organization' | 'Bot';
  email: string;
}

/** What GitHub calls a role: what a person may do in one repository. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';
