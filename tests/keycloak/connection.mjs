// Clients of a server, and what the specifications say of them. NODE_PATH tells where the client
// is installed.
import assert from 'node:assert';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// import alone does not look at NODE_PATH.
const installed = createRequire(import.meta.url).resolve('@keycloak/keycloak-admin-client');
const { default: KcAdminClient, NetworkError } = await import(pathToFileURL(installed).href);

export const is = assert.deepStrictEqual;
export const nobody = '00000000-0000-7000-8000-000000000000';

// The call fails with that status and, where one is given, that message.
export async function refuses(call, status, message) {
  await assert.rejects(call, (error) => {
    assert(error instanceof NetworkError, error);
    is([error.response.status, message && error.message], [status, message]);
    return true;
  });
}

// With the base path below the server's URL.
export class Connection {
  constructor(server, basePath) {
    this.server = server;
    this.operator = server.operator;
    this.basePath = basePath;
  }

  // One whose own client, `kc`, is the operator's.
  static async of(server, basePath) {
    const connection = new Connection(server, basePath);
    const { username, password } = server.operator;
    connection.kc = await connection.signIn(username, password);
    return connection;
  }

  newClient = () =>
    new KcAdminClient({ baseUrl: this.server.url + this.basePath, realmName: 'master' });

  signIn = async (username, password) => {
    const client = this.newClient();
    await client.auth({ username, password, grantType: 'password', clientId: 'admin-cli' });
    return client;
  };

  // Answers the id.
  create = async (user) => (await this.kc.users.create(user)).id;

  // Answers usernames.
  find = async (query) => (await this.kc.users.find(query)).map((user) => user.username);

  // The types of the events that a change adds to a user's history.
  eventsAddedBy = async (id, change) => {
    const before = await this.server.historyOf(id);
    await change();
    return (await this.server.historyOf(id)).slice(before.length);
  };
}
