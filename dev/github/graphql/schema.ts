import { buildSchema } from 'graphql';

/** The part of GitHub's GraphQL schema that this stand-in answers; names and types are GitHub's. */
export const schema = buildSchema(`
  scalar DateTime
  scalar GitObjectID
  scalar URI

  type Query {
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
    rateLimit(dryRun: Boolean = false): RateLimit
    viewer: Viewer!
  }

  type Viewer { login: String! }

  type RateLimit {
    limit: Int!
    cost: Int!
    remaining: Int!
    used: Int!
    resetAt: DateTime!
    nodeCount: Int!
  }

  interface Actor { login: String! url: URI! }
  type User implements Actor { login: String! url: URI! databaseId: Int }
  type Bot implements Actor { login: String! url: URI! databaseId: Int }
  type Organization implements Actor { login: String! url: URI! databaseId: Int }

  type Repository {
    id: ID!
    databaseId: Int
    name: String!
    owner: Actor!
    nameWithOwner: String!
    url: URI!
    isPrivate: Boolean!
    isFork: Boolean!
    parent: Repository
    defaultBranchRef: Ref
    ref(qualifiedName: String!): Ref
    object(oid: GitObjectID, expression: String): GitObject
    pullRequest(number: Int!): PullRequest
  }

  type Ref {
    id: ID!
    name: String!
    prefix: String!
    target: GitObject
  }

  interface GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
  }

  type Commit implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    message: String!
    messageHeadline: String!
    authoredDate: DateTime!
    committedDate: DateTime!
    tree: Tree!
    file(path: String!): TreeEntry
  }

  type Tag implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    target: GitObject!
  }

  type Tree implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    entries: [TreeEntry!]
  }

  type Blob implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    text: String
  }

  type TreeEntry {
    name: String!
    path: String
    type: String!
    mode: Int!
    oid: GitObjectID!
    size: Int!
    object: GitObject
  }

  enum PullRequestState { OPEN CLOSED MERGED }

  type PullRequest {
    id: ID!
    databaseId: Int
    number: Int!
    state: PullRequestState!
    title: String!
    body: String!
    isDraft: Boolean!
    author: Actor
    headRefName: String!
    headRefOid: GitObjectID!
    headRepository: Repository
    baseRefName: String!
    baseRefOid: GitObjectID!
    baseRepository: Repository
    isCrossRepository: Boolean!
    merged: Boolean!
    url: URI!
  }
`);
