import type { AsCaller, CallerFailure, SeenRepository, Self } from '../../github/caller/caller.ts';
import { problem } from '../../problem/problem.ts';
import { type Answered, answerWith, type Refusal } from '../answer.ts';

/** A person who was found to have write permission, and the repository as they see it. */
export interface Caller {
  person: Self;
  repository: SeenRepository;
}

/**
 * Whose token it is, whether that person may write to the repository, and whether this token may: a person's token that is only for
 * reading starts nothing, nor does one that they gave to somebody else's App. Three questions to GitHub with the token itself, and none
 * is remembered.
 */
export async function judgeCaller(token: string, fullName: string, asCaller: AsCaller): Promise<Answered<Caller>> {
  const caller = asCaller(token);
  const self = await caller.readSelf();
  if (!self.ok) return answerWith(refusalOf(self.failure));
  const seen = await caller.readRepository(fullName);
  if (!seen.ok) return answerWith(refusalOf(seen.failure));
  const repository = seen.value;
  if (repository === undefined)
    return answerWith(refuse(404, problem('run-api.no-repository', { repository: fullName })));

  const { login } = self.value;
  const { permission } = repository;
  const about = { login, repository: repository.fullName };
  if (permission !== 'admin' && permission !== 'write') {
    return answerWith(refuse(403, problem('run-api.not-permitted', { ...about, permission })));
  }
  if (repository.isArchived) return answerWith(refuse(422, problem('run-api.archived', about)));
  const mayPush = await caller.mayPush(repository.fullName);
  if (!mayPush.ok) return answerWith(refusalOf(mayPush.failure));
  if (!mayPush.value) return answerWith(refuse(403, problem('run-api.read-only-token', about)));
  return { ok: true, value: { person: self.value, repository } };
}

function refusalOf(failure: CallerFailure): Refusal {
  switch (failure.kind) {
    case 'unauthorized':
      return refuse(401, problem('run-api.bad-token', {}));
    case 'refused':
      return refuse(403, problem('run-api.no-person', { reason: failure.message }));
    case 'later':
      return {
        ...refuse(503, problem('run-api.github-away', { reason: failure.message })),
        retryAfterMs: failure.retryAfterMs ?? 5000,
      };
  }
}

function refuse(status: Refusal['status'], reason: Refusal['problems'][number]): Refusal {
  return { status, problems: [reason] };
}
